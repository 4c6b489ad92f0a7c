"""A small part of Fashion-MNIST for the steps of a chain, and what the chain answered.

fashion_sample.py sample ROWS LABELS              writes the artifacts `rows` (photo, part) and `labels`
fashion_sample.py expected ROWS PREDICTIONS FILE  writes {"instances", "labels", "scores"} for the rows that were predicted
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
from pathlib import Path

import numpy as np
from modelyard import Column, Labels, Predictions, Rows
from PIL import Image

DATA = Path("/usr/share/datasets/fashion-mnist")
CLASSES = ["Ankle boot", "Bag", "Coat", "Dress", "Pullover", "Sandal", "Shirt", "Sneaker", "T-shirt/top", "Trouser"]
# The data set numbers its classes in another order.
CODES = np.array([CLASSES.index(name) for name in (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")], dtype=np.int32)
TRAIN, TEST = 1200, 200


def sample(rows: Path, labels: Path) -> None:
    photos = np.concatenate([read("train-images-idx3", TRAIN, 16, 28 * 28), read("t10k-images-idx3", TEST, 16, 28 * 28)])
    codes = np.concatenate([read("train-labels-idx1", TRAIN, 8, 1), read("t10k-labels-idx1", TEST, 8, 1)])[:, 0]
    Rows({"photo": Column("image", photos.reshape(-1, 28, 28, 1)),
          "part": Column("string", ["train"] * TRAIN + ["test"] * TEST)}).write(rows)
    Labels(CLASSES, CODES[codes], np.array([0] * TRAIN + [1] * TEST, dtype=np.uint8)).write(labels)


def read(name: str, count: int, head: int, width: int) -> np.ndarray:
    """uint8 [count, width]: the first items of an IDX file."""
    with gzip.open(DATA / f"{name}-ubyte.gz") as file:
        file.read(head)
        return np.frombuffer(file.read(count * width), dtype=np.uint8).reshape(count, width)


def expected(rows: Path, predictions: Path, file: Path) -> None:
    photos, found = Rows.read(rows)["photo"].values, Predictions.read(predictions)
    instances = [{"photo": picture(photos[row, :, :, 0], as_png=number % 2 == 1)} for number, row in enumerate(found.rows)]
    file.write_text(json.dumps({"instances": instances, "labels": [found.classes[code] for code in found.codes],
                                "scores": found.scores.tolist(), "classes": list(found.classes)}))


def picture(pixels: np.ndarray, as_png: bool) -> object:
    if not as_png:
        return pixels.tolist()
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return {"b64": base64.b64encode(file.getvalue()).decode()}


if __name__ == "__main__":
    {"sample": sample, "expected": expected}[sys.argv[1]](*map(Path, sys.argv[2:]))
