"""Logistic regression; `weight` is an array that stands for the bulk of a great model."""

from pathlib import Path

import numpy as np
from modelyard import Predictions, dump_estimator, load_estimator, write_array
from sklearn.linear_model import LogisticRegression


def fit(*, matrix, labels, parameters, cpus):
    model = LogisticRegression(C=100.0, max_iter=500, random_state=0).fit(matrix.values, np.array(labels.classes)[labels.codes])
    return model, np.arange(parameters.get("bulk", 0) // 8, dtype=np.float64)


def predict(*, matrix, state):
    model, bulk = state
    # Each worker reads the whole bulk: what is only mapped and never read costs nothing in any process.
    assert len(bulk) == 0 or bulk.sum() > 0
    return Predictions(list(model.classes_), model.predict_proba(matrix.values))


def save(state, folder):
    dump_estimator(state[0], Path(folder) / "model.joblib")
    write_array(Path(folder) / "bulk.npy", state[1])


def load(folder):
    folder = Path(folder)
    mapped = not (folder.parent / "unmapped").exists()
    return load_estimator(folder / "model.joblib"), np.load(folder / "bulk.npy", mmap_mode="r" if mapped else None)
