"""Rows from the package index of Debian: what each binary package says of itself, and its section."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from modelyard import Column, Rows, Step, StepFailure, main
from package_index import LISTS, Package, read_index

_TEXTS = ("name", "source", "section", "description", "details", "priority", "architecture")


def rows_of(packages: Sequence[Package], limit: int | None = None) -> Rows:
    """One row a package that has a section and a description, in the order given; with a limit, evenly spaced ones."""
    found = [package for package in packages if package.section and package.description]
    if not found:
        raise StepFailure(f"the package index holds {len(packages)} packages, none with a section and a description")
    if limit is not None and limit < len(found):
        found = [found[number * len(found) // limit] for number in range(limit)]
    columns = {name: Column("string", [getattr(package, name) for package in found]) for name in _TEXTS}
    return Rows({**columns, "size": Column("integer", np.array([package.size for package in found], dtype=np.int64))})


def run(step: Step) -> None:
    packages = read_index(LISTS)
    rows = rows_of(packages, step.parameters["limit"])
    rows.write(step.outputs["rows"])
    step.write_metrics({"packages": len(packages), "rows": rows.count, "sources": len(set(rows["source"].values)),
                        "sections": len(set(rows["section"].values))})


if __name__ == "__main__":
    main(__name__)
