"""The nearest items of a catalogue (Neighbours), and what a search is asked for beside what a chain computes (Asked)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np

from .canonical import read_json, write_array, write_json, write_text


class Unanswerable(Exception):
    """An instance that asks for something which what was fitted does not have; the client is at fault, not the model.

    place: number of the instance; name: the field; reason: what was expected and found.
    """

    def __init__(self, place: int, name: str, reason: str) -> None:
        super().__init__(f"instances[{place}].{name}: {reason}")
        self.place, self.name, self.reason = place, name, reason


@dataclass(frozen=True)
class Asked:
    """What N instances ask an estimator for directly: the fields of `serves.queries` and `serves.options`.

    count: N; places int64 [P]: the instances that the P rows of the chain's matrix belong to, in order;
    fields: name → N values (str, int, float, float32 [length]), None where an instance leaves the field out.
    """

    count: int
    places: np.ndarray
    fields: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def value(self, place: int, name: str) -> Any:
        return self.fields[name][place] if name in self.fields else None


@dataclass(frozen=True)
class Neighbours:
    """ids: for each of T rows the ids of its neighbours, nearest first; distances: float32 in the same order, finite.

    metric: what the distances are (l2, inner-product, cosine); rows int64 [T]: which rows they are for (None while serving).
    A step gives every row as many neighbours; a server gives as many as each instance asks for.
    """

    ids: Sequence[Sequence[str]]
    distances: Sequence[np.ndarray]
    metric: str
    rows: np.ndarray | None = None

    def __post_init__(self) -> None:
        if [len(names) for names in self.ids] != [len(row) for row in self.distances]:
            raise ValueError("ids and distances of neighbours differ in their lengths")
        if not all(np.isfinite(row).all() for row in self.distances):
            raise ValueError("distances hold values that are not finite")

    @property
    def count(self) -> int:
        return len(self.ids)

    def of_rows(self, rows: np.ndarray) -> "Neighbours":
        return replace(self, rows=rows)

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        if self.rows is None or len(self.rows) != self.count:
            raise ValueError("predictions of a step name the rows that they are for")
        k = len(self.ids[0]) if self.count else 0
        if any(len(names) != k for names in self.ids):
            raise ValueError(f"every row of a step has as many neighbours; the first has {k}")
        write_array(folder / "rows.npy", self.rows.astype(np.int64))
        write_array(folder / "distances.npy", np.asarray(self.distances, dtype=np.float32).reshape(self.count, k))
        write_text(folder / "ids.jsonl", "".join(json.dumps(list(names), ensure_ascii=False) + "\n" for names in self.ids))
        write_json(folder / "predictions.json", {"count": self.count, "kind": "neighbours", "k": k, "metric": self.metric})

    @staticmethod
    def read(folder: Path | str) -> "Neighbours":
        folder = Path(folder)
        # Not splitlines(): it also breaks at U+2028 and its like, which JSON leaves inside strings.
        lines = (folder / "ids.jsonl").read_bytes().decode("utf-8").split("\n")[:-1]
        return Neighbours([json.loads(line) for line in lines], np.load(folder / "distances.npy"),
                          read_json(folder / "predictions.json")["metric"], np.load(folder / "rows.npy"))
