"""Puts matrices of the same rows side by side, each times its weight."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
from scipy import sparse

from modelyard import Matrix, StepFailure, main, read_json, write_json


# It looks at shapes only, so it also joins matrices that do not say what rows are trained on.
LEARNS = False


def fit(*, matrices: Sequence[Matrix], parameters: Mapping[str, Any]) -> dict[str, Any]:
    weights = parameters["weights"]
    if weights is None:
        weights = [1.0] * len(matrices)
    if len(weights) != len(matrices):
        raise StepFailure(f"weights has {len(weights)} numbers, matrices has {len(matrices)} inputs; expected one for each")
    if not all(_is_finite_number(weight) for weight in weights):
        raise StepFailure(f"weights is {weights}; expected finite numbers")
    counts = [matrix.shape[0] for matrix in matrices]
    if len(set(counts)) > 1:
        raise StepFailure(f"the matrices have {counts} rows; join only matrices made of the same rows")
    return {"weights": [float(weight) for weight in weights], "columns": [matrix.shape[1] for matrix in matrices]}


def transform(*, matrices: Sequence[Matrix], state: Mapping[str, Any]) -> Matrix:
    columns = [matrix.shape[1] for matrix in matrices]
    if columns != state["columns"]:
        raise ValueError(f"the matrices have {columns} columns, fitted with {state['columns']}")
    blocks = [matrix.values * np.float32(weight) for matrix, weight in zip(matrices, state["weights"])]
    if any(matrix.is_sparse for matrix in matrices):
        return Matrix(sparse.hstack(blocks, format="csr", dtype=np.float32))
    return Matrix(np.hstack(blocks))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "concat.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "concat.json")


def onnx(*, matrices: Sequence[Matrix], state: Mapping[str, Any]) -> Any:
    from concat_fragment import concat_fragment  # python3-onnx is a training package: servers do without it

    return concat_fragment(state["weights"], state["columns"])


def _is_finite_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and bool(np.isfinite(value))


if __name__ == "__main__":
    main(__name__)
