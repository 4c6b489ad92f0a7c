"""Features: float32 [N, M], dense (numpy.ndarray) or compressed sparse rows (scipy.sparse.csr_matrix)."""

from __future__ import annotations

from pathlib import Path
from typing import Union

import numpy as np
from scipy import sparse

from .canonical import read_json, write_array, write_json

Values = Union[np.ndarray, sparse.csr_matrix]


class Matrix:
    """values: float32 [N, M]."""

    def __init__(self, values: Values) -> None:
        if sparse.issparse(values):
            values = values.tocsr().astype(np.float32, copy=False)
            values.sum_duplicates()
            values.sort_indices()
            data = values.data
        else:
            values = np.asarray(values, dtype=np.float32)
            data = values
        if values.ndim != 2:
            raise ValueError(f"a matrix has 2 dimensions, not {values.ndim}")
        if not np.isfinite(data).all():
            raise ValueError("the matrix holds values that are not finite")
        self.values = values

    @property
    def shape(self) -> tuple[int, int]:
        return self.values.shape

    @property
    def is_sparse(self) -> bool:
        return sparse.issparse(self.values)

    def take(self, numbers: np.ndarray) -> "Matrix":
        """The rows with these numbers (int [K]) or under this mask (bool [N]), in order."""
        return Matrix(self.values[numbers])

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        rows, columns = self.shape
        if self.is_sparse:
            write_array(folder / "data.npy", self.values.data)
            write_array(folder / "indices.npy", self.values.indices.astype(np.int32))
            write_array(folder / "indptr.npy", self.values.indptr.astype(np.int64))
        else:
            write_array(folder / "data.npy", self.values)
        layout = "csr" if self.is_sparse else "dense"
        write_json(folder / "matrix.json", {"rows": rows, "columns": columns, "format": layout})

    @staticmethod
    def read(folder: Path | str) -> "Matrix":
        folder = Path(folder)
        entry = read_json(folder / "matrix.json")
        data = np.load(folder / "data.npy", mmap_mode="r")
        if entry["format"] == "dense":
            return Matrix(data)
        parts = (data, np.load(folder / "indices.npy"), np.load(folder / "indptr.npy"))
        return Matrix(sparse.csr_matrix(parts, shape=(entry["rows"], entry["columns"])))
