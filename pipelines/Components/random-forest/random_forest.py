"""scikit-learn grows the forest; its trees are kept as a few flat arrays, and predict walks those.

scikit-learn copies its trees into private memory when it loads them, and checks its input once a tree. The arrays are
mapped, so that all workers share one copy, and a single row passes all trees at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Sequence

import numpy as np

from modelyard import Labels, Matrix, Predictions, leaves_of, main, read_json, write_array, write_json

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier

_BATCH_ROWS = 512


@dataclass(frozen=True)
class Forest:
    """All nodes of all trees; a node below `len(feature)` branches, the others are leaves.

    classes: C names; roots int32 [T]; feature int32 [B]; threshold float32 [B]; children int32 [B, 2]: where a row goes
    on whose feature is at most the threshold, and where one above; leaves float32 [L, C]: shares of the classes.
    """

    classes: Sequence[str]
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    children: np.ndarray
    leaves: np.ndarray


def fit(*, matrix: Matrix, labels: Labels, parameters: Mapping[str, Any], cpus: int) -> Forest:
    from sklearn.ensemble import RandomForestClassifier  # servers start sooner without it

    features = parameters["max-features"]
    forest = RandomForestClassifier(
        n_estimators=parameters["trees"], criterion=parameters["criterion"], max_depth=parameters["max-depth"],
        min_samples_leaf=parameters["min-samples-leaf"], max_features=None if features == "all" else features,
        random_state=parameters["seed"], n_jobs=cpus)
    forest.fit(matrix.values, labels.codes)
    return flatten(forest, labels.classes)


def flatten(forest: "RandomForestClassifier", classes: Sequence[str]) -> Forest:
    """The trees of a fitted forest as flat arrays. Classes without a training row keep a share of 0 everywhere."""
    trees = [estimator.tree_ for estimator in forest.estimators_]
    is_leaf = np.concatenate([tree.children_left < 0 for tree in trees])
    branches = int((~is_leaf).sum())
    number = np.where(is_leaf, branches + np.cumsum(is_leaf) - 1, np.cumsum(~is_leaf) - 1).astype(np.int32)
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]
    sides = [np.concatenate([start + getattr(tree, side) for start, tree in zip(starts, trees)])[~is_leaf]
             for side in ("children_left", "children_right")]
    counts = np.concatenate([tree.value[:, 0, :] for tree in trees])[is_leaf]
    leaves = np.zeros((len(counts), len(classes)), dtype=np.float32)
    leaves[:, forest.classes_] = counts / counts.sum(axis=1, keepdims=True)
    threshold = np.concatenate([tree.threshold for tree in trees])[~is_leaf]
    return Forest(classes, roots=number[starts],
                  feature=np.concatenate([tree.feature for tree in trees])[~is_leaf].astype(np.int32),
                  threshold=_round_down(threshold), children=np.stack([number[side] for side in sides], axis=1),
                  leaves=leaves)


def _round_down(threshold: np.ndarray) -> np.ndarray:
    """The greatest float32 not above each float64: for a float32 x, x <= threshold then means the same."""
    rounded = threshold.astype(np.float32)
    return np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)


def predict(*, matrix: Matrix, state: Forest) -> Predictions:
    """The mean over the trees of the class shares in the leaf that a row falls into."""
    scores = [np.zeros((0, len(state.classes)), dtype=np.float32)]
    for start in range(0, matrix.shape[0], _BATCH_ROWS):
        batch = matrix.values[start:start + _BATCH_ROWS]
        scores.append(_mean_shares(batch.toarray() if matrix.is_sparse else np.asarray(batch), state))
    return Predictions(state.classes, np.concatenate(scores))


def _mean_shares(values: np.ndarray, state: Forest) -> np.ndarray:
    shares = state.leaves[leaves_of(values, state.roots, state.feature, state.threshold, state.children)]
    return shares.mean(axis=1, dtype=np.float64).astype(np.float32)


_ARRAYS = ("roots", "feature", "threshold", "children", "leaves")


def save(state: Forest, folder: Path) -> None:
    write_json(folder / "forest.json", {"classes": list(state.classes), "trees": len(state.roots)})
    for name in _ARRAYS:
        write_array(folder / f"{name}.npy", getattr(state, name))


def load(folder: Path) -> Forest:
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    # Plain arrays over the mapped memory: numpy.memmap spends more on its bookkeeping than a single row's walk does.
    return Forest(read_json(folder / "forest.json")["classes"], **{name: np.asarray(array) for name, array in arrays.items()})


if __name__ == "__main__":
    main(__name__)
