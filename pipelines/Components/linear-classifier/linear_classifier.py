"""A linear classifier: softmax(x·W + b), fitted by scikit-learn, kept as two arrays."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any, Mapping

import numpy as np
from scipy.special import softmax

from modelyard import Labels, Matrix, Predictions, StepFailure, main, read_json, write_array, write_json

# A class without a training row can never be predicted; exp of this is 0, and ONNX has no trouble with it.
_NEVER = -1e30


def fit(*, matrix: Matrix, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> dict[str, Any]:
    """State: classes; coefficients float32 [M, C]; intercepts float32 [C]."""
    if len(np.unique(labels.codes)) < 2:
        raise StepFailure("training rows hold 1 class, a classifier needs at least 2; look at the split")
    state = _fit(matrix.values, labels, parameters, cpus)
    if parameters["calibrated"]:
        from temperature import best_factor

        def margins_of(train: np.ndarray, rest: np.ndarray) -> np.ndarray:
            part = Labels(labels.classes, labels.codes[train], labels.part[train])
            return _margins(matrix.values[rest], _fit(matrix.values[train], part, parameters, cpus))

        factor = np.float32(best_factor(margins_of, labels.codes))
        state["coefficients"] *= factor
        state["intercepts"] *= factor
    return state


def predict(*, matrix: Matrix, state: Mapping[str, Any]) -> Predictions:
    """Scores are softmax(x·W + b)."""
    if matrix.shape[1] != len(state["coefficients"]):
        raise ValueError(f"the matrix has {matrix.shape[1]} columns, fitted with {len(state['coefficients'])}")
    return Predictions(state["classes"], softmax(_margins(matrix.values, state), axis=1))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_array(folder / "coefficients.npy", state["coefficients"])
    write_array(folder / "intercepts.npy", state["intercepts"])
    write_json(folder / "classes.json", state["classes"])


def load(folder: Path) -> dict[str, Any]:
    return {"classes": read_json(folder / "classes.json"),
            "coefficients": np.load(folder / "coefficients.npy", mmap_mode="r"),
            "intercepts": np.load(folder / "intercepts.npy")}


def onnx(*, matrix: Matrix, state: Mapping[str, Any]) -> Any:
    from linear_fragment import linear_fragment  # python3-onnx is a training package: servers do without it

    return linear_fragment(state["classes"], np.asarray(state["coefficients"]), state["intercepts"])


def _margins(values: Any, state: Mapping[str, Any]) -> np.ndarray:
    """float32 [N, C]."""
    return values @ state["coefficients"] + state["intercepts"]


def _fit(values: Any, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> dict[str, Any]:
    from sklearn.exceptions import ConvergenceWarning  # servers start sooner without it

    estimator = _estimator(parameters, values.shape[0], cpus)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        estimator.fit(values, labels.codes)
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        print(f"warning: not at the optimum after max-iter = {parameters['max-iter']}; raise max-iter or lower C",
              file=sys.stderr)
    slopes, intercepts = estimator.coef_, estimator.intercept_
    if len(slopes) == 1:  # of two classes scikit-learn keeps the second's half alone; softmax of (0, z) is its sigmoid
        slopes, intercepts = np.vstack([np.zeros_like(slopes), slopes]), np.append(0, intercepts)
    coefficients = np.zeros((values.shape[1], len(labels.classes)), dtype=np.float32)
    coefficients[:, estimator.classes_] = slopes.T
    biases = np.full(len(labels.classes), _NEVER, dtype=np.float32)
    biases[estimator.classes_] = intercepts
    return {"classes": list(labels.classes), "coefficients": coefficients, "intercepts": biases}


def _estimator(parameters: Mapping[str, Any], count: int, cpus: int):
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.svm import LinearSVC

    loss, penalty, strength = parameters["loss"], parameters["penalty"], parameters["C"]
    common = {"penalty": penalty, "max_iter": parameters["max-iter"], "random_state": parameters["seed"],
              "class_weight": "balanced" if parameters["balanced"] else None}
    if parameters["solver"] == "sgd":
        # The mean of the losses plus alpha is the sum of the losses plus 1/C, divided by the number of rows.
        losses = {"log": "log_loss", "squared-hinge": "squared_hinge"}
        return SGDClassifier(loss=losses[loss], alpha=1 / (strength * count), n_jobs=cpus, **common)
    if loss == "log":
        return LogisticRegression(C=strength, solver="lbfgs" if penalty == "l2" else "saga", **common)
    # liblinear solves the dual form fastest, and has it for the l2 penalty alone.
    return LinearSVC(C=strength, dual=penalty == "l2", **common)


if __name__ == "__main__":
    main(__name__)
