"""One factor that turns margins into probabilities: temperature scaling (Guo et al. 2017, "On Calibration of Modern
Neural Networks"), which changes no label."""

from __future__ import annotations

from typing import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.model_selection import StratifiedKFold

from modelyard import StepFailure

_FOLDS = 4


def best_factor(margins_of: Callable[[np.ndarray, np.ndarray], np.ndarray], codes: np.ndarray) -> float:
    """The factor under which softmax(factor · margins) gives the true classes of unseen rows the least logarithmic loss.

    margins_of(train, rest) fits the rows `train` and gives the margins [R, C] of the rows `rest`; codes int [N], columns
    of the margins. Folds are runs of neighbouring rows of each class, not drawn at random: near-duplicates tend to be
    neighbours, and a row whose twin was seen looks easier than new rows are. Raises StepFailure for a class with
    fewer rows than folds.
    """
    fewest = np.unique(codes, return_counts=True)[1].min()
    if fewest < _FOLDS:
        raise StepFailure(f"calibrated needs {_FOLDS} training rows of every class, the smallest class has {fewest}; "
                          "leave such classes out (split: minimum) or calibrated off")
    folds = list(StratifiedKFold(_FOLDS).split(codes, codes))
    margins = np.concatenate([margins_of(train, rest) for train, rest in folds]).astype(np.float64)
    truth = np.concatenate([codes[rest] for _, rest in folds])

    def loss(exponent: float) -> float:
        return -log_softmax(np.exp(exponent) * margins, axis=1)[np.arange(len(truth)), truth].mean()

    return float(np.exp(minimize_scalar(loss, bounds=(-6, 6), method="bounded").x))
