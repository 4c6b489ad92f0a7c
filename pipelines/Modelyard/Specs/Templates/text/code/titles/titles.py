"""Reads titles.csv beside this file. Replace it by your own data: its content is part of what the step is known by."""

import csv
from pathlib import Path

from modelyard import Column, Rows, main

FILE = Path(__file__).with_name("titles.csv")


def run(step):
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Rows({name: Column("string", [row[name] for row in rows]) for name in ("title", "category")}).write(step.outputs["rows"])


if __name__ == "__main__":
    main(__name__)
