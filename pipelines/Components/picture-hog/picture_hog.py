"""Histograms of oriented gradients (Dalal and Triggs 2005), by scikit-image."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np
from skimage.feature import hog

from modelyard import Matrix, Rows, StepFailure, main, read_json, write_json


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing but the pictures' shape is learned. Raises StepFailure where no block fits into them."""
    state = {name: parameters[name] for name in ("column", "cell", "block", "orientations")}
    height, width, channels = rows.array(state["column"], "image").shape[1:]
    if channels not in (1, 3, 4):
        raise StepFailure(f"pictures of column {state['column']!r} have {channels} channels; expected 1 (grey), 3 (RGB) or 4 (RGBA)")
    side = state["cell"] * state["block"]
    if side > min(height, width):
        raise StepFailure(f"a block is {side}×{side} pixels (cell {state['cell']} times block {state['block']}), pictures of column "
                          f"{state['column']!r} are {width}×{height}; lower cell or block")
    return {**state, "shape": [height, width, channels]}


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    pictures = rows.array(state["column"], "image")
    if list(pictures.shape[1:]) != list(state["shape"]):
        raise ValueError(f"pictures of column {state['column']!r} are {pictures.shape[1:]} (height, width, channels), "
                         f"those it was fitted on were {tuple(state['shape'])}")
    features = np.empty((len(pictures), width(state)), dtype=np.float32)
    for number, picture in enumerate(pictures):
        features[number] = _describe(picture, state)
    return Matrix(features)


def width(state: Mapping[str, Any]) -> int:
    """Columns of the matrix."""
    cell, block, (height, across, _) = state["cell"], state["block"], state["shape"]
    blocks = [length // cell - block + 1 for length in (height, across)]
    return blocks[0] * blocks[1] * block ** 2 * state["orientations"]


def _describe(picture: np.ndarray, state: Mapping[str, Any]) -> np.ndarray:
    values = picture.astype(np.float64) / 255
    if values.shape[-1] == 4:  # transparent pictures are laid on white
        alpha = values[..., 3:]
        values = values[..., :3] * alpha + (1 - alpha)
    return hog(values, orientations=state["orientations"], pixels_per_cell=(state["cell"],) * 2,
               cells_per_block=(state["block"],) * 2, block_norm="L2-Hys", channel_axis=-1)


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "hog.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "hog.json")


if __name__ == "__main__":
    main(__name__)
