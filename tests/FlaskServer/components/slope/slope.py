"""Answers twice the field `amount`; 13 brings it bad luck."""

from pathlib import Path

import numpy as np
from modelyard import Values, read_json, write_json


def predict(*, rows, state):
    amounts = rows.array("amount", "number")
    if 13.0 in amounts:
        return type("Raw", (), {"values": np.full(len(amounts), np.inf), "count": len(amounts)})()
    return Values(amounts * state["slope"])


def save(state, folder):
    write_json(Path(folder) / "slope.json", state)


def load(folder):
    return read_json(Path(folder) / "slope.json")
