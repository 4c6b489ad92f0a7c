"""Principal component analysis: (x - mean) · axes, the axes being eigenvectors of the covariance of the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import Matrix, StepFailure, main, write_array

_BATCH = 4096


@dataclass(frozen=True)
class Projection:
    """mean float32 [M]; axes float32 [M, components], orthonormal; explained float64 [components]: shares of the variance."""

    mean: np.ndarray
    axes: np.ndarray
    explained: np.ndarray


def fit(*, matrix: Matrix, parameters: Mapping[str, Any]) -> Projection:
    """Raises StepFailure for sparse features, and where there are fewer columns or rows than components."""
    from scipy import linalg  # servers start sooner without it

    components = parameters["components"]
    if matrix.is_sparse:
        raise StepFailure("the matrix is sparse, and centring would fill it; pca takes dense features")
    rows, columns = matrix.shape
    if components > min(columns, rows - 1):
        raise StepFailure(f"{components} components (parameter components) need as many columns and one training row more; "
                          f"found {columns} columns and {rows} training rows")
    mean = matrix.values.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((columns, columns))
    for start in range(0, rows, _BATCH):
        centred = matrix.values[start:start + _BATCH] - mean
        covariance += centred.T @ centred
    covariance /= rows - 1
    variances, axes = linalg.eigh(covariance, subset_by_index=[columns - components, columns - 1])
    variances, axes = np.maximum(variances[::-1], 0), axes[:, ::-1]
    # An eigenvector is as good as its opposite; the one whose greatest coordinate is positive is taken.
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(components)] < 0, -1, 1)
    total = np.trace(covariance)
    explained = variances / total if total > 0 else np.zeros(components)
    return Projection(mean.astype(np.float32), np.ascontiguousarray(axes, dtype=np.float32), explained)


def transform(*, matrix: Matrix, state: Projection) -> Matrix:
    if matrix.is_sparse or matrix.shape[1] != len(state.mean):
        kind = "sparse" if matrix.is_sparse else "dense"
        raise ValueError(f"the matrix is {kind} with {matrix.shape[1]} columns, fitted on a dense one with {len(state.mean)}")
    return Matrix((matrix.values - state.mean) @ state.axes)


def save(state: Projection, folder: Path) -> None:
    write_array(folder / "mean.npy", state.mean)
    write_array(folder / "axes.npy", state.axes)
    write_array(folder / "explained.npy", state.explained)


def load(folder: Path) -> Projection:
    mean, axes, explained = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("mean", "axes", "explained"))
    return Projection(mean, axes, explained)


if __name__ == "__main__":
    main(__name__)
