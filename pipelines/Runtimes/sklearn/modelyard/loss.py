"""What several components measure predictions by."""

from __future__ import annotations

import numpy as np


def log_loss(truth: np.ndarray, scores: np.ndarray) -> float:
    """Mean of -ln(score of the true class); lower is better. A score of 0 counts as the smallest that float32 tells from 0.

    truth int [N]: codes; scores float32 [N, C].
    """
    chosen = scores[np.arange(len(truth)), truth].astype(np.float64)
    return float(-np.log(np.maximum(chosen, np.finfo(np.float32).tiny)).mean())
