"""The signature of a model: the fields of an instance, as `chain.json` has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from .problems import quote

TYPES = ("string", "number", "integer", "boolean", "image")
_OPTIONAL = ("string", "number")
_MOST_PIXELS = 2**26


@dataclass(frozen=True)
class Field:
    """width, height and channels are those of an image, else 0."""

    name: str
    type: str
    optional: bool = False
    width: int = 0
    height: int = 0
    channels: int = 0


def read_fields(signature: Any, answers: Sequence[str], problems: list[str]) -> tuple[Field, ...]:
    """The fields of an instance in the order of the file; those of a prediction must be `answers`. Adds to `problems` what is wrong with them."""
    if not isinstance(signature, dict) or not isinstance(signature.get("instance"), dict) or not signature["instance"]:
        problems.append("chain.json: 'signature.instance' is missing, expected an object with a field or more")
        return ()
    prediction = signature.get("prediction")
    if not isinstance(prediction, dict) or sorted(prediction) != sorted(answers):
        problems.append(f"chain.json: 'signature.prediction' is {prediction!r}, expected the fields {quote(answers)}")
    return tuple(_field(name, entry, problems) for name, entry in signature["instance"].items())


def _field(name: str, entry: Any, problems: list[str]) -> Field:
    where = f"chain.json: 'signature.instance.{name}'"
    if not isinstance(entry, Mapping) or entry.get("type") not in TYPES:
        problems.append(f"{where} is {entry!r}, expected an object whose type is one of {quote(TYPES)}")
        return Field(name, "string")
    optional = entry.get("optional", False)
    if optional is not False and (optional is not True or entry["type"] not in _OPTIONAL):
        problems.append(f"{where} has 'optional' {optional!r}, expected true or false, and true only for {quote(_OPTIONAL)}")
    if entry["type"] != "image":
        return Field(name, entry["type"], bool(optional))
    size = [entry.get(side) for side in ("width", "height", "channels")]
    if any(type(side) is not int or side < 1 for side in size) or size[2] > 4 or size[0] * size[1] > _MOST_PIXELS:
        problems.append(f"{where} is {entry!r}, expected width and height from 1 (up to {_MOST_PIXELS} pixels), channels 1 to 4")
        return Field(name, "image", False, 1, 1, 1)
    return Field(name, "image", False, *size)
