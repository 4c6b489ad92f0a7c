"""The hashing trick (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"), by scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

from modelyard import Matrix, Rows, StepFailure, main, read_json, write_json


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing is learned; the state is the parameters."""
    low, high = parameters["ngram-low"], parameters["ngram-high"]
    if low > high:
        raise StepFailure(f"ngram-low is {low}, ngram-high is {high}; expected ngram-low ≤ ngram-high")
    rows.strings(parameters["column"])
    return dict(parameters)


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    """csr float32 [N, 2^bits]; a text without a term is an empty row."""
    return Matrix(state["vectorizer"].transform(rows.strings(state["column"])))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "hash.json", state)


def load(folder: Path) -> dict[str, Any]:
    state = read_json(folder / "hash.json")
    vectorizer = HashingVectorizer(
        analyzer=state["analyzer"], ngram_range=(state["ngram-low"], state["ngram-high"]), lowercase=False,
        n_features=2 ** state["bits"], alternate_sign=state["signed"], norm=None if state["norm"] == "none" else state["norm"],
        dtype=np.float32)
    return {**state, "vectorizer": vectorizer}


if __name__ == "__main__":
    main(__name__)
