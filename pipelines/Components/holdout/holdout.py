"""Holds training rows back from training, so that choices can be made without a look at the test."""

from __future__ import annotations

import numpy as np

from modelyard import TEST, TRAIN, VALIDATION, Labels, Step, StepFailure, main, stratified


def held_out(labels: Labels, share: float, rows: int | None, seed: int) -> np.ndarray:
    """Part of every row, uint8 [N]: within each class `share` of the rows taken are TEST, the others TRAIN; the rest VALIDATION.

    A class keeps a row to train on.
    """
    training = labels.numbers(TRAIN)
    parts = np.full(len(labels.codes), VALIDATION, dtype=np.uint8)
    if len(training) > 0:
        taken = 1.0 if rows is None else min(1.0, rows / len(training))
        parts[training] = stratified(labels.codes[training], np.array([taken * (1 - share), taken * share, 1 - taken]), seed)
    return parts


def run(step: Step) -> None:
    labels: Labels = step.open("labels")
    parts = held_out(labels, step.parameters["share"], step.parameters["rows"], step.parameters["seed"])
    counts = {name: int((parts == part).sum()) for name, part in (("train-rows", TRAIN), ("test-rows", TEST))}
    if 0 in counts.values():
        raise StepFailure(f"{len(labels.numbers(TRAIN))} training rows leave {counts['train-rows']} to fit on and "
                          f"{counts['test-rows']} to judge on; both need one at least")
    Labels(labels.classes, labels.codes, parts).write(step.outputs["labels"])
    step.write_metrics(counts)


if __name__ == "__main__":
    main(__name__)
