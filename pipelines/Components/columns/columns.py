"""Columns of numbers as a matrix; a missing number (NaN) becomes what the training rows say."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import Matrix, Rows, StepFailure, main, read_json, write_json

_TYPES = ("number", "integer", "boolean")


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """State: columns; fills: one number a column; marked: numbers of the columns that get a mark."""
    names = list(parameters["columns"])
    wrong = [f"{name!r} is {rows[name].type}" for name in names if rows[name].type not in _TYPES]
    if wrong:
        raise StepFailure(f"parameter columns: {', '.join(wrong)}; expected columns of type {', '.join(_TYPES)}")
    values = _values(rows, names)
    absent = np.isnan(values).any(axis=0)
    marked = np.flatnonzero(absent).tolist() if parameters["mark"] else []
    return {"columns": names, "fills": _fills(values, parameters["missing"]), "marked": marked}


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    values = _values(rows, state["columns"])
    absent = np.isnan(values)
    filled = np.where(absent, np.array(state["fills"]), values)
    return Matrix(np.hstack([filled, absent[:, state["marked"]]]).astype(np.float32))


def _values(rows: Rows, names: list[str]) -> np.ndarray:
    """float64 [N, M], NaN where missing. Raises ValueError for a number that 32 bits cannot hold."""
    values = np.stack([np.asarray(rows[name].values, dtype=np.float64) for name in names], axis=1).reshape(rows.count, len(names))
    beyond = np.abs(values) > np.finfo(np.float32).max
    if beyond.any():
        row, column = np.argwhere(beyond)[0]
        raise ValueError(f"column {names[column]!r} holds {values[row, column]} in row {row}, which 32 bits cannot hold")
    return values


def _fills(values: np.ndarray, missing: str) -> list[float]:
    """One number a column; 0 for a column without any."""
    if missing == "zero":
        return [0.0] * values.shape[1]
    known = [column[~np.isnan(column)] for column in values.T]
    ways = {"mean": np.mean, "median": np.median, "most-frequent": _most_frequent}
    return [float(ways[missing](column)) if len(column) else 0.0 for column in known]


def _most_frequent(column: np.ndarray) -> float:
    """The least of those that occur most."""
    found, counts = np.unique(column, return_counts=True)
    return found[counts.argmax()]


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "columns.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "columns.json")


if __name__ == "__main__":
    main(__name__)
