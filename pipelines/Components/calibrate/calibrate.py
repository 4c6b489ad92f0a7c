"""Scores to probabilities, by what the estimator says of rows that it never saw: each method a function of the scores alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np
from scipy.special import expit, softmax

from modelyard import Labels, Predictions, main, read_json, write_json

# A score of 0 has no logarithm, and mostly says that few trees were asked: it counts as one in a million.
_LEAST = 1e-6


def fit(*, predictions: Predictions, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> dict[str, Any]:
    """predictions and labels: of the validation rows. A class that has no such row, or has all of them, keeps its scores."""
    import methods  # servers do without the optimisers

    state = {"classes": list(predictions.classes), "method": parameters["method"]}
    scores = predictions.scores.astype(np.float64)
    if state["method"] == "temperature":
        return {**state, "factor": methods.temperature(logarithms(scores), labels.codes)}
    learn = methods.platt if state["method"] == "platt" else methods.isotonic
    curves = []
    for code in range(len(state["classes"])):
        truth = labels.codes == code
        curves.append(learn(scores[:, code], truth) if 0 < truth.sum() < len(truth) else None)
    return {**state, "curves": curves}


def predict(*, predictions: Predictions, state: Mapping[str, Any]) -> Predictions:
    if list(predictions.classes) != list(state["classes"]):
        raise ValueError(f"the estimator gave the classes {predictions.classes}, calibrated for {state['classes']}")
    scores = predictions.scores.astype(np.float64)
    if state["method"] == "temperature":
        return Predictions(state["classes"], softmax(state["factor"] * logarithms(scores), axis=1))
    bent = np.stack([_bend(scores[:, code], curve, state["method"]) for code, curve in enumerate(state["curves"])], axis=1)
    sums = bent.sum(axis=1, keepdims=True)
    # Where every class has come to 0 there is nothing to share out: the scores stay as they were.
    return Predictions(state["classes"], np.where(sums > 0, bent / np.where(sums > 0, sums, 1), scores))


def logarithms(scores: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(scores, _LEAST))


def log_odds(scores: np.ndarray) -> np.ndarray:
    clipped = np.clip(scores, _LEAST, 1 - _LEAST)
    return np.log(clipped) - np.log1p(-clipped)


def _bend(scores: np.ndarray, curve: Mapping[str, Any] | None, method: str) -> np.ndarray:
    if curve is None:
        return scores
    if method == "platt":
        return expit(curve["slope"] * log_odds(scores) + curve["offset"])
    return np.interp(scores, curve["scores"], curve["shares"])


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "calibration.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "calibration.json")


if __name__ == "__main__":
    main(__name__)
