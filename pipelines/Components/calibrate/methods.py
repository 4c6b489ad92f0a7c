"""How each method learns from scores and the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from calibrate import log_odds


def temperature(logarithms: np.ndarray, codes: np.ndarray) -> float:
    """The factor of the logarithms of scores [R, C] under which their softmax has the least logarithmic loss (Guo et al. 2017)."""

    def loss(exponent: float) -> float:
        return -log_softmax(np.exp(exponent) * logarithms, axis=1)[np.arange(len(codes)), codes].mean()

    return float(np.exp(minimize_scalar(loss, bounds=(-6, 6), method="bounded", options={"xatol": 1e-8}).x))


def platt(scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """A logistic regression on the log odds of one class, with Platt's targets (1999), which never quite reach 0 and 1."""
    hits, misses = int(truth.sum()), int((~truth).sum())
    high, low = (hits + 1) / (hits + 2), 1 / (misses + 2)
    share = np.where(truth, high, low)
    odds = log_odds(scores)[:, np.newaxis]
    # A row that is true to a share counts so much as a true one, and the rest as a false one.
    both = np.concatenate([np.ones(len(odds), dtype=int), np.zeros(len(odds), dtype=int)])
    model = LogisticRegression(C=1e6, max_iter=1000, tol=1e-8).fit(np.concatenate([odds, odds]), both, np.concatenate([share, 1 - share]))
    return {"slope": float(model.coef_[0, 0]), "offset": float(model.intercept_[0])}


def isotonic(scores: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """The rising step function nearest to the truth (Zadrozny and Elkan 2002), by its corners; so few rows never prove a 0 or 1."""
    least = 1 / (len(truth) + 2)
    model = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(scores, truth.astype(np.float64))
    return {"scores": model.X_thresholds_.tolist(), "shares": model.y_thresholds_.tolist()}
