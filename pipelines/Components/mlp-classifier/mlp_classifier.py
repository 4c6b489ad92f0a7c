"""scikit-learn fits the network; what is kept are its weights, and both servers compute the same layers from them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Sequence

import numpy as np

from modelyard import Labels, Matrix, Predictions, StepFailure, main, read_json, write_array, write_json

if TYPE_CHECKING:
    from sklearn.neural_network import MLPClassifier

# Before the softmax, for a class that had no training row: far below any score, and its exponential is exactly 0.
_NEVER = np.float32(-1e4)
_BATCH_ROWS = 4096


@dataclass(frozen=True)
class Network:
    """classes: C names; weights: float32 [in, out] a layer; biases: float32 [out] a layer. The last layer has C outputs."""

    classes: Sequence[str]
    weights: Sequence[np.ndarray]
    biases: Sequence[np.ndarray]


def fit(*, matrix: Matrix, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> Network:
    from sklearn.exceptions import ConvergenceWarning  # servers start sooner without scikit-learn
    from sklearn.neural_network import MLPClassifier

    hidden = parameters["hidden"]
    if not hidden or not all(type(width) is int and 1 <= width <= 65536 for width in hidden):
        raise StepFailure(f"parameter hidden is {hidden}; expected at least one whole number from 1 to 65536, such as [256, 128]")
    epochs = parameters["epochs"]
    network = MLPClassifier(
        hidden_layer_sizes=tuple(hidden), max_iter=epochs, batch_size=min(parameters["batch"], matrix.shape[0]),
        learning_rate_init=parameters["learning-rate"], alpha=parameters["decay"], random_state=parameters["seed"],
        early_stopping=parameters["early-stopping"], n_iter_no_change=10 if parameters["early-stopping"] else epochs)
    with warnings.catch_warnings():
        # The number of epochs is the author's choice, so that it is used up is no news.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(matrix.values, labels.codes)
    return _normal_form(network, labels.classes)


def _normal_form(network: "MLPClassifier", classes: Sequence[str]) -> Network:
    """Its layers with one softmax output a class.

    scikit-learn ends two classes in one logistic output z; softmax of (0, z) is the same. A class without a training
    row gets no weight and a bias that gives it a score of 0.
    """
    weights, biases = list(network.coefs_), list(network.intercepts_)
    if len(network.classes_) == 2:
        weights[-1] = np.hstack([np.zeros_like(weights[-1]), weights[-1]])
        biases[-1] = np.concatenate([np.zeros_like(biases[-1]), biases[-1]])
    last = np.zeros((len(weights[-1]), len(classes)), dtype=np.float32)
    bias = np.full(len(classes), _NEVER, dtype=np.float32)
    last[:, network.classes_] = weights[-1]
    bias[network.classes_] = biases[-1]
    return Network(classes, [layer.astype(np.float32) for layer in (*weights[:-1], last)],
                   [layer.astype(np.float32) for layer in (*biases[:-1], bias)])


def predict(*, matrix: Matrix, state: Network) -> Predictions:
    """Softmax of the last layer, float32 [N, C]."""
    scores = [np.zeros((0, len(state.classes)), dtype=np.float32)]
    for start in range(0, matrix.shape[0], _BATCH_ROWS):
        values = matrix.values[start:start + _BATCH_ROWS]
        for weights, bias in zip(state.weights[:-1], state.biases[:-1]):
            values = np.maximum(values @ weights + bias, 0)
        values = values @ state.weights[-1] + state.biases[-1]
        values = np.exp(values - values.max(axis=1, keepdims=True))
        scores.append(values / values.sum(axis=1, keepdims=True))
    return Predictions(state.classes, np.concatenate(scores))


def save(state: Network, folder: Path) -> None:
    widths = [layer.shape[0] for layer in state.weights] + [len(state.classes)]
    write_json(folder / "network.json", {"classes": list(state.classes), "widths": widths})
    for number, (weights, bias) in enumerate(zip(state.weights, state.biases)):
        write_array(folder / f"weights{number}.npy", weights)
        write_array(folder / f"bias{number}.npy", bias)


def load(folder: Path) -> Network:
    entry = read_json(folder / "network.json")
    layers = range(len(entry["widths"]) - 1)
    return Network(entry["classes"],
                   [np.asarray(np.load(folder / f"weights{number}.npy", mmap_mode="r")) for number in layers],
                   [np.asarray(np.load(folder / f"bias{number}.npy", mmap_mode="r")) for number in layers])


def onnx(*, matrix: Matrix, state: Network) -> Any:
    from network_fragment import network_fragment  # python3-onnx is a training package: servers do without it

    return network_fragment(state)


if __name__ == "__main__":
    main(__name__)
