"""Scores fall with the distance to the mean of each class."""

import numpy as np
from modelyard import Predictions, main, read_json, write_json


def fit(*, matrix, labels, parameters, cpus):
    centres = [matrix.values[labels.codes == code].mean(axis=0, dtype=np.float64).tolist() for code in range(len(labels.classes))]
    return {"classes": list(labels.classes), "centres": centres, **parameters}


def predict(*, matrix, state):
    centres = np.array(state["centres"])
    distances = np.linalg.norm(matrix.values[:, None, :] - centres[None], axis=2)
    if state["baseline"]:
        distances = np.ones_like(distances) * np.arange(len(centres))
    shares = np.exp(-state["sharpness"] * (distances - distances.min(axis=1, keepdims=True)) / 10)
    return Predictions(state["classes"], shares / shares.sum(axis=1, keepdims=True))


def save(state, folder):
    write_json(folder / "centres.json", state)


def load(folder):
    return read_json(folder / "centres.json")


if __name__ == "__main__":
    main(__name__)
