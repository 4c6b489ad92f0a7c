"""Reads bicycles.csv beside this file. Replace it by your own data: its content is part of what the step is known by."""

import csv
from pathlib import Path

import numpy as np
from modelyard import Column, Rows, main

FILE = Path(__file__).with_name("bicycles.csv")


def run(step):
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    Rows({
        "age": Column("number", np.array([float(row["age"]) for row in rows])),
        "gears": Column("integer", np.array([int(row["gears"]) for row in rows])),
        "frame": Column("string", [row["frame"] for row in rows]),
        "electric": Column("boolean", np.array([row["electric"] == "true" for row in rows])),
        "price": Column("number", np.array([float(row["price"]) for row in rows])),
    }).write(step.outputs["rows"])


if __name__ == "__main__":
    main(__name__)
