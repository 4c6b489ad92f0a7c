"""A catalogue of vectors and the nearest of them: by features that a chain computed, by a vector, or by the id of an item."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from item_ids import ItemIds
from modelyard import (TEST, TRAIN, Asked, Labels, Matrix, Neighbours, Rows, Step, StepFailure, Unanswerable, main, read_json,
                       write_json)
from vector_index import TYPES, VectorIndex

# Squares of differences of such vectors, summed, still fit float32.
LONGEST = 1e18


@dataclass(frozen=True)
class Catalogue:
    """about: what `index.json` says: count, length (numbers of a vector), parameters."""

    index: VectorIndex
    ids: ItemIds
    about: Mapping[str, Any]

    @property
    def metric(self) -> str:
        return self.about["parameters"]["metric"]


def run(step: Step) -> None:
    matrix, labels = step.open("matrix"), step.open("labels")
    train, test = labels.numbers(TRAIN), labels.numbers(TEST)
    if len(train) == 0 or len(test) == 0:
        raise StepFailure(f"an index needs training rows to hold and test rows to ask for; found {len(train)} and {len(test)}")
    if matrix.shape[0] != labels.count:
        raise StepFailure(f"matrix has {matrix.shape[0]} rows, labels have {labels.count}")
    ids = item_ids(labels, step.open("rows") if "rows" in step.inputs else None, step.parameters["id"])
    build(matrix.take(train), ids, step.parameters, step.outputs["state"])
    state = load(step.outputs["state"])
    predict(matrix=matrix.take(test), state=state).of_rows(test).write(step.outputs["predictions"])
    step.write_metrics({"items": len(train)})


def item_ids(labels: Labels, rows: Rows | None, column: str | None) -> ItemIds:
    """The names of the training rows, from a column or their numbers among all rows. Raises StepFailure."""
    train = labels.numbers(TRAIN)
    if column is None:
        return ItemIds.of([str(number) for number in train])
    if rows is None:
        raise StepFailure(f"the ids are to be in the column {column!r} (parameter id), but the input rows is not given")
    if rows.count != labels.count:
        raise StepFailure(f"rows has {rows.count} rows, labels have {labels.count}")
    names = rows.array(column, "string")
    return ItemIds.of([names[number] for number in train])


def build(matrix: Matrix, ids: ItemIds, parameters: Mapping[str, Any], folder: Path) -> None:
    """Writes the state: the index of these rows, their ids and `index.json`."""
    if matrix.is_sparse:
        raise StepFailure("the matrix is sparse; an index takes dense features, such as those of pca")
    vectors = _prepared(matrix.values, parameters["metric"])
    if not _comparable(vectors):
        raise StepFailure(f"a row of the matrix is longer than {LONGEST:g}; its distances would be infinite in 32 bits")
    TYPES[parameters["index"]].build(vectors, folder, parameters["metric"], parameters)
    ids.save(folder)
    write_json(folder / "index.json", {"count": len(vectors), "length": vectors.shape[1], "parameters": dict(parameters)})


def load(folder: Path) -> Catalogue:
    about = read_json(folder / "index.json")
    parameters = about["parameters"]
    index = TYPES[parameters["index"]].load(folder, parameters["metric"], parameters)
    return Catalogue(index, ItemIds.load(folder), about)


def predict(*, matrix: Matrix | None, state: Catalogue, asked: Asked | None = None) -> Neighbours:
    """The neighbours of each row; with `asked`, of each of its N instances, of which `matrix` has those that came as features.

    The neighbours of an item of the catalogue are others than itself. Raises Unanswerable for an id that is not there.
    """
    if asked is None:
        asked = Asked(matrix.shape[0], np.arange(matrix.shape[0]))
    queries = np.empty((asked.count, state.about["length"]), dtype=np.float32)
    if matrix is not None:
        queries[asked.places] = matrix.values
    itself = np.full(asked.count, -1)
    given = set(asked.places.tolist())
    for place in range(asked.count):
        if place in given:
            continue
        if (vector := asked.value(place, "vector")) is not None:
            if state.metric != "cosine" and not _comparable(vector):
                raise Unanswerable(place, "vector", f"expected a vector no longer than {LONGEST:g}, found one whose distances 32 bits cannot hold")
            queries[place] = vector
        else:
            itself[place] = _position(state, place, asked.value(place, "id"))
            queries[place] = state.index.vector(int(itself[place]))
    return _search(state, _prepared(queries, state.metric), itself, [asked.value(place, "k") for place in range(asked.count)])


def describe(state: Catalogue) -> Mapping[str, Any]:
    """What a server's metadata say of the index."""
    parameters = state.about["parameters"]
    return {"items": state.about["count"], "length": state.about["length"], "k": parameters["k"],
            "index": parameters["index"], "metric": parameters["metric"]}


def check_signature(*, instance: Mapping[str, Any], state: Catalogue) -> None:
    """Raises ValueError where the instance's fields do not fit the index."""
    length = instance.get("vector", {}).get("length", state.about["length"])
    if length != state.about["length"]:
        raise ValueError(f"signature.instance.vector has the length {length}, the index holds vectors of {state.about['length']} numbers")


def _position(state: Catalogue, place: int, name: str) -> int:
    position = state.ids.position(name)
    if position is None:
        shown = name if len(name) <= 40 else name[:40] + "…"
        raise Unanswerable(place, "id", f"expected the id of one of the {state.about['count']} items of the index, found {shown!r}")
    return position


def _search(state: Catalogue, queries: np.ndarray, itself: np.ndarray, wanted: list[int | None]) -> Neighbours:
    count, default = state.about["count"], state.about["parameters"]["k"]
    # An item is its own nearest neighbour, so one more is looked for and it is left out.
    ks = np.array([min((k or default) + (own >= 0), count) for k, own in zip(wanted, itself)], dtype=np.int64)
    names: list[list[str]] = [[] for _ in ks]
    distances: list[np.ndarray] = [np.empty(0, dtype=np.float32) for _ in ks]
    for k in np.unique(ks):
        places = np.flatnonzero(ks == k)
        found, positions = state.index.search(queries[places], int(k))
        found = _distances(found, state.metric)
        for place, row, near in zip(places, positions, found):
            order = np.lexsort((row, near))
            if itself[place] >= 0:
                order = order[row[order] != itself[place]][:min(wanted[place] or default, count - 1)]
            names[place] = [state.ids.name(position) for position in row[order]]
            distances[place] = near[order]
    return Neighbours(names, distances, state.metric)


def _comparable(vectors: np.ndarray) -> bool:
    return bool((np.linalg.norm(vectors.astype(np.float64), axis=-1) <= LONGEST).all())


def _prepared(values: np.ndarray, metric: str) -> np.ndarray:
    """float32 [T, M], C order; of length 1 each where the angle counts, but a vector of zeros stays one."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    if metric != "cosine":
        return values
    lengths = np.linalg.norm(values.astype(np.float64), axis=1, keepdims=True)
    return np.ascontiguousarray(values / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _distances(found: np.ndarray, metric: str) -> np.ndarray:
    """From what Faiss gives (squares, products) to distances, of which less is nearer."""
    if metric == "l2":
        return np.sqrt(np.maximum(found, 0))
    return (1 - found if metric == "cosine" else -found).astype(np.float32)


if __name__ == "__main__":
    main(__name__)
