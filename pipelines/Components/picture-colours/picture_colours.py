"""Colour histograms of pictures with transparency: joint bins of red, green and blue, each pixel as heavy as its alpha."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import numpy as np

from modelyard import Matrix, Rows, main, read_json, write_json


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing is learned; the state is the parameters. Raises ValueError where the pictures have no colour channels."""
    state = {name: parameters[name] for name in ("column", "bins")}
    _pictures(rows, state["column"])
    return state


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Matrix:
    """float32 [N, bins³]: square roots of the shares of the colours (Hellinger's embedding).

    They give every row the length 1, and keep a large background from drowning the colours that tell pictures apart.
    A picture that is wholly transparent has no colours: a row of zeros.
    """
    pictures, bins = _pictures(rows, state["column"]), state["bins"]
    rows_of_shares = [_shares(picture, bins) for picture in pictures]
    shares = np.array(rows_of_shares).reshape(len(pictures), bins**3)
    return Matrix(np.sqrt(shares).astype(np.float32))


def _pictures(rows: Rows, column: str) -> np.ndarray:
    pictures = rows.array(column, "image")
    if pictures.shape[-1] not in (1, 3, 4):
        raise ValueError(f"pictures of column {column!r} have {pictures.shape[-1]} channels; "
                         "expected 1 (grey), 3 (RGB) or 4 (RGBA)")
    return pictures


def _shares(picture: np.ndarray, bins: int) -> np.ndarray:
    """Weight of each colour among the visible pixels of one picture uint8 [h, w, c]: float64 [bins³], sum 1 or 0."""
    channels = picture.shape[-1]
    colour = np.broadcast_to(picture, (*picture.shape[:2], 3)) if channels == 1 else picture[..., :3]
    red, green, blue = np.moveaxis(colour.astype(np.int64) * bins // 256, -1, 0)
    alpha = picture[..., 3].ravel().astype(np.float64) if channels == 4 else None
    counts = np.bincount(((red * bins + green) * bins + blue).ravel(), weights=alpha, minlength=bins**3)
    return counts / max(counts.sum(), 1)


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "colours.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "colours.json")


if __name__ == "__main__":
    main(__name__)
