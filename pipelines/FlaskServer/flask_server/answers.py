"""The kinds of answers: what `chain.json` says of each, what the estimator must give, and how it is written."""

from __future__ import annotations

from typing import Any, Mapping, Protocol, Sequence

import numpy as np

from .problems import quote


class WrongAnswer(Exception):
    """The estimator gave something else than its kind of answer."""


class Answers(Protocol):
    """`fields`: those of a prediction in the signature."""

    fields: Sequence[str]

    def described(self) -> Mapping[str, Any]:
        """What the metadata say of it."""

    def write(self, predictions: Any, count: int) -> list[dict[str, Any]]:
        """The predictions for `count` instances, as JSON has them. Raises WrongAnswer."""


class Classes:
    fields = ("label", "scores")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)

    @staticmethod
    def read(chain: Mapping[str, Any], problems: list[str]) -> "Classes":
        names = chain.get("classes")
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            problems.append(f"chain.json: 'classes' is {names!r}, expected a list of names")
            names = []
        return Classes(names)

    def described(self) -> Mapping[str, Any]:
        return {"classes": self.names}

    def write(self, predictions: Any, count: int) -> list[dict[str, Any]]:
        """The label is the class of the greatest score, the first on a tie."""
        if list(predictions.classes) != self.names:
            raise WrongAnswer(f"the classes {predictions.classes}, chain.json has {self.names}")
        scores = np.asarray(predictions.scores, dtype=np.float32)
        if scores.shape != (count, len(self.names)) or not np.isfinite(scores).all():
            raise WrongAnswer(f"scores {scores.shape}, expected finite ones [{count}, {len(self.names)}]")
        return [{"label": self.names[label], "scores": dict(zip(self.names, row))}
                for label, row in zip(scores.argmax(axis=1), scores.tolist())]


class Values:
    fields = ("value",)

    @staticmethod
    def read(chain: Mapping[str, Any], problems: list[str]) -> "Values":
        return Values()

    def described(self) -> Mapping[str, Any]:
        return {}

    def write(self, predictions: Any, count: int) -> list[dict[str, Any]]:
        values = np.asarray(predictions.values, dtype=np.float64)
        if values.shape != (count,) or not np.isfinite(values).all():
            raise WrongAnswer(f"values {values.shape}, expected finite ones [{count}]")
        return [{"value": value} for value in values.tolist()]


class Neighbours:
    fields = ("neighbours",)

    @staticmethod
    def read(chain: Mapping[str, Any], problems: list[str]) -> "Neighbours":
        return Neighbours()

    def described(self) -> Mapping[str, Any]:
        return {}

    def write(self, predictions: Any, count: int) -> list[dict[str, Any]]:
        ids, distances = list(predictions.ids), [np.asarray(row, dtype=np.float32) for row in predictions.distances]
        if len(ids) != count or [len(names) for names in ids] != [len(row) for row in distances]:
            raise WrongAnswer(f"neighbours of {len(ids)} instances with {len(distances)} rows of distances, expected {count} of either")
        if not all(np.isfinite(row).all() for row in distances):
            raise WrongAnswer("distances, expected finite ones")
        return [{"neighbours": [{"id": name, "distance": distance} for name, distance in zip(names, row.tolist())]}
                for names, row in zip(ids, distances)]


KINDS = {"classes": Classes, "values": Values, "neighbours": Neighbours}


def read_answers(chain: Mapping[str, Any], problems: list[str]) -> Answers:
    """The kind that `chain.json` names, else classes; adds to `problems` what is wrong."""
    kind = chain.get("answers", "classes")
    if not isinstance(kind, str) or kind not in KINDS:
        problems.append(f"chain.json: 'answers' is {kind!r}, this server gives one of {quote(list(KINDS))}")
        return Classes([])
    return KINDS[kind].read(chain, problems)
