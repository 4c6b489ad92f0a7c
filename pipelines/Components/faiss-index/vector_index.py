"""Three ways to find near vectors, each with the file it is kept in. Faiss computes; one thread, so that nothing depends on how many."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, Protocol

import faiss
import numpy as np

from modelyard import StepFailure, write_array

faiss.omp_set_num_threads(1)
# From so many queries on Faiss would take distances from a product of matrices, and training would round otherwise than serving.
faiss.cvar.distance_compute_blas_threshold = 2**31 - 1

_FILE = "index.faiss"
_METRICS = {"l2": faiss.METRIC_L2, "inner-product": faiss.METRIC_INNER_PRODUCT, "cosine": faiss.METRIC_INNER_PRODUCT}


class VectorIndex(Protocol):
    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Faiss's own distances float32 [T, k] and positions int64 [T, k], nearest first; k is at most the number of vectors."""

    def vector(self, position: int) -> np.ndarray:
        """float32 [M]"""


class Flat:
    """Every vector is looked at. `vectors.npy` is mapped: processes share it, and memory holds what is used."""

    def __init__(self, vectors: np.ndarray, metric: str) -> None:
        self._vectors, self._metric = vectors, _METRICS[metric]

    @staticmethod
    def build(vectors: np.ndarray, folder: Path, metric: str, parameters: Mapping[str, Any]) -> None:
        write_array(folder / "vectors.npy", vectors)

    @staticmethod
    def load(folder: Path, metric: str, parameters: Mapping[str, Any]) -> "Flat":
        return Flat(np.load(folder / "vectors.npy", mmap_mode="r"), metric)

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        return faiss.knn(queries, self._vectors, k, metric=self._metric)

    def vector(self, position: int) -> np.ndarray:
        return np.array(self._vectors[position])


class InvertedLists:
    """K-means divides the vectors into lists; those of the nearest centres are looked at. The lists are mapped from the file."""

    def __init__(self, index: Any, places: np.ndarray, probes: int) -> None:
        self._index, self._places, self._probes = index, places, min(probes, index.nlist)

    @staticmethod
    def build(vectors: np.ndarray, folder: Path, metric: str, parameters: Mapping[str, Any]) -> None:
        count, width = vectors.shape
        lists = parameters["lists"] or max(1, round(count**0.5))
        if lists > count:
            raise StepFailure(f"{lists} lists (parameter lists) for {count} items; at most one an item")
        centres = (faiss.IndexFlatL2 if _METRICS[metric] == faiss.METRIC_L2 else faiss.IndexFlatIP)(width)
        index = faiss.IndexIVFFlat(centres, width, lists, _METRICS[metric])
        index.cp.seed = parameters["seed"]
        index.cp.spherical = metric == "cosine"
        index.cp.min_points_per_centroid = 1  # fewer are no mistake, only less of a gain
        index.train(vectors)
        index.add(vectors)
        faiss.write_index(index, str(folder / _FILE))
        places = np.empty(count, dtype=np.int64)
        for number in range(lists):
            length = index.invlists.list_size(number)
            if length > 0:
                places[faiss.rev_swig_ptr(index.invlists.get_ids(number), length)] = (number << 32) + np.arange(length)
        write_array(folder / "places.npy", places)

    @staticmethod
    def load(folder: Path, metric: str, parameters: Mapping[str, Any]) -> "InvertedLists":
        index = faiss.read_index(str(folder / _FILE), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        # Threads that read ahead would be started for every query, and do not survive the fork of a server's workers.
        faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
        return InvertedLists(index, np.load(folder / "places.npy", mmap_mode="r"), parameters["probes"])

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Where the lists looked at hold fewer than k vectors, twice as many are, until there are k."""
        probes = self._probes
        distances, positions = self._probe(queries, k, probes)
        while probes < self._index.nlist and len(short := np.flatnonzero(positions[:, -1] < 0)) > 0:
            probes = min(2 * probes, self._index.nlist)
            distances[short], positions[short] = self._probe(queries[short], k, probes)
        return distances, positions

    def vector(self, position: int) -> np.ndarray:
        place = int(self._places[position])
        vector = np.empty(self._index.d, dtype=np.float32)
        self._index.reconstruct_from_offset(place >> 32, place & 0xFFFFFFFF, faiss.swig_ptr(vector))
        return vector

    def _probe(self, queries: np.ndarray, k: int, probes: int) -> tuple[np.ndarray, np.ndarray]:
        return self._index.search(queries, k, params=faiss.SearchParametersIVF(nprobe=probes))


class Graph:
    """A hierarchical navigable small world. Faiss reads its file into memory; a server does so before it forks its workers."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @staticmethod
    def build(vectors: np.ndarray, folder: Path, metric: str, parameters: Mapping[str, Any]) -> None:
        index = faiss.IndexHNSWFlat(vectors.shape[1], parameters["links"], _METRICS[metric])
        index.hnsw.efConstruction = parameters["breadth"]
        index.add(vectors)
        faiss.write_index(index, str(folder / _FILE))

    @staticmethod
    def load(folder: Path, metric: str, parameters: Mapping[str, Any]) -> "Graph":
        index = faiss.read_index(str(folder / _FILE))
        index.hnsw.efSearch = parameters["breadth"]
        return Graph(index)

    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """A row that the graph leads to fewer than k vectors is looked for among all."""
        distances, positions = self._index.search(queries, k)
        short = np.flatnonzero(positions[:, -1] < 0)
        if len(short) > 0:
            distances[short], positions[short] = self._index.storage.search(queries[short], k)
        return distances, positions

    def vector(self, position: int) -> np.ndarray:
        return self._index.reconstruct(position)


TYPES = {"flat": Flat, "ivf-flat": InvertedLists, "hnsw": Graph}
