"""A linear regression: x·w + b, fitted by scikit-learn, kept as one array."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import Matrix, Targets, Values, main, read_json, write_array, write_json


def fit(*, matrix: Matrix, targets: Targets, parameters: Mapping[str, Any], cpus: int) -> dict[str, Any]:
    """State: coefficients float64 [M], intercept."""
    from sklearn.exceptions import ConvergenceWarning  # servers start sooner without it

    estimator = _estimator(parameters)
    # In float32 the sums over many rows would lose what tells the coefficients of alike columns apart.
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        estimator.fit(matrix.values.astype(np.float64), targets.values)
    if any(issubclass(warning.category, ConvergenceWarning) for warning in caught):
        print(f"warning: not at the optimum after max-iter = {parameters['max-iter']}; raise max-iter or scale the features",
              file=sys.stderr)
    return {"coefficients": np.asarray(estimator.coef_, dtype=np.float64), "intercept": float(estimator.intercept_)}


def predict(*, matrix: Matrix, state: Mapping[str, Any]) -> Values:
    columns = len(state["coefficients"])
    if matrix.shape[1] != columns:
        raise ValueError(f"the matrix has {matrix.shape[1]} columns, fitted with {columns}")
    return Values(matrix.values.astype(np.float64) @ state["coefficients"] + state["intercept"])


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_array(folder / "coefficients.npy", state["coefficients"])
    write_json(folder / "intercept.json", state["intercept"])


def load(folder: Path) -> dict[str, Any]:
    return {"coefficients": np.load(folder / "coefficients.npy", mmap_mode="r"), "intercept": read_json(folder / "intercept.json")}


def _estimator(parameters: Mapping[str, Any]):
    from sklearn.linear_model import Lasso, LinearRegression, Ridge

    if parameters["penalty"] == "none" or parameters["alpha"] == 0:
        return LinearRegression()
    if parameters["penalty"] == "ridge":
        return Ridge(alpha=parameters["alpha"])
    return Lasso(alpha=parameters["alpha"], max_iter=parameters["max-iter"])


if __name__ == "__main__":
    main(__name__)
