"""Scales pictures as one linear map, so that scikit-learn and ONNX Runtime compute the same numbers.

Pillow's resampling of a float picture is linear and separable: applied to the unit matrix it gives the weights, and
`height_weights @ picture @ width_weights.T` is what Pillow would have answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping

import numpy as np
from PIL import Image

from modelyard import Matrix, Rows, main, read_json, write_array, write_json

# Luma of ITU-R BT.601, which Pillow uses for its conversion to grey.
_LUMA = np.array([[0.299], [0.587], [0.114]], dtype=np.float32)
_BATCH_VALUES = 1 << 24


@dataclass(frozen=True)
class Scaling:
    """column: where pictures are; shape: their (height, width, channels); flatten: their alpha is laid on white first;
    colours float32 [c, k]; height_weights float32 [size, h]; width_weights float32 [size, w]. None leaves as it is."""

    column: str
    shape: tuple[int, int, int]
    flatten: bool
    colours: np.ndarray | None
    height_weights: np.ndarray | None
    width_weights: np.ndarray | None


def resampling_weights(length: int, size: int) -> np.ndarray | None:
    """float32 [size, length]: a triangle filter as wide as the reduction, each row adds up to 1; None where equal."""
    if length == size:
        return None
    unit = Image.fromarray(np.eye(length, dtype=np.float32))
    return np.array(unit.resize((length, size), Image.Resampling.BILINEAR), dtype=np.float32)


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> Scaling:
    column, size, wanted = parameters["column"], parameters["size"], parameters["channels"]
    height, width, channels = rows.array(column, "image").shape[1:]
    if channels not in (1, 3, 4):
        raise ValueError(f"pictures of column {column!r} have {channels} channels; expected 1 (grey), 3 (RGB) or 4 (RGBA)")
    flatten = channels == 4 and wanted is not None
    solid = 3 if flatten else channels
    colours = None
    if wanted == 1 and solid == 3:
        colours = _LUMA
    elif wanted == 3 and solid == 1:
        colours = np.ones((1, 3), dtype=np.float32)
    return Scaling(column, (height, width, channels), flatten, colours,
                   resampling_weights(height, size), resampling_weights(width, size))


def transform(*, rows: Rows, state: Scaling) -> Matrix:
    pictures = rows.array(state.column, "image")
    if pictures.shape[1:] != state.shape:
        raise ValueError(f"pictures of column {state.column!r} are {pictures.shape[1:]} (height, width, channels), "
                         f"those it was fitted on were {state.shape}")
    batches = [_scale(batch, state) for batch in _batches(pictures)]
    return Matrix(np.concatenate(batches) if len(batches) > 1 else batches[0])


def _batches(pictures: np.ndarray) -> Iterator[np.ndarray]:
    """Slices small enough that their float copies stay below some 64 MiB each; at least one, if empty."""
    count = max(1, _BATCH_VALUES // int(np.prod(pictures.shape[1:])))
    for start in range(0, max(1, len(pictures)), count):
        yield pictures[start:start + count]


def _scale(pictures: np.ndarray, state: Scaling) -> np.ndarray:
    values = pictures.astype(np.float32) / np.float32(255)
    if state.flatten:
        alpha = values[..., 3:]
        values = values[..., :3] * alpha + (1 - alpha)
    if state.colours is not None:
        values = values @ state.colours
    # Each channel's plane in one piece: NumPy leaves the BLAS aside for anything else.
    values = np.ascontiguousarray(values.transpose(0, 3, 1, 2))
    if state.height_weights is not None:
        values = state.height_weights @ values
    if state.width_weights is not None:
        values = values @ state.width_weights.T
    return values.transpose(0, 2, 3, 1).reshape(len(pictures), int(np.prod(values.shape[1:])))


_ARRAYS = ("colours", "height_weights", "width_weights")


def save(state: Scaling, folder: Path) -> None:
    write_json(folder / "scaling.json", {"column": state.column, "shape": state.shape, "flatten": state.flatten})
    for name in _ARRAYS:
        if (array := getattr(state, name)) is not None:
            write_array(folder / f"{name}.npy", array)


def load(folder: Path) -> Scaling:
    entry = read_json(folder / "scaling.json")
    paths = {name: folder / f"{name}.npy" for name in _ARRAYS}
    arrays = {name: np.load(path) if path.exists() else None for name, path in paths.items()}
    return Scaling(entry["column"], tuple(entry["shape"]), entry["flatten"], **arrays)


def onnx(*, rows: Rows, state: Scaling) -> Any:
    from scaling_fragment import scaling_fragment  # python3-onnx is a training package: servers do without it

    return scaling_fragment(state)


if __name__ == "__main__":
    main(__name__)
