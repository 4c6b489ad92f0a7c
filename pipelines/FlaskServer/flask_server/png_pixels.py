"""From a PNG that was found to fit to pixels. Pillow undoes filters and interlacing; what colours mean is settled here."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

from .png import PALETTE, SIGNATURE, Png, Unfit


def expand(png: Png, channels: int) -> np.ndarray:
    """uint8 [height, width, channels]; grey widens to RGB, and what has no alpha gets 255. Raises Unfit."""
    samples = _samples(png)
    if png.header.colour == PALETTE:
        samples = _look_up(png, samples[:, :, 0])
    elif png.transparency is not None:
        # The samples of the one transparent colour, 16 bits each; only the low byte counts in pictures of 8 bits.
        colour = np.frombuffer(png.transparency, dtype=">u2") & 0xFF
        alpha = np.where((samples == colour).all(axis=2, keepdims=True), 0, 255)
        samples = np.concatenate([samples, alpha.astype(np.uint8)], axis=2)
    return _widen(samples, channels)


def _samples(png: Png) -> np.ndarray:
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", *png.header)), (b"IDAT", zlib.compress(png.pixels, 0)), (b"IEND", b"")]
    if png.header.colour == PALETTE:
        chunks.insert(1, (b"PLTE", png.palette))
    file = SIGNATURE + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
        for kind, content in chunks)
    with Image.open(io.BytesIO(file), formats=["PNG"]) as image:
        samples = np.array(image, dtype=np.uint8)
    return samples.reshape(png.header.height, png.header.width, -1)


def _look_up(png: Png, indices: np.ndarray) -> np.ndarray:
    colours = np.frombuffer(png.palette, dtype=np.uint8).reshape(-1, 3)
    if indices.max() >= len(colours):
        raise Unfit(f"a pixel of the PNG has colour {indices.max()} of a palette of {len(colours)}")
    if png.transparency is not None:
        alpha = np.full((len(colours), 1), 255, dtype=np.uint8)
        alpha[:len(png.transparency), 0] = np.frombuffer(png.transparency, dtype=np.uint8)
        colours = np.concatenate([colours, alpha], axis=1)
    return colours[indices]


def _widen(samples: np.ndarray, channels: int) -> np.ndarray:
    height, width, found = samples.shape
    alpha = samples[:, :, -1:] if found in (2, 4) else np.full((height, width, 1), 255, dtype=np.uint8)
    colour = samples[:, :, :-1] if found in (2, 4) else samples
    if colour.shape[2] == 1 and channels >= 3:
        colour = np.repeat(colour, 3, axis=2)
    return np.concatenate([colour, alpha], axis=2) if channels in (2, 4) else colour
