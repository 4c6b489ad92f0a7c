"""Compares neighbours with those of an exact search over the same catalogue."""

from __future__ import annotations

from typing import Any

import numpy as np

from exact_search import by_batch, nearest
from modelyard import TRAIN, Labels, Matrix, Neighbours, Rows, Step, StepFailure, main, write_json, write_text
from recall_svg import draw

AT = (1, 10, 100)
# Of distances; what an index rounds to float32 must not count as farther than it is.
_TIE = 1e-5


def run(step: Step) -> None:
    found: Neighbours = step.open("predictions")
    labels: Labels = step.open("labels")
    matrix: Matrix = step.open("matrix")
    rows = step.open("rows") if "rows" in step.inputs else None
    _check(found, labels, matrix)
    train = labels.numbers(TRAIN)
    positions = positions_of(found, item_names(train, rows, step.parameters["id"]))
    places = _places(found.count, step.parameters["queries"])
    report = summary(found, positions, places, labels, matrix)
    write_json(step.outputs["report"] / "report.json", report)
    write_text(step.outputs["report"] / "recall.svg", draw(report["recall"], report["rows"]))
    step.write_metrics({**{f"recall-at-{k}": report["recall"][k - 1] for k in AT if k <= report["k"]},
                        "mean-distance-error": report["mean-distance-error"],
                        "label-agreement": report["label-agreement"], "rows": report["rows"]})


def summary(found: Neighbours, positions: np.ndarray, places: np.ndarray, labels: Labels, matrix: Matrix) -> dict[str, Any]:
    """The document report.json: of the queries at `places`, whose neighbours have these positions [T, K] in the catalogue."""
    train, k = labels.numbers(TRAIN), positions.shape[1]
    catalogue = np.ascontiguousarray(matrix.values[train])
    queries, positions = matrix.values[found.rows[places]], positions[places]
    exact, _ = nearest(queries, catalogue, k, found.metric)
    true = by_batch(queries, catalogue, positions, found.metric)
    agree = labels.codes[train][positions] == labels.codes[found.rows[places]][:, np.newaxis]
    of_class = {name: float(agree[labels.codes[found.rows[places]] == code].mean()) for code, name in enumerate(labels.classes)
                if (labels.codes[found.rows[places]] == code).any()}
    return {"rows": len(places), "k": k, "metric": found.metric, "items": len(train), "recall": recalls(true, exact),
            "mean-distance-error": float((np.sort(true, axis=1) - exact).mean()),
            "label-agreement": float(agree.mean()), "label-agreement-per-class": of_class}


def recalls(true: np.ndarray, exact: np.ndarray) -> list[float]:
    """recall@1 … recall@K, of distances [T, K] of what was found and of the exact answer.

    An item found is right when it is no farther than the farthest of the k nearest: which of several at one distance is taken
    does not matter.
    """
    shares = []
    for k in range(1, exact.shape[1] + 1):
        limit = exact[:, k - 1]
        near = true[:, :k] <= (limit + _TIE * np.maximum(1, np.abs(limit)))[:, np.newaxis]
        shares.append(float(near.mean()))
    return shares


def item_names(train: np.ndarray, rows: Rows | None, column: str | None) -> list[str]:
    if column is None:
        return [str(number) for number in train]
    if rows is None:
        raise StepFailure(f"the ids are to be in the column {column!r} (parameter id), but the input rows is not given")
    names = rows.array(column, "string")
    return [names[number] for number in train]


def positions_of(found: Neighbours, names: list[str]) -> np.ndarray:
    """int64 [T, K]: where in the catalogue each neighbour is. Raises StepFailure for an id that is not there."""
    place = {name: number for number, name in enumerate(names)}
    strange = next((name for ids in found.ids for name in ids if name not in place), None)
    if strange is not None:
        raise StepFailure(f"the neighbour {strange!r} is no id of a training row; give the same rows and the same parameter id as the index has")
    return np.array([[place[name] for name in ids] for ids in found.ids], dtype=np.int64)


def _check(found: Neighbours, labels: Labels, matrix: Matrix) -> None:
    if found.count == 0:
        raise StepFailure("predictions holds no row; give the split a test part")
    if matrix.is_sparse:
        raise StepFailure("the matrix is sparse; give the one that the index was built from")
    if matrix.shape[0] != labels.count or found.rows.max() >= labels.count:
        raise StepFailure(f"matrix has {matrix.shape[0]} rows, labels have {labels.count}, predictions go to row {found.rows.max()}; "
                          "take all from the same split")


def _places(count: int, wanted: int | None) -> np.ndarray:
    if wanted is None or wanted >= count:
        return np.arange(count)
    return np.arange(wanted) * count // wanted


if __name__ == "__main__":
    main(__name__)
