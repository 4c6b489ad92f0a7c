"""An estimator that does what the first word of the text says: fail, die, sleep, or give scores that are not finite."""

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from modelyard import Predictions, write_json

CLASSES = ["bad", "good"]


def predict(*, rows, state):
    for text in rows.strings("text"):
        word, _, rest = text.partition(" ")
        if word == "fail":
            raise RuntimeError(rest)
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "sleep":
            time.sleep(float(rest))
        if word == "nan":
            return SimpleNamespace(classes=CLASSES, scores=np.full((rows.count, 2), np.nan))
        if word == "short":
            return SimpleNamespace(classes=CLASSES, scores=np.zeros((0, 2)))
    return Predictions(CLASSES, np.tile([0.25, 0.75], (rows.count, 1)))


def save(state, folder):
    write_json(Path(folder) / "mood.json", {})


def load(folder):
    return None
