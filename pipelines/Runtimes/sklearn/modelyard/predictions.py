"""What an estimator says of rows, by kind: classes with scores (Predictions, in `labels`), numbers (Values, in `targets`) or
the nearest items of a catalogue (Neighbours)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .canonical import read_json
from .labels import Predictions
from .neighbours import Neighbours
from .targets import Values

KINDS = {"classes": Predictions, "values": Values, "neighbours": Neighbours}


def read_predictions(folder: Path | str) -> Any:
    """A folder of predictions as what its `kind` says; one that says nothing holds classes."""
    kind = read_json(Path(folder) / "predictions.json").get("kind", "classes")
    if kind not in KINDS:
        raise ValueError(f"predictions are of the kind {kind!r}; known: {', '.join(KINDS)}")
    return KINDS[kind].read(folder)
