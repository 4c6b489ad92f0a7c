"""Counts of hashed words over all string columns, scaled by what was seen in training."""

from pathlib import Path

from modelyard import Matrix, dump_estimator, load_estimator
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import MaxAbsScaler


def fit(*, rows, parameters):
    return MaxAbsScaler().fit(_count(rows, parameters["columns"]))


def transform(*, rows, state):
    return Matrix(state.transform(_count(rows, state.n_features_in_)))


def save(state, folder):
    dump_estimator(state, Path(folder) / "scaler.joblib")


def load(folder):
    return load_estimator(Path(folder) / "scaler.joblib")


def _count(rows, columns):
    names = [name for name in sorted(rows) if rows[name].type == "string" and name != "part"]
    texts = [" ".join(values) for values in zip(*(rows.strings(name) for name in names))] if names else [""] * rows.count
    return HashingVectorizer(n_features=columns, analyzer="char", norm=None).transform(texts)
