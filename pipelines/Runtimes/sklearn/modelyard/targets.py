"""Numbers of rows, known (Targets) and predicted (Values): what a regression learns and answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .canonical import read_json, write_array, write_json


@dataclass(frozen=True)
class Targets:
    """values float64 [N], finite; part uint8 [N] indexes PARTS."""

    values: np.ndarray
    part: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _finite(self.values, "targets"))

    @property
    def count(self) -> int:
        return len(self.values)

    def numbers(self, part: int) -> np.ndarray:
        """Row numbers of one part, int64, ascending."""
        return np.flatnonzero(self.part == part).astype(np.int64)

    def take(self, numbers: np.ndarray) -> "Targets":
        return Targets(self.values[numbers], self.part[numbers])

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        write_array(folder / "values.npy", self.values)
        write_array(folder / "part.npy", self.part.astype(np.uint8))
        write_json(folder / "targets.json", {"count": self.count})

    @staticmethod
    def read(folder: Path | str) -> "Targets":
        folder = Path(folder)
        return Targets(np.load(folder / "values.npy"), np.load(folder / "part.npy"))


@dataclass(frozen=True)
class Values:
    """values float64 [T], finite; rows int64 [T]: which rows they are for (None while serving)."""

    values: np.ndarray
    rows: np.ndarray | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _finite(self.values, "predictions"))

    @property
    def count(self) -> int:
        return len(self.values)

    def of_rows(self, rows: np.ndarray) -> "Values":
        return replace(self, rows=rows)

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        if self.rows is None or len(self.rows) != self.count:
            raise ValueError("predictions of a step name the rows that they are for")
        write_array(folder / "rows.npy", self.rows.astype(np.int64))
        write_array(folder / "values.npy", self.values)
        write_json(folder / "predictions.json", {"count": self.count, "kind": "values"})

    @staticmethod
    def read(folder: Path | str) -> "Values":
        folder = Path(folder)
        return Values(np.load(folder / "values.npy"), np.load(folder / "rows.npy"))


def _finite(values: np.ndarray, what: str) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"{what} have the shape {values.shape}, expected [N]")
    if not np.isfinite(values).all():
        raise ValueError(f"{what} hold values that are not finite")
    return values
