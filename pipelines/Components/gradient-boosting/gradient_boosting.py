"""scikit-learn grows the trees, one set for each class; `modelyard.BoostedTrees` keeps and walks them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
from scipy.special import expit, softmax

from modelyard import BoostedTrees, Labels, Matrix, Predictions, StepFailure, dense, main, read_json, write_json


@dataclass(frozen=True)
class Boosting:
    """classes: C names; known: codes of those that training rows have, in the order of the trees' sums."""

    classes: Sequence[str]
    known: Sequence[int]
    trees: BoostedTrees


def fit(*, matrix: Matrix, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> Boosting:
    from sklearn.ensemble import HistGradientBoostingClassifier  # servers start sooner without it

    found = np.unique(labels.codes)
    if len(found) < 2:
        raise StepFailure(f"the training rows are of {len(found)} class; boosting tells two or more apart")
    estimator = HistGradientBoostingClassifier(
        loss="log_loss", max_iter=parameters["iterations"], learning_rate=parameters["learning-rate"], max_leaf_nodes=parameters["leaves"],
        max_depth=parameters["max-depth"], min_samples_leaf=parameters["min-samples-leaf"], l2_regularization=parameters["penalty"],
        max_bins=parameters["bins"], early_stopping=parameters["early-stopping"], random_state=parameters["seed"])
    estimator.fit(dense(matrix), labels.codes)
    return Boosting(list(labels.classes), [int(code) for code in estimator.classes_], BoostedTrees.of(estimator))


def predict(*, matrix: Matrix, state: Boosting) -> Predictions:
    """Softmax of the sums; of two classes the sigmoid of the second's. A class without a training row has the score 0."""
    sums = state.trees.sums(matrix)
    shares = np.hstack([expit(-sums), expit(sums)]) if len(state.known) == 2 else softmax(sums, axis=1)
    scores = np.zeros((len(sums), len(state.classes)), dtype=np.float32)
    scores[:, state.known] = shares
    return Predictions(state.classes, scores)


def save(state: Boosting, folder: Path) -> None:
    state.trees.save(folder)
    write_json(folder / "classes.json", {"classes": state.classes, "known": state.known})


def load(folder: Path) -> Boosting:
    entry = read_json(folder / "classes.json")
    return Boosting(entry["classes"], entry["known"], BoostedTrees.load(folder))


if __name__ == "__main__":
    main(__name__)
