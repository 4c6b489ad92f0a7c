"""Divides labelled rows into training, test and validation, before anything is fitted."""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from modelyard import PARTS, Column, Labels, Rows, Step, StepFailure, assign_parts, main

def labelled(rows: Rows, label: str, minimum: int) -> np.ndarray:
    """Numbers of the rows to keep: those with a label whose class has at least `minimum` rows. Raises StepFailure."""
    names = np.array(rows.strings(label), dtype=object)
    classes, codes, counts = np.unique(names.astype(str), return_inverse=True, return_counts=True)
    keep = (names != "") & (counts[codes] >= minimum)
    if len(np.unique(codes[keep])) < 2:
        found = ", ".join(f"{name or 'no label'}: {count}" for name, count in list(zip(classes, counts))[:5]) or "no rows"
        raise StepFailure(f"column {label!r} needs two classes of at least {minimum} rows (parameter minimum); found {found}")
    return np.flatnonzero(keep)


def run(step: Step) -> None:
    rows: Rows = step.open("rows")
    label = step.parameters["label"]
    numbers = labelled(rows, label, step.parameters["minimum"])
    kept = rows if len(numbers) == rows.count else rows.take(numbers)
    classes, codes = np.unique(np.array(kept.strings(label)), return_inverse=True)
    part = assign_parts(kept, codes, step.parameters)
    kept.with_column("part", Column("string", [PARTS[code] for code in part])).write(step.outputs["rows"])
    Labels([str(name) for name in classes], codes, part).write(step.outputs["labels"])
    counts = {f"{name}-rows": int((part == code).sum()) for code, name in enumerate(PARTS)}
    step.write_metrics({**counts, "left-out-rows": rows.count - kept.count, "classes": len(classes)})


if __name__ == "__main__":
    main(__name__)
