"""One image field of one instance: a nested array of whole numbers, or a PNG in base64."""

from __future__ import annotations

import re
from binascii import a2b_base64
from typing import Any

import numpy as np

from . import png, png_pixels
from .problems import NOT_A_FITTING_PNG, WRONG_IMAGE, WRONG_TYPE, describe

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class WrongPicture(ValueError):
    """`where` goes on from the name of the field, `[2][5]` say; the message says what was expected and found."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(message)
        self.code, self.where = code, where


def read(value: Any, width: int, height: int, channels: int) -> np.ndarray:
    """uint8 [height, width, channels]. Raises WrongPicture."""
    if type(value) is list:
        return _from_arrays(value, width, height, channels)
    if type(value) is dict and list(value) == ["b64"] and type(value["b64"]) is str:
        return _from_base64(value["b64"], width, height, channels)
    form = f"[{height}][{width}]" + (f"[{channels}]" if channels > 1 else "")
    raise WrongPicture(WRONG_TYPE, "", f'expected an image, as an array {form} or {{"b64": a PNG}}, found {describe(value)}')


def _from_base64(text: str, width: int, height: int, channels: int) -> np.ndarray:
    if not text or not _BASE64.fullmatch(text):
        message = "expected a PNG in base64 (standard alphabet, padded, no white space), found something else"
        raise WrongPicture(NOT_A_FITTING_PNG, "", message)
    try:
        return png_pixels.expand(png.read(a2b_base64(text), width, height, channels), channels)
    except png.Unfit as failure:
        raise WrongPicture(NOT_A_FITTING_PNG, "", str(failure)) from None


def _from_arrays(rows: list[Any], width: int, height: int, channels: int) -> np.ndarray:
    _check_length(rows, height, "", "rows")
    flat = channels == 1 and type(rows[0]) is list and bool(rows[0]) and type(rows[0][0]) is not list
    pixels = bytearray()
    for y, row in enumerate(rows):
        _check_length(row, width, f"[{y}]", "pixels")
        if flat:
            pixels += _samples(row, f"[{y}]")
            continue
        for x, pixel in enumerate(row):
            _check_length(pixel, channels, f"[{y}][{x}]", "channels")
            pixels += _samples(pixel, f"[{y}][{x}]")
    return np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, channels)


def _check_length(value: Any, expected: int, where: str, of: str) -> None:
    if type(value) is list and len(value) == expected:
        return
    code = WRONG_IMAGE if type(value) in (list, int, float) else WRONG_TYPE
    raise WrongPicture(code, where, f"expected an array of {expected} {of}, found {describe(value)}")


def _samples(values: list[Any], where: str) -> bytes:
    """The fast way first; a picture with `true` or 1.0 in it is looked at pixel by pixel."""
    if set(map(type, values)) == {int} and 0 <= min(values) and max(values) <= 255:
        return bytes(values)
    return bytes(_sample(value, f"{where}[{at}]") for at, value in enumerate(values))


def _sample(value: Any, where: str) -> int:
    if type(value) in (int, float) and 0 <= value <= 255 and value == int(value):
        return int(value)
    code = WRONG_IMAGE if type(value) in (int, float, list) else WRONG_TYPE
    raise WrongPicture(code, where, f"expected a whole number from 0 to 255, found {describe(value)}")
