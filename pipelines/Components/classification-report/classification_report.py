"""Compares predictions with the true classes. The formulas are those of sklearn.metrics (zero_division=0)."""

from __future__ import annotations

from typing import Any

import numpy as np

from confusion_svg import draw
from modelyard import Labels, Predictions, Step, StepFailure, log_loss, main, write_json, write_text


def run(step: Step) -> None:
    predictions: Predictions = step.open("predictions")
    labels: Labels = step.open("labels")
    truth, guesses = _codes(predictions, labels)
    confusion = confusion_matrix(truth, guesses, len(labels.classes))
    report = summary(confusion, list(labels.classes))
    write_json(step.outputs["report"] / "report.json", report)
    write_text(step.outputs["report"] / "confusion.svg", draw(confusion, list(labels.classes)))
    step.write_metrics({"accuracy": report["accuracy"], "macro-f1": report["macro-f1"], "rows": len(truth),
                        "log-loss": log_loss(truth, predictions.scores)})


def confusion_matrix(truth: np.ndarray, guesses: np.ndarray, classes: int) -> np.ndarray:
    """int64 [C, C]: [true][predicted]."""
    cells = np.bincount(truth.astype(np.int64) * classes + guesses, minlength=classes * classes)
    return cells.reshape(classes, classes)


def summary(confusion: np.ndarray, classes: list[str]) -> dict[str, Any]:
    """The document report.json. Macro-F1 is the mean over classes that occur, as truth or as prediction."""
    hits, support, guessed = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    precision, recall = _ratio(hits, guessed), _ratio(hits, support)
    f1 = _ratio(2 * hits, support + guessed)
    occurs = (support + guessed) > 0
    per_class = {name: {"precision": precision[code], "recall": recall[code], "f1": f1[code], "support": support[code]}
                 for code, name in enumerate(classes)}
    return {"accuracy": hits.sum() / confusion.sum(), "macro-f1": f1[occurs].mean(), "rows": confusion.sum(),
            "classes": classes, "confusion": confusion, "per-class": per_class}


def _codes(predictions: Predictions, labels: Labels) -> tuple[np.ndarray, np.ndarray]:
    """True and predicted codes of the predicted rows, both in the classes of the labels."""
    if len(predictions.rows) == 0:
        raise StepFailure("predictions holds no row; give the split a test part")
    if predictions.rows.max() >= len(labels.codes):
        raise StepFailure(f"predictions is for row {predictions.rows.max()}, labels has {len(labels.codes)} rows; "
                          "take both from the same split")
    if list(predictions.classes) != list(labels.classes):
        strange = sorted(set(predictions.classes) ^ set(labels.classes))
        raise StepFailure(f"predictions and labels differ in their classes ({', '.join(strange) or 'their order'}); "
                          "take both from the same split")
    return labels.codes[predictions.rows], predictions.codes


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


if __name__ == "__main__":
    main(__name__)
