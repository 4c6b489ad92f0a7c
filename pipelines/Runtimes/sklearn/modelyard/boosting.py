"""Boosted trees of scikit-learn's HistGradientBoosting as flat arrays: canonical, mapped by servers, and walked for a single row fast.

scikit-learn has no stable format for them but pickle, whose bytes follow its version, and copies them into private memory of every worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .canonical import read_json, write_array, write_json
from .matrix import Matrix
from .trees import leaves_of

_BATCH_ROWS = 512
_MOST_VALUES = 1 << 28
_ARRAYS = ("roots", "feature", "threshold", "children", "leaves")


@dataclass(frozen=True)
class BoostedTrees:
    """All nodes of all trees; a node below `len(feature)` branches, the others are leaves.

    columns: of the matrix; baseline float64 [K]: what K sums start with; roots int32 [T, K]; feature int32 [B]; threshold float64 [B];
    children int32 [B, 2]: where a row goes on whose feature is at most the threshold, and where one above; leaves float64 [L].
    """

    columns: int
    baseline: np.ndarray
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    children: np.ndarray
    leaves: np.ndarray

    @staticmethod
    def of(estimator: Any) -> "BoostedTrees":
        """From a fitted HistGradientBoostingClassifier or -Regressor without categorical features."""
        trees = [tree.nodes for stage in estimator._predictors for tree in stage]
        starts = np.cumsum([0, *(len(nodes) for nodes in trees)])[:-1]
        is_leaf = np.concatenate([nodes["is_leaf"].astype(bool) for nodes in trees])
        branches = int((~is_leaf).sum())
        number = np.where(is_leaf, branches + np.cumsum(is_leaf) - 1, np.cumsum(~is_leaf) - 1).astype(np.int32)
        sides = [np.concatenate([start + nodes[side].astype(np.int64) for start, nodes in zip(starts, trees)])[~is_leaf]
                 for side in ("left", "right")]
        values = np.concatenate([nodes["value"] for nodes in trees])
        return BoostedTrees(
            int(estimator.n_features_in_), np.atleast_1d(np.asarray(estimator._baseline_prediction, dtype=np.float64)).ravel(),
            number[starts].reshape(len(estimator._predictors), -1),
            np.concatenate([nodes["feature_idx"] for nodes in trees])[~is_leaf].astype(np.int32),
            np.concatenate([nodes["num_threshold"] for nodes in trees])[~is_leaf].astype(np.float64),
            np.stack([number[side] for side in sides], axis=1).astype(np.int32), values[is_leaf].astype(np.float64))

    def sums(self, matrix: Matrix) -> np.ndarray:
        """float64 [N, K]: for each of K the baseline and the leaves that a row falls into."""
        if matrix.shape[1] != self.columns:
            raise ValueError(f"the matrix has {matrix.shape[1]} columns, fitted with {self.columns}")
        results = [np.zeros((0, len(self.baseline)))]
        for start in range(0, matrix.shape[0], _BATCH_ROWS):
            results.append(self._walk(dense(matrix.take(np.arange(start, min(start + _BATCH_ROWS, matrix.shape[0]))))))
        return np.concatenate(results)

    def _walk(self, values: np.ndarray) -> np.ndarray:
        found = leaves_of(values, self.roots.ravel(), self.feature, self.threshold, self.children)
        leaves = self.leaves[found].reshape(len(values), *self.roots.shape)
        # Tree by tree, as scikit-learn adds them up, so that the last digit is the same for any number of rows.
        return np.add.reduce(leaves, axis=1) + self.baseline

    def save(self, folder: Path) -> None:
        write_json(folder / "trees.json", {"baseline": self.baseline, "columns": self.columns})
        for name in _ARRAYS:
            write_array(folder / f"{name}.npy", getattr(self, name))

    @staticmethod
    def load(folder: Path) -> "BoostedTrees":
        entry = read_json(folder / "trees.json")
        # Plain arrays over the mapped memory: numpy.memmap spends more on its bookkeeping than a single row's walk does.
        arrays = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS}
        return BoostedTrees(entry["columns"], np.array(entry["baseline"], dtype=np.float64), **arrays)


def dense(matrix: Matrix) -> np.ndarray:
    """The values as one array; boosting looks at whole columns. Raises ValueError where that would be more than 1 GiB."""
    if not matrix.is_sparse:
        return np.asarray(matrix.values)
    if matrix.shape[0] * matrix.shape[1] > _MOST_VALUES:
        raise ValueError(f"the sparse matrix of {matrix.shape[0]} rows and {matrix.shape[1]} columns is too large to be filled with its zeros; "
                         "take fewer columns, or a linear model")
    return matrix.values.toarray()
