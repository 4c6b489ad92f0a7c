"""Divides rows with a number to learn into training, test and validation, before anything is fitted."""

from __future__ import annotations

import numpy as np

from modelyard import PARTS, Column, Rows, Step, StepFailure, Targets, assign_parts, main


def numbers_of(rows: Rows, column: str) -> np.ndarray:
    """float64 [N], NaN where the number is missing. Raises StepFailure for a column that holds no numbers."""
    if rows[column].type not in ("number", "integer"):
        raise StepFailure(f"column {column!r} (parameter target) is of type {rows[column].type}; expected number or integer")
    return np.asarray(rows[column].values, dtype=np.float64)


def kept(values: np.ndarray, column: str, missing: str) -> np.ndarray:
    """Numbers of the rows that have a value. Raises StepFailure where one is missing and that is refused, or infinite."""
    if np.isinf(values).any():
        raise StepFailure(f"column {column!r} (parameter target) is infinite in row {int(np.isinf(values).argmax())}")
    absent = np.isnan(values)
    if absent.any() and missing == "refuse":
        raise StepFailure(f"column {column!r} (parameter target) has no value in {int(absent.sum())} of {len(values)} rows, first in "
                          f"row {int(absent.argmax())}; give them one, or set missing: leave-out")
    found = np.flatnonzero(~absent)
    if len(found) < 2:
        raise StepFailure(f"column {column!r} (parameter target) has a value in {len(found)} rows; a split needs two or more")
    return found


def bands(values: np.ndarray, count: int) -> np.ndarray:
    """Codes int [N] of up to `count` bands with nearly equal numbers of rows, from the least values to the greatest."""
    limits = np.quantile(values, np.arange(1, count) / count)
    return np.unique(np.searchsorted(limits, values, side="left"), return_inverse=True)[1]


def run(step: Step) -> None:
    rows: Rows = step.open("rows")
    target = step.parameters["target"]
    values = numbers_of(rows, target)
    numbers = kept(values, target, step.parameters["missing"])
    left = rows if len(numbers) == rows.count else rows.take(numbers)
    values = values[numbers]
    part = assign_parts(left, bands(values, step.parameters["strata"]), step.parameters)
    left.with_column("part", Column("string", [PARTS[code] for code in part])).write(step.outputs["rows"])
    Targets(values, part).write(step.outputs["targets"])
    counts = {f"{name}-rows": int((part == code).sum()) for code, name in enumerate(PARTS)}
    step.write_metrics({**counts, "left-out-rows": rows.count - left.count})


if __name__ == "__main__":
    main(__name__)
