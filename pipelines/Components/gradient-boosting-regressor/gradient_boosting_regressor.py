"""scikit-learn grows the trees; `modelyard.BoostedTrees` keeps and walks them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import BoostedTrees, Matrix, StepFailure, Targets, Values, dense, main, read_json, write_json

_LOSSES = {"squared": "squared_error", "absolute": "absolute_error", "poisson": "poisson"}


@dataclass(frozen=True)
class Boosting:
    """exponent: whether the sum is the logarithm of the answer (poisson)."""

    exponent: bool
    trees: BoostedTrees


def fit(*, matrix: Matrix, targets: Targets, parameters: Mapping[str, Any], cpus: int) -> Boosting:
    from sklearn.ensemble import HistGradientBoostingRegressor  # servers start sooner without it

    loss = parameters["loss"]
    if loss == "poisson" and (targets.values.min() < 0 or targets.values.sum() == 0):
        raise StepFailure(f"loss poisson is for counts: none below 0 and not all 0; the least target is {targets.values.min():g}")
    estimator = HistGradientBoostingRegressor(
        loss=_LOSSES[loss], max_iter=parameters["iterations"], learning_rate=parameters["learning-rate"], max_leaf_nodes=parameters["leaves"],
        max_depth=parameters["max-depth"], min_samples_leaf=parameters["min-samples-leaf"], l2_regularization=parameters["penalty"],
        max_bins=parameters["bins"], early_stopping=parameters["early-stopping"], random_state=parameters["seed"])
    estimator.fit(dense(matrix), targets.values)
    return Boosting(loss == "poisson", BoostedTrees.of(estimator))


def predict(*, matrix: Matrix, state: Boosting) -> Values:
    sums = state.trees.sums(matrix)[:, 0]
    return Values(np.exp(sums) if state.exponent else sums)


def save(state: Boosting, folder: Path) -> None:
    state.trees.save(folder)
    write_json(folder / "boosting.json", {"exponent": state.exponent})


def load(folder: Path) -> Boosting:
    return Boosting(read_json(folder / "boosting.json")["exponent"], BoostedTrees.load(folder))


if __name__ == "__main__":
    main(__name__)
