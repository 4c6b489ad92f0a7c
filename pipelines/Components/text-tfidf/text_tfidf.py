"""Term frequency times inverse document frequency, by scikit-learn; its state is a word list and an array."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer

from modelyard import Matrix, Rows, StepFailure, main, read_json, write_array, write_json


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """State: settings of the count; terms, sorted; idf float64 [M], ln((1 + N) / (1 + df)) + 1 (scikit-learn's smooth idf)."""
    low, high = parameters["ngram-low"], parameters["ngram-high"]
    if low > high:
        raise StepFailure(f"ngram-low is {low}, ngram-high is {high}; expected ngram-low ≤ ngram-high")
    settings = {"column": parameters["column"], "analyzer": parameters["analyzer"], "ngram": [low, high],
                "sublinear": parameters["sublinear"]}
    texts = rows.strings(settings["column"])
    counter = CountVectorizer(analyzer=settings["analyzer"], ngram_range=(low, high), lowercase=False,
                              min_df=min(parameters["min-df"], max(len(texts), 1)), dtype=np.int64)
    try:
        counts = counter.fit_transform(texts)
    except ValueError as nothing:
        raise StepFailure(
            f"no term of column {settings['column']!r} is in {parameters['min-df']} of the {len(texts)} training texts "
            f"(analyzer {settings['analyzer']}, {low} to {high}); lower min-df, or look at the column") from nothing
    kept = _most_frequent(counts, parameters["max-features"])
    idf = TfidfTransformer().fit(counts[:, kept]).idf_
    return {**settings, "terms": counter.get_feature_names_out()[kept].tolist(), "idf": idf}


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    """csr float32 [N, M], each row of Euclidean length 1, or empty where a text has no known term."""
    return Matrix(state["vectorizer"].transform(rows.strings(state["column"])))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_array(folder / "idf.npy", state["idf"])
    write_json(folder / "vocabulary.json", state["terms"])
    write_json(folder / "tfidf.json", {name: state[name] for name in ("column", "analyzer", "ngram", "sublinear")})


def load(folder: Path) -> dict[str, Any]:
    state = read_json(folder / "tfidf.json")
    vectorizer = TfidfVectorizer(analyzer=state["analyzer"], ngram_range=tuple(state["ngram"]), lowercase=False,
                                 sublinear_tf=state["sublinear"], vocabulary=read_json(folder / "vocabulary.json"),
                                 dtype=np.float32)
    vectorizer.idf_ = np.load(folder / "idf.npy")
    return {**state, "vectorizer": vectorizer}


def _most_frequent(counts, limit: int | None) -> np.ndarray:
    """Columns of the terms that occur most, ascending; of equally frequent ones the first in the alphabet.

    scikit-learn's own limit leaves ties to an unstable sort, which may fall otherwise on another processor.
    """
    occurrences = np.asarray(counts.sum(axis=0)).ravel()
    order = np.argsort(-occurrences, kind="stable")
    return np.sort(order[:limit])


if __name__ == "__main__":
    main(__name__)
