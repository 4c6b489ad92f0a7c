"""Files whose bytes depend on their content alone: no time, host, path, process or hash seed."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np


def write_json(path: Path | str, value: Any) -> None:
    """Writes JSON with sorted keys and a final newline. Raises ValueError for NaN and infinities."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1, default=_plain)
    write_text(path, text + "\n")


def read_json(path: Path | str) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_text(path: Path | str, text: str) -> None:
    """Writes UTF-8 with Unix line ends, whatever the platform's default is."""
    Path(path).write_bytes(text.encode("utf-8"))


def write_array(path: Path | str, array: np.ndarray) -> None:
    """Writes .npy format 1.0, little-endian, C order, so that equal values give equal bytes."""
    array = np.ascontiguousarray(array)
    if array.dtype.byteorder == ">":
        array = array.astype(array.dtype.newbyteorder("<"))
    with open(path, "wb") as file:
        np.lib.format.write_array(file, array, version=(1, 0), allow_pickle=False)


def dump_estimator(estimator: Any, path: Path | str) -> None:
    """Writes a fitted scikit-learn object uncompressed, so that `load_estimator` can map its arrays.

    The object is pickled from a fresh copy: pickle records which strings were the same object, which otherwise
    depends on how the object came to be and would give equal models different bytes.
    """
    import joblib  # most steps do without it, and it takes longer to import than all the rest

    buffer = io.BytesIO()
    joblib.dump(estimator, buffer, compress=0, protocol=4)
    buffer.seek(0)
    joblib.dump(joblib.load(buffer), path, compress=0, protocol=4)


def load_estimator(path: Path | str) -> Any:
    """Reads what `dump_estimator` wrote with arrays memory-mapped read-only, so that worker processes share them."""
    import joblib

    return joblib.load(path, mmap_mode="r")


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{value} cannot be written as JSON")
        return value
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
