"""Classes of rows, known (Labels) and predicted (Predictions)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence

import numpy as np

from .canonical import read_json, write_array, write_json

PARTS = ("train", "test", "validation")
TRAIN, TEST, VALIDATION = range(3)


@dataclass(frozen=True)
class Labels:
    """classes: sorted names; codes int32 [N] index into classes; part uint8 [N] indexes PARTS."""

    classes: Sequence[str]
    codes: np.ndarray
    part: np.ndarray

    def numbers(self, part: int) -> np.ndarray:
        """Row numbers of one part, int64, ascending."""
        return np.flatnonzero(self.part == part).astype(np.int64)

    @property
    def count(self) -> int:
        return len(self.codes)

    def take(self, numbers: np.ndarray) -> "Labels":
        """The rows with these numbers, in order; all classes stay known."""
        return Labels(self.classes, self.codes[numbers], self.part[numbers])

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        write_array(folder / "codes.npy", self.codes.astype(np.int32))
        write_array(folder / "part.npy", self.part.astype(np.uint8))
        write_json(folder / "labels.json", {"count": len(self.codes), "classes": list(self.classes)})

    @staticmethod
    def read(folder: Path | str) -> "Labels":
        folder = Path(folder)
        classes = read_json(folder / "labels.json")["classes"]
        return Labels(classes, np.load(folder / "codes.npy"), np.load(folder / "part.npy"))


@dataclass(frozen=True)
class Predictions:
    """classes: sorted names; scores float32 [T, C]; rows int64 [T]: which rows were scored (None while serving).

    validation: the same of the rows of the validation part, where a split made one: what a later step may learn from.
    """

    classes: Sequence[str]
    scores: np.ndarray
    rows: np.ndarray | None = None
    validation: "Predictions | None" = None

    def __post_init__(self) -> None:
        scores = np.asarray(self.scores, dtype=np.float32)
        if scores.ndim != 2 or scores.shape[1] != len(self.classes):
            raise ValueError(f"scores have the shape {scores.shape}, expected [N, {len(self.classes)}]")
        if not np.isfinite(scores).all():
            raise ValueError("scores hold values that are not finite")
        object.__setattr__(self, "scores", scores)

    @property
    def count(self) -> int:
        return len(self.scores)

    def of_rows(self, rows: np.ndarray) -> "Predictions":
        return replace(self, rows=rows)

    @property
    def codes(self) -> np.ndarray:
        """int32 [T]: the greatest score, the first on a tie."""
        return self.scores.argmax(axis=1).astype(np.int32)

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        if self.rows is None:
            raise ValueError("predictions of a step name the rows that they are for")
        write_array(folder / "rows.npy", self.rows.astype(np.int64))
        write_array(folder / "codes.npy", self.codes)
        write_array(folder / "scores.npy", self.scores)
        if self.validation is not None:
            write_array(folder / "validation-rows.npy", self.validation.rows.astype(np.int64))
            write_array(folder / "validation-scores.npy", self.validation.scores)
        write_json(folder / "predictions.json", {"count": len(self.rows), "classes": list(self.classes)})

    @staticmethod
    def read(folder: Path | str) -> "Predictions":
        folder = Path(folder)
        classes = read_json(folder / "predictions.json")["classes"]
        validation = None
        if (folder / "validation-rows.npy").exists():
            scores, rows = np.load(folder / "validation-scores.npy"), np.load(folder / "validation-rows.npy")
            validation = Predictions(classes, scores, rows)
        return Predictions(classes, np.load(folder / "scores.npy"), np.load(folder / "rows.npy"), validation)
