"""The signature of a model: the fields of an instance, as `chain.json` has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Mapping, Sequence

from .problems import quote

TYPES = ("string", "number", "integer", "boolean", "image", "vector")
_OPTIONAL = ("string", "number")
_MOST_PIXELS = 2**26
_LONGEST_VECTOR = 2**16


@dataclass(frozen=True)
class Field:
    """width, height and channels are those of an image, length that of a vector, else 0; minimum and maximum bound a number.

    asked: goes straight to the estimator, not through the chain.
    """

    name: str
    type: str
    optional: bool = False
    width: int = 0
    height: int = 0
    channels: int = 0
    length: int = 0
    minimum: float | None = None
    maximum: float | None = None
    asked: bool = False


def read_fields(signature: Any, answers: Sequence[str], asks: Sequence[str], problems: list[str]) -> tuple[Field, ...]:
    """The fields of an instance in the order of the file; those of a prediction must be `answers`. Adds to `problems` what is wrong with them.

    asks: the fields that go straight to the estimator. They may be left out, and so may those of `one-of`, whatever their type.
    """
    if not isinstance(signature, dict) or not isinstance(signature.get("instance"), dict) or not signature["instance"]:
        problems.append("chain.json: 'signature.instance' is missing, expected an object with a field or more")
        return ()
    prediction = signature.get("prediction")
    if not isinstance(prediction, dict) or sorted(prediction) != sorted(answers):
        problems.append(f"chain.json: 'signature.prediction' is {prediction!r}, expected the fields {quote(answers)}")
    free = {*asks, *read_one_of(signature, asks, problems)}
    return tuple(replace(_field(name, entry, name in free, problems), asked=name in asks) for name, entry in signature["instance"].items())


def read_one_of(signature: Mapping[str, Any], asks: Sequence[str], problems: list[str] | None = None) -> tuple[str, ...]:
    """The fields of which an instance has exactly one, of which exactly one goes through the chain; none where any will do."""
    names = signature.get("one-of", [])
    if names != [] and (not isinstance(names, list) or any(name not in signature["instance"] for name in names)
                        or len([name for name in names if name not in asks]) != 1):
        (problems if problems is not None else []).append(
            f"chain.json: 'signature.one-of' is {names!r}, expected fields of the instance, exactly one of which goes through the chain")
        return ()
    return tuple(names)


def _field(name: str, entry: Any, free: bool, problems: list[str]) -> Field:
    where = f"chain.json: 'signature.instance.{name}'"
    if not isinstance(entry, Mapping) or entry.get("type") not in TYPES:
        problems.append(f"{where} is {entry!r}, expected an object whose type is one of {quote(TYPES)}")
        return Field(name, "string")
    optional = entry.get("optional", False)
    if optional is not False and (optional is not True or not (free or entry["type"] in _OPTIONAL)):
        problems.append(f"{where} has 'optional' {optional!r}, expected true or false, and true only for {quote(_OPTIONAL)}")
    if entry["type"] == "vector":
        length = entry.get("length")
        if type(length) is not int or not 1 <= length <= _LONGEST_VECTOR:
            problems.append(f"{where} is {entry!r}, expected a length from 1 to {_LONGEST_VECTOR}")
            length = 1
        return Field(name, "vector", bool(optional), length=length)
    if entry["type"] != "image":
        bounds = [entry.get(bound) for bound in ("minimum", "maximum")]
        if any(type(bound) not in (int, float, type(None)) for bound in bounds):
            problems.append(f"{where} is {entry!r}, expected numbers as minimum and maximum")
            bounds = [None, None]
        return Field(name, entry["type"], bool(optional), minimum=bounds[0], maximum=bounds[1])
    size = [entry.get(side) for side in ("width", "height", "channels")]
    if any(type(side) is not int or side < 1 for side in size) or size[2] > 4 or size[0] * size[1] > _MOST_PIXELS:
        problems.append(f"{where} is {entry!r}, expected width and height from 1 (up to {_MOST_PIXELS} pixels), channels 1 to 4")
        return Field(name, "image", bool(optional), 1, 1, 1)
    return Field(name, "image", bool(optional), *size)
