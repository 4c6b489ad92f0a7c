"""Trees as flat arrays, walked by all rows at once: a node below the number of branches branches, the others are leaves."""

from __future__ import annotations

import numpy as np


def leaves_of(values: np.ndarray, roots: np.ndarray, feature: np.ndarray, threshold: np.ndarray,
              children: np.ndarray) -> np.ndarray:
    """int [N, T]: the leaf of each of N rows in each of T trees, counted from 0.

    values [N, M]; roots int [T]; feature int [B]; threshold [B]; children int [B, 2]: where a row goes on whose feature is
    at most the threshold, and where one above.
    """
    trees, branches = len(roots), len(feature)
    node = np.tile(roots, len(values))
    walking = np.flatnonzero(node < branches)
    while walking.size:
        here = node[walking]
        above = values[walking // trees, feature[here]] > threshold[here]
        there = children[here, above.view(np.int8)]
        node[walking] = there
        walking = walking[there < branches]
    return (node - branches).reshape(len(values), trees)
