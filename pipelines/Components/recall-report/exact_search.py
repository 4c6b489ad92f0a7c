"""Exact search: every vector is looked at, and the distances that decide are computed in float64."""

from __future__ import annotations

import faiss
import numpy as np

# Candidates beyond those wanted: the product of matrices that finds them quickly rounds, so near ties may change places.
_MORE = 16
_BATCH = 512

faiss.omp_set_num_threads(1)


def distances(queries: np.ndarray, vectors: np.ndarray, metric: str) -> np.ndarray:
    """float64 [T, K] of queries [T, M] to vectors [T, K, M]: less is nearer.

    l2: Euclidean; inner-product: its negative; cosine: 1 - cosine, 1 for a vector of zeros.
    """
    queries, vectors = queries.astype(np.float64), vectors.astype(np.float64)
    if metric == "l2":
        return np.sqrt(((vectors - queries[:, np.newaxis]) ** 2).sum(axis=2))
    products = np.einsum("tkm,tm->tk", vectors, queries)
    if metric == "inner-product":
        return -products
    lengths = np.linalg.norm(vectors, axis=2) * np.linalg.norm(queries, axis=1)[:, np.newaxis]
    return 1 - products / np.where(lengths > 0, lengths, 1)


def nearest(queries: np.ndarray, catalogue: np.ndarray, k: int, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """Distances float64 [T, k] and positions int64 [T, k], nearest first, the lower position on a tie. k is at most the items."""
    candidates = min(k + _MORE, len(catalogue))
    fast = faiss.METRIC_L2 if metric == "l2" else faiss.METRIC_INNER_PRODUCT
    scaled = [_unit(values) if metric == "cosine" else np.ascontiguousarray(values, dtype=np.float32) for values in (queries, catalogue)]
    _, positions = faiss.knn(scaled[0], scaled[1], candidates, metric=fast)
    exact = by_batch(queries, catalogue, positions, metric)
    order = np.lexsort((positions, exact), axis=1)[:, :k]
    return np.take_along_axis(exact, order, axis=1), np.take_along_axis(positions, order, axis=1)


def by_batch(queries: np.ndarray, catalogue: np.ndarray, positions: np.ndarray, metric: str) -> np.ndarray:
    """float64 [T, K]: the distances of each query to the items at its positions [T, K]."""
    return np.concatenate([distances(queries[start:start + _BATCH], catalogue[positions[start:start + _BATCH]], metric)
                           for start in range(0, len(queries), _BATCH)])


def _unit(values: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(values.astype(np.float64), axis=1, keepdims=True)
    return np.ascontiguousarray(values / np.where(lengths > 0, lengths, 1), dtype=np.float32)
