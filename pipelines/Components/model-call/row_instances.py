"""Rows as the instances that a server takes: JSON values, pictures as PNG in base64."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from typing import Any, Iterator, Mapping

import numpy as np

from modelyard import Column, Rows

_MOST_INSTANCES = 256
_MOST_CHARS = 4 << 20
_COLOURS = {1: 0, 3: 2, 4: 6}  # channels → colour type of a PNG


def batches(rows: Rows, fields: Mapping[str, Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Every row in order, so many at a time that a request stays far below a server's limits. An empty value is left out."""
    columns = {name: rows[name] for name, field in fields.items() if name in rows or not field.get("optional")}
    batch: list[dict[str, Any]] = []
    chars = 0
    for number in range(rows.count):
        values = {name: _value(name, fields[name]["type"], column, number) for name, column in columns.items()}
        instance = {name: value for name, value in values.items() if value is not None}
        size = sum(_chars(value) for value in instance.values())
        if batch and (len(batch) == _MOST_INSTANCES or chars + size > _MOST_CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(instance)
        chars += size
    if batch:
        yield batch


def png(picture: np.ndarray) -> bytes:
    """uint8 [height, width, 1, 3 or 4] as a PNG without filters."""
    height, width, channels = picture.shape
    lines = b"".join(b"\0" + line.tobytes() for line in np.ascontiguousarray(picture))
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOURS[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 1)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _value(name: str, type: str, column: Column, number: int) -> Any:
    if column.type != type and (type, column.type) != ("number", "integer"):
        raise ValueError(f"column {name!r} is of type {column.type}, the called model takes {type}")
    value = column.values[number]
    if type == "image":
        return {"b64": base64.b64encode(png(value)).decode("ascii")}
    if type == "number":
        return float(value) if math.isfinite(value) else None
    return {"string": lambda: value, "integer": lambda: int(value), "boolean": lambda: bool(value)}[type]()


def _chars(value: Any) -> int:
    return len(value["b64"]) if isinstance(value, dict) else len(value) if isinstance(value, str) else 24
