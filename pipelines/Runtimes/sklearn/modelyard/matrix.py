"""Features: float32 [N, M], dense (numpy.ndarray) or compressed sparse rows (scipy.sparse.csr_matrix)."""

from __future__ import annotations

from pathlib import Path
from typing import Union

import numpy as np
from scipy import sparse

from .canonical import read_json, write_array, write_json
from .labels import TRAIN

Values = Union[np.ndarray, sparse.csr_matrix]


class Matrix:
    """values: float32 [N, M]; part: uint8 [N] indexes PARTS, None where the rows were never split or serve."""

    def __init__(self, values: Values, part: np.ndarray | None = None) -> None:
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
        if part is not None and len(part) != values.shape[0]:
            raise ValueError(f"the matrix has {values.shape[0]} rows and parts of {len(part)}")
        self.values = values
        self.part = part

    @property
    def shape(self) -> tuple[int, int]:
        return self.values.shape

    @property
    def is_sparse(self) -> bool:
        return sparse.issparse(self.values)

    def take(self, numbers: np.ndarray) -> "Matrix":
        """The rows with these numbers (int [K]) or under this mask (bool [N]), in order."""
        return Matrix(self.values[numbers], None if self.part is None else self.part[numbers])

    def training_part(self) -> "Matrix":
        """The rows that a split gave to training. Raises ValueError where the matrix does not know them."""
        if self.part is None:
            raise ValueError("the matrix has no part.npy, which says what rows are trained on; make it from the rows of a split")
        return self.take(self.part == TRAIN)

    def with_part(self, part: np.ndarray | None) -> "Matrix":
        return Matrix(self.values, part)

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        rows, columns = self.shape
        if self.is_sparse:
            write_array(folder / "data.npy", self.values.data)
            write_array(folder / "indices.npy", self.values.indices.astype(np.int32))
            write_array(folder / "indptr.npy", self.values.indptr.astype(np.int64))
        else:
            write_array(folder / "data.npy", self.values)
        if self.part is not None:
            write_array(folder / "part.npy", self.part.astype(np.uint8))
        layout = "csr" if self.is_sparse else "dense"
        write_json(folder / "matrix.json", {"rows": rows, "columns": columns, "format": layout})

    @staticmethod
    def read(folder: Path | str) -> "Matrix":
        folder = Path(folder)
        entry = read_json(folder / "matrix.json")
        data = np.load(folder / "data.npy", mmap_mode="r")
        part = np.load(folder / "part.npy") if (folder / "part.npy").exists() else None
        if entry["format"] == "dense":
            return Matrix(data, part)
        parts = (data, np.load(folder / "indices.npy"), np.load(folder / "indptr.npy"))
        return Matrix(sparse.csr_matrix(parts, shape=(entry["rows"], entry["columns"])), part)
