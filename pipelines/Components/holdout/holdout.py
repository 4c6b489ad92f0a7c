"""Holds training rows back from training, so that choices can be made without a look at the test."""

from __future__ import annotations

import numpy as np

from modelyard import TEST, TRAIN, VALIDATION, Labels, Step, StepFailure, main


def held_out(labels: Labels, share: float, rows: int | None, seed: int) -> np.ndarray:
    """Part of every row, uint8 [N]: within each class `share` of the rows taken are TEST, the others TRAIN; the rest VALIDATION.

    What rounding takes from one class the next one gets, so that the sums hold too. A class keeps a row to train on.
    """
    random = np.random.RandomState(seed)
    training = labels.numbers(TRAIN)
    taken_share = 1.0 if rows is None else min(1.0, rows / max(len(training), 1))
    parts = np.full(len(labels.codes), VALIDATION, dtype=np.uint8)
    owed_taken = owed_test = 0.0
    for code in range(len(labels.classes)):
        numbers = random.permutation(training[labels.codes[training] == code])
        owed_taken += len(numbers) * taken_share
        taken = min(max(int(np.rint(owed_taken)), min(1, len(numbers))), len(numbers))
        owed_taken -= taken
        owed_test += taken * share
        test = min(max(int(np.rint(owed_test)), 0), max(taken - 1, 0))
        owed_test -= test
        parts[numbers[:test]] = TEST
        parts[numbers[test:taken]] = TRAIN
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
