"""JSON as RFC 8259 has it, and stricter where a lenient reader would guess: keys are unique, numbers are numbers."""

from __future__ import annotations

import json
import math
from typing import Any

from .problems import NOT_JSON, Problem, Refused, shorten

DEEPEST = 64


def parse(body: bytes) -> Any:
    """The value that the body spells. Raises Refused (YARD6001).

    A number too great for a float, with however many digits, becomes an infinity. A value nested more than a few hundred
    levels is refused here; whoever refuses the value for anything else calls `refuse_depth` first.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as failure:
        raise _not_json(f"byte {failure.start} is not UTF-8") from None
    try:
        return _read(text)
    except json.JSONDecodeError as failure:
        where = f"line {failure.lineno} column {failure.colno}"
        raise _not_json(f"{where}: {failure.msg[:1].lower()}{failure.msg[1:]}") from None
    except RecursionError:
        raise _too_deep() from None


def refuse_depth(value: Any) -> None:
    """Raises Refused (YARD6001) when arrays and objects are nested more than DEEPEST levels."""
    level = [value]
    for _ in range(DEEPEST):
        level = [item for container in level if type(container) in (list, dict)
                 for item in (container if type(container) is list else container.values())]
        if not level:
            return
    if any(type(item) in (list, dict) for item in level):
        raise _too_deep()


def _read(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Python reads no more than 4,300 digits as one int. Reading them one number at a time is slow, so only now.
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_integer)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise _not_json(f"the key {shorten(twice)!r} stands twice in one object")
    return found


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 400 else math.copysign(math.inf, -1 if digits[0] == "-" else 1)


def _refuse_constant(name: str) -> None:
    raise _not_json(f"{name} is not a JSON number")


def _too_deep() -> Refused:
    return _not_json(f"it is too deep: expected at most {DEEPEST} levels of arrays and objects")


def _not_json(reason: str) -> Refused:
    return Refused(Problem(NOT_JSON, f"the body is not JSON that this server reads: {reason}"))
