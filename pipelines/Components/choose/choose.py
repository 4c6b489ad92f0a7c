"""Compares trials by one metric, as sklearn.metrics defines it, and keeps the best one's parameters."""

from __future__ import annotations

import json
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from modelyard import Labels, Predictions, Step, StepFailure, log_loss, main, write_json


def accuracy(truth: np.ndarray, predictions: Predictions) -> float:
    return float((truth == predictions.codes).mean())


def macro_f1(truth: np.ndarray, predictions: Predictions) -> float:
    """The mean of the classes' F1, over classes that occur as truth or as prediction."""
    classes = len(predictions.classes)
    hits = np.bincount(truth[truth == predictions.codes], minlength=classes)
    either = np.bincount(truth, minlength=classes) + np.bincount(predictions.codes, minlength=classes)
    return float((2 * hits[either > 0] / either[either > 0]).mean())


METRICS: Mapping[str, Callable[[np.ndarray, Predictions], float]] = {
    "accuracy": accuracy, "macro-f1": macro_f1, "log-loss": lambda truth, predictions: log_loss(truth, predictions.scores)}


def best(values: Sequence[float], metric: str) -> int:
    """Number of the best trial, from 0; the first of equal ones."""
    return int(np.argmin(values) if metric == "log-loss" else np.argmax(values))


def run(step: Step) -> None:
    labels: Labels = step.open("labels")
    trials: list[dict[str, Any]] = json.loads(step.parameters["trials"])
    predictions: list[Predictions] = step.open("predictions")
    metric = step.parameters["metric"]
    if len(trials) != len(predictions):
        raise StepFailure(f"{len(trials)} trials are listed, {len(predictions)} have predictions")
    values = [METRICS[metric](labels.codes[one.rows], one) for one in predictions]
    chosen = best(values, metric)
    write_json(step.outputs["choice"] / "choice.json", {
        "trial": chosen + 1, "parameters": trials[chosen], "metric": metric,
        "trials": [{"parameters": trial, "value": value} for trial, value in zip(trials, values)]})
    step.write_metrics({"trial": chosen + 1, f"best-{metric}": values[chosen]})
    print(f"trial {chosen + 1} of {len(trials)} is best: {metric} {values[chosen]:.4f} with {json.dumps(trials[chosen])}")


if __name__ == "__main__":
    main(__name__)
