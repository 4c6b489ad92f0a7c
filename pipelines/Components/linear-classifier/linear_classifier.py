"""A linear classifier: softmax(x·W + b), fitted by scikit-learn, kept as two arrays."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any, Mapping

import numpy as np
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import LinearSVC

from modelyard import Labels, Matrix, Predictions, StepFailure, main, read_json, write_array, write_json

# A class without a training row can never be predicted; exp of this is 0, and ONNX has no trouble with it.
_NEVER = -1e30


def fit(*, matrix: Matrix, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> dict[str, Any]:
    """State: classes; coefficients float32 [M, C]; intercepts float32 [C]."""
    seen = np.unique(labels.codes)
    if len(seen) < 2:
        raise StepFailure(f"training rows hold {len(seen)} class, a classifier needs at least 2; look at the split")
    estimator = _estimator(parameters, matrix.shape[0], cpus)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        estimator.fit(matrix.values, labels.codes)
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        print(f"warning: not at the optimum after max-iter = {parameters['max-iter']}; raise max-iter or lower C",
              file=sys.stderr)
    slopes, intercepts = estimator.coef_, estimator.intercept_
    if len(seen) == 2:  # scikit-learn keeps the second class's half alone; softmax of (0, z) is its sigmoid
        slopes, intercepts = np.vstack([np.zeros_like(slopes), slopes]), np.append(0, intercepts)
    coefficients = np.zeros((matrix.shape[1], len(labels.classes)), dtype=np.float32)
    coefficients[:, seen] = slopes.T
    biases = np.full(len(labels.classes), _NEVER, dtype=np.float32)
    biases[seen] = intercepts
    return {"classes": list(labels.classes), "coefficients": coefficients, "intercepts": biases}


def predict(*, matrix: Matrix, state: Mapping[str, Any]) -> Predictions:
    """Scores are probabilities under the logarithmic loss, and softmax of the margins, uncalibrated, under the other."""
    if matrix.shape[1] != len(state["coefficients"]):
        raise ValueError(f"the matrix has {matrix.shape[1]} columns, fitted with {len(state['coefficients'])}")
    margins = matrix.values @ state["coefficients"] + state["intercepts"]
    return Predictions(state["classes"], softmax(margins, axis=1))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_array(folder / "coefficients.npy", state["coefficients"])
    write_array(folder / "intercepts.npy", state["intercepts"])
    write_json(folder / "classes.json", state["classes"])


def load(folder: Path) -> dict[str, Any]:
    return {"classes": read_json(folder / "classes.json"),
            "coefficients": np.load(folder / "coefficients.npy", mmap_mode="r"),
            "intercepts": np.load(folder / "intercepts.npy")}


def onnx(*, matrix: Matrix, state: Mapping[str, Any]):
    """`matrix` float32 [N, M] → `label` string [N], `scores` float32 [N, C]."""
    import json

    from onnx import TensorProto, helper, numpy_helper

    classes = state["classes"]
    constants = [numpy_helper.from_array(np.array(state["coefficients"]), "coefficients"),
                 numpy_helper.from_array(state["intercepts"], "intercepts"),
                 helper.make_tensor("classes", TensorProto.STRING, [len(classes)], [name.encode() for name in classes])]
    nodes = [helper.make_node("MatMul", ["matrix", "coefficients"], ["products"]),
             helper.make_node("Add", ["products", "intercepts"], ["margins"]),
             helper.make_node("Softmax", ["margins"], ["scores"], axis=1),
             helper.make_node("ArgMax", ["scores"], ["codes"], axis=1, keepdims=0),
             helper.make_node("Gather", ["classes", "codes"], ["label"])]
    graph = helper.make_graph(
        nodes, "linear-classifier",
        [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", len(state["coefficients"])])],
        [helper.make_tensor_value_info("label", TensorProto.STRING, ["N"]),
         helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", len(classes)])], constants)
    model = helper.make_model(graph, ir_version=7, producer_name="modelyard", opset_imports=[helper.make_opsetid("", 13)])
    helper.set_model_props(model, {"classes": json.dumps(classes, ensure_ascii=False)})
    return model


def _estimator(parameters: Mapping[str, Any], count: int, cpus: int):
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
