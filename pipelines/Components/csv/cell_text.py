"""What the text of a cell means, by the type of its column."""

from __future__ import annotations

import math
import re
from typing import Any, Callable

from modelyard import MISSING

_INTEGER = re.compile(r"[+-]?[0-9]+")
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def converter(missing: frozenset[str], decimal: str) -> Callable[[str, str], Any]:
    """A function of type and text. Numbers and booleans may have spaces around them; a text is taken as it is."""
    point = re.escape(decimal)
    # Python's own float() also takes 1_000, nan, infinity and digits of other scripts.
    number = re.compile(rf"[+-]?([0-9]+({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?")

    def convert(kind: str, text: str) -> Any:
        if kind == "string":
            return MISSING if text in missing else text
        plain = text.strip(" \t")
        if text in missing or plain in missing:
            return MISSING
        if kind == "number" and number.fullmatch(plain):
            value = float(plain.replace(decimal, "."))
            if math.isfinite(value):
                return value
        if kind == "integer" and _INTEGER.fullmatch(plain) and -(2**63) <= int(plain) < 2**63:
            return int(plain)
        if kind == "boolean" and plain.lower() in _BOOLEANS:
            return _BOOLEANS[plain.lower()]
        raise ValueError(f"expected {_expected(kind)}, found {_shown(text)}")

    return convert


def _expected(kind: str) -> str:
    return {"number": "a number", "integer": "a whole number of 64 bits", "boolean": "true, false, 1 or 0"}[kind]


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
