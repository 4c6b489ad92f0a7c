"""Categories as columns of 0 and 1; which categories there are is learned on the training rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
from scipy import sparse

from modelyard import Matrix, Rows, StepFailure, main, read_json, write_json

_TYPES = ("string", "integer", "boolean")


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """State: column → its categories, a missing text (null) first, then in order. Raises StepFailure where none is left."""
    names = list(parameters["columns"])
    wrong = [f"{name!r} is {rows[name].type}" for name in names if rows[name].type not in _TYPES]
    if wrong:
        raise StepFailure(f"parameter columns: {', '.join(wrong)}; expected columns of type {', '.join(_TYPES)}")
    categories = [_categories(_plain(rows, name), parameters["minimum"]) for name in names]
    empty = [name for name, found in zip(names, categories) if not found]
    if empty:
        raise StepFailure(f"no category of {', '.join(empty)} is in {parameters['minimum']} of the {rows.count} training rows; lower minimum")
    return {"columns": names, "categories": categories, "other": parameters["unknown"] == "other", "sparse": parameters["sparse"]}


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    blocks = [_block(_plain(rows, name), categories, state["other"])
              for name, categories in zip(state["columns"], state["categories"])]
    joined = sparse.hstack(blocks, format="csr", dtype=np.float32)
    return Matrix(joined if state["sparse"] else joined.toarray())


def _plain(rows: Rows, name: str) -> Sequence[Any]:
    """One str, int, bool or None a row."""
    values = rows[name].values
    return values if isinstance(values, list) else values.tolist()


def _categories(values: Sequence[Any], minimum: int) -> list[Any]:
    frequent = [value for value, count in Counter(values).items() if count >= minimum]
    return sorted(frequent, key=lambda value: (value is not None, value if value is not None else 0))


def _block(values: Sequence[Any], categories: Sequence[Any], other: bool) -> sparse.csr_matrix:
    """csr float32 [N, categories (+ 1)]."""
    numbers = {category: number for number, category in enumerate(categories)}
    width = len(categories) + other
    codes = np.array([numbers.get(value, width - 1 if other else -1) for value in values], dtype=np.int64)
    known = codes >= 0
    starts = np.concatenate([[0], np.cumsum(known)])
    return sparse.csr_matrix((np.ones(int(known.sum()), dtype=np.float32), codes[known], starts), shape=(len(codes), width))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "categories.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "categories.json")


if __name__ == "__main__":
    main(__name__)
