"""Brings columns to one scale: (x - offset) · factor, both learned by scikit-learn on the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import Matrix, StepFailure, main, read_json, write_array, write_json

_LIMITS = {"min-max": (0.0, 1.0), "max-abs": (-1.0, 1.0)}


@dataclass(frozen=True)
class Scaling:
    """offset float32 [M], None where every offset is 0 (of sparse matrices always); factor float32 [M]; limits: where
    values are cut, None for nowhere."""

    offset: np.ndarray | None
    factor: np.ndarray
    limits: tuple[float, float] | None


def fit(*, matrix: Matrix, parameters: Mapping[str, Any]) -> Scaling:
    """Raises StepFailure for a method that would fill a sparse matrix. A column that never changes keeps its scale."""
    method, clip = parameters["method"], parameters["clip"]
    if clip and method not in _LIMITS:
        raise StepFailure(f"clip is for min-max and max-abs, which have a range; method is {method}")
    if matrix.is_sparse and method in ("min-max", "robust"):
        raise StepFailure(f"method {method} would fill a sparse matrix; use max-abs, or standard, which then keeps zeros at 0")
    offset, factor = _learned(matrix, method)
    return Scaling(None if offset is None else offset.astype(np.float32), factor.astype(np.float32), _LIMITS[method] if clip else None)


def transform(*, matrix: Matrix, state: Scaling) -> Matrix:
    if matrix.shape[1] != len(state.factor):
        raise ValueError(f"the matrix has {matrix.shape[1]} columns, fitted with {len(state.factor)}")
    if matrix.is_sparse:
        if state.offset is not None:
            raise ValueError("the matrix is sparse, fitted on a dense one")
        scaled = matrix.values.multiply(state.factor).tocsr()
        if state.limits is not None:
            np.clip(scaled.data, *state.limits, out=scaled.data)
        return Matrix(scaled)
    values = matrix.values if state.offset is None else matrix.values - state.offset
    values = values * state.factor
    return Matrix(values if state.limits is None else np.clip(values, *state.limits))


def _learned(matrix: Matrix, method: str) -> tuple[np.ndarray | None, np.ndarray]:
    """Offset and factor, float64 [M]."""
    from sklearn import preprocessing  # servers start sooner without it

    values = matrix.values.astype(np.float64)
    if method == "standard":
        scaler = preprocessing.StandardScaler(with_mean=not matrix.is_sparse).fit(values)
        return (None if matrix.is_sparse else scaler.mean_), 1 / scaler.scale_
    if method == "max-abs":
        return None, 1 / preprocessing.MaxAbsScaler().fit(values).scale_
    if method == "robust":
        scaler = preprocessing.RobustScaler().fit(values)
        return scaler.center_, 1 / scaler.scale_
    scaler = preprocessing.MinMaxScaler().fit(values)
    return scaler.data_min_, scaler.scale_


def save(state: Scaling, folder: Path) -> None:
    write_array(folder / "factor.npy", state.factor)
    if state.offset is not None:
        write_array(folder / "offset.npy", state.offset)
    write_json(folder / "scaling.json", {"limits": state.limits})


def load(folder: Path) -> Scaling:
    offset = np.load(folder / "offset.npy") if (folder / "offset.npy").exists() else None
    limits = read_json(folder / "scaling.json")["limits"]
    return Scaling(offset, np.load(folder / "factor.npy"), None if limits is None else tuple(limits))


def onnx(*, matrix: Matrix, state: Scaling) -> Any:
    from scale_fragment import scale_fragment  # python3-onnx is a training package: servers do without it

    return scale_fragment(state)


if __name__ == "__main__":
    main(__name__)
