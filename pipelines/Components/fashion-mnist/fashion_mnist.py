"""Reads the four IDX files of Fashion-MNIST into rows."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np

from modelyard import Column, Rows, Step, StepFailure, main

FOLDER = Path("/usr/share/datasets/fashion-mnist")
PREFIXES = {"train": "train", "test": "t10k"}
# In the order of the codes in the label files; the names are those of the data set's own README.
CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


def read_idx(path: Path) -> np.ndarray:
    """An IDX file: 2 zero bytes, the type (8: uint8), the number of dimensions, their sizes (big-endian), the values."""
    try:
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise StepFailure(f"{path} is missing; it comes with the Debian package dataset-fashion-mnist "
                          f"(apt-get install dataset-fashion-mnist), elsewhere put the file there") from None
    except (OSError, EOFError, zlib.error) as failure:
        raise StepFailure(f"{path} is not a whole gzip file ({failure}); install dataset-fashion-mnist again") from None
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise StepFailure(f"{path} starts with {content[:4].hex() or 'nothing'}, expected an IDX file of bytes, 000008..")
    dimensions = content[3]
    start = 4 + 4 * dimensions
    shape = tuple(int(size) for size in np.frombuffer(content[4:start], dtype=">u4"))
    if len(shape) != dimensions or len(content) - start != int(np.prod(shape)):
        raise StepFailure(f"{path} holds {len(content)} bytes, which is not what its header {shape} asks for")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def run(step: Step) -> None:
    limit = step.parameters["limit"]
    photos, labels, parts = [], [], []
    for part, prefix in PREFIXES.items():
        images = read_idx(FOLDER / f"{prefix}-images-idx3-ubyte.gz")
        codes = read_idx(FOLDER / f"{prefix}-labels-idx1-ubyte.gz")
        if len(images) != len(codes):
            raise StepFailure(f"{FOLDER}: the part {part} has {len(images)} photos and {len(codes)} labels")
        photos.append(images[:limit, :, :, np.newaxis])
        labels += [CLASSES[code] for code in codes[:limit]]
        parts += [part] * len(codes[:limit])
    rows = Rows({"photo": Column("image", np.concatenate(photos)),
                 "label": Column("string", labels), "part": Column("string", parts)})
    rows.write(step.outputs["rows"])
    step.write_metrics({f"{part}-photos": parts.count(part) for part in PREFIXES})


if __name__ == "__main__":
    main(__name__)
