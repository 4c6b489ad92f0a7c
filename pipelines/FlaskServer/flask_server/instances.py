"""From the instances of a request to columns, one a field of the signature; every problem is told at once."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from . import pictures
from .problems import (FIELD_MISSING, FIELD_UNKNOWN, NOT_ONE, NOT_REPRESENTABLE, OUT_OF_BOUNDS, TOO_LARGE, WRONG_IMAGE, WRONG_TYPE, Problem,
                       Refused, describe, quote, shorten)
from .signature import Field

_MOST_PROBLEMS = 8
_GREATEST_FLOAT32 = float(np.finfo(np.float32).max)
_MISSING = object()


class WrongValue(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.where = code, ""


def columns(instances: Sequence[Any], fields: Sequence[Field], one_of: Sequence[str], string_chars: int) -> dict[str, list[Any]]:
    """Field name → one value an instance: str or None, float (NaN where missing), int, bool, uint8 [h, w, c], float32 [length].

    None stands where a field that goes straight to the estimator, or one of `one_of`, is missing. Raises Refused.
    """
    found: dict[str, list[Any]] = {field.name: [] for field in fields}
    readers = [(field, _reader(field, string_chars)) for field in fields]
    problems: list[Problem] = []
    for number, instance in enumerate(instances):
        at = f"instances[{number}]"
        if type(instance) is not dict:
            expected = f"an object with {quote(list(found))}"
            problems.append(Problem(WRONG_TYPE, f"{at}: expected {expected}, found {describe(instance)}"))
        else:
            unknown = _unknown(instance, at, found)
            problems += unknown
            for field, read in readers:
                _take(instance, field, read, at, found[field.name], field.name in one_of, problems)
            if one_of and not unknown:  # a mistyped field is one mistake, not two
                _one_of(instance, one_of, at, problems)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise Refused(*problems[:_MOST_PROBLEMS])
    return found


def _unknown(instance: Mapping[str, Any], at: str, known: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name in (name for name in instance if name not in known):
        lower = {other.lower(): other for other in known}
        nearest = get_close_matches(shorten(name).lower(), lower, 1)
        hint = f"; did you mean '{lower[nearest[0]]}'?" if nearest else ""
        problems.append(Problem(FIELD_UNKNOWN, f"{at}.{shorten(name)}: expected one of {quote(list(known))}{hint}"))
        if len(problems) == _MOST_PROBLEMS:
            break
    return problems


def _take(instance: Mapping[str, Any], field: Field, read: Callable[[Any], Any], at: str, column: list[Any],
          choice: bool, problems: list[Problem]) -> None:
    value = instance.get(field.name, _MISSING)
    if field.optional and (value is None or value is _MISSING):
        column.append(math.nan if field.type == "number" and not field.asked and not choice else None)
    elif value is _MISSING:
        problems.append(Problem(FIELD_MISSING, f"{at}.{field.name}: expected {_article(field.type)}, found nothing"))
    else:
        try:
            column.append(read(value))
        except (WrongValue, pictures.WrongPicture) as wrong:
            problems.append(Problem(wrong.code, f"{at}.{field.name}{wrong.where}: {wrong}"))


def _one_of(instance: Mapping[str, Any], names: Sequence[str], at: str, problems: list[Problem]) -> None:
    given = [name for name in names if instance.get(name) is not None]
    if len(given) != 1:
        problems.append(Problem(NOT_ONE, f"{at}: expected exactly one of {quote(names)}, found {quote(given) or 'none'}"))


def _reader(field: Field, string_chars: int) -> Callable[[Any], Any]:
    if field.type == "vector":
        return lambda value: _vector(value, field.length)
    if field.minimum is not None or field.maximum is not None:
        read = _number if field.type == "number" else _integer
        return lambda value: _bounded(read(value), field)
    if field.type == "image":
        return lambda value: pictures.read(value, field.width, field.height, field.channels)
    if field.type == "string":
        return lambda value: _string(value, string_chars)
    return {"number": _number, "integer": _integer, "boolean": _boolean}[field.type]


def _string(value: Any, most: int) -> str:
    if type(value) is not str:
        raise _wrong_type("string", value)
    if len(value) > most:
        raise WrongValue(TOO_LARGE, f"expected at most {most} characters, found {len(value)}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as failure:
        message = f"expected a string of Unicode, found an unpaired surrogate at character {failure.start}"
        raise WrongValue(WRONG_TYPE, message) from None
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise _wrong_type("number", value)
    # Compared before it is made a float: an int may have more digits than a float can hold. NaN cannot come out of JSON.
    if not -_GREATEST_FLOAT32 <= value <= _GREATEST_FLOAT32:
        raise WrongValue(NOT_REPRESENTABLE, f"expected a number that 32 bits can hold, found {describe(value)}")
    return float(value)


def _integer(value: Any) -> int:
    if type(value) is float:
        if math.isfinite(value) and not value.is_integer():
            raise _wrong_type("integer", value)
        # As a float is spelt, with a point or an exponent, integers beyond 2^53 fall together.
        if abs(value) > 2**53:
            raise WrongValue(NOT_REPRESENTABLE, f"expected an integer of up to 2^53 or written out, found {describe(value)}")
        return int(value)
    if type(value) is not int:
        raise _wrong_type("integer", value)
    if not -(2**63) <= value < 2**63:
        raise WrongValue(NOT_REPRESENTABLE, f"expected an integer of 64 bits, found {describe(value)}")
    return value


def _bounded(value: float, field: Field) -> float:
    low, high = field.minimum, field.maximum
    if (low is None or low <= value) and (high is None or value <= high):
        return value
    bounds = f"at least {low}" if high is None else f"at most {high}" if low is None else f"from {low} to {high}"
    raise WrongValue(OUT_OF_BOUNDS, f"expected {_article(field.type)} {bounds}, found {describe(value)}")


def _vector(value: Any, length: int) -> np.ndarray:
    """float32 [length]"""
    if type(value) is not list:
        raise WrongValue(WRONG_TYPE, f"expected a vector, as an array of {length} numbers, found {describe(value)}")
    if len(value) != length:
        raise WrongValue(WRONG_IMAGE, f"expected an array of {length} numbers, found {describe(value)}")
    numbers = np.empty(length, dtype=np.float32)
    for at, item in enumerate(value):
        try:
            numbers[at] = _number(item)
        except WrongValue as wrong:
            wrong.where = f"[{at}]"
            raise
    return numbers


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong_type("boolean", value)
    return value


def _wrong_type(type_name: str, value: Any) -> WrongValue:
    return WrongValue(WRONG_TYPE, f"expected {_article(type_name)}, found {describe(value)}")


def _article(type_name: str) -> str:
    return f"{'an' if type_name[0] in 'aeiou' else 'a'} {type_name}"
