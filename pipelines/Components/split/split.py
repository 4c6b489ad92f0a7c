"""Divides labelled rows into training, test and validation, before anything is fitted."""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from assignment import by_group, by_hash, stratified
from modelyard import PARTS, Column, Labels, Rows, Step, StepFailure, main

WAYS = ("given", "hash", "group")


def labelled(rows: Rows, label: str, minimum: int) -> np.ndarray:
    """Numbers of the rows to keep: those with a label whose class has at least `minimum` rows. Raises StepFailure."""
    names = np.array(rows.strings(label), dtype=object)
    classes, codes, counts = np.unique(names.astype(str), return_inverse=True, return_counts=True)
    keep = (names != "") & (counts[codes] >= minimum)
    if len(np.unique(codes[keep])) < 2:
        found = ", ".join(f"{name or 'no label'}: {count}" for name, count in list(zip(classes, counts))[:5]) or "no rows"
        raise StepFailure(f"column {label!r} needs two classes of at least {minimum} rows (parameter minimum); found {found}")
    return np.flatnonzero(keep)


def given_parts(rows: Rows, column: str) -> np.ndarray:
    """Part of each row as its column says: uint8 [N]. Raises StepFailure for any other word."""
    values = rows.strings(column)
    unknown = sorted(set(values) - set(PARTS))
    if unknown:
        first = next(number for number, value in enumerate(values) if value not in PARTS)
        found = ", ".join(map(repr, unknown[:5]))
        raise StepFailure(f"column {column!r} (parameter given) says {found}, first in row {first}; "
                          f"expected {', '.join(PARTS)}")
    return np.array([PARTS.index(value) for value in values], dtype=np.uint8)


def assign(rows: Rows, codes: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Part of each row: uint8 [N]. Raises StepFailure where parameters contradict each other or the rows."""
    chosen = [way for way in WAYS if parameters[way] is not None]
    if len(chosen) > 1:
        raise StepFailure(f"parameters {' and '.join(chosen)} are both set; a split follows one of {', '.join(WAYS)}, or none")
    if "given" in chosen:
        return given_parts(rows, parameters["given"])
    test, validation, seed = parameters["test"], parameters["validation"], parameters["seed"]
    if test + validation >= 1:
        raise StepFailure(f"parameters test ({test}) and validation ({validation}) leave nothing to train; "
                          "their sum must be below 1")
    shares = np.array([1 - test - validation, test, validation])
    if "hash" in chosen:
        return by_hash(rows[parameters["hash"]], shares, seed, parameters["hash"])
    if "group" in chosen:
        rows.array(parameters["group"], "string")
        return by_group(rows[parameters["group"]].values, codes, shares, seed)
    return stratified(codes, shares, seed)


def run(step: Step) -> None:
    rows: Rows = step.open("rows")
    label = step.parameters["label"]
    numbers = labelled(rows, label, step.parameters["minimum"])
    kept = rows if len(numbers) == rows.count else rows.take(numbers)
    classes, codes = np.unique(np.array(kept.strings(label)), return_inverse=True)
    part = assign(kept, codes, step.parameters)
    kept.with_column("part", Column("string", [PARTS[code] for code in part])).write(step.outputs["rows"])
    Labels([str(name) for name in classes], codes, part).write(step.outputs["labels"])
    counts = {f"{name}-rows": int((part == code).sum()) for code, name in enumerate(PARTS)}
    step.write_metrics({**counts, "left-out-rows": rows.count - kept.count, "classes": len(classes)})


if __name__ == "__main__":
    main(__name__)
