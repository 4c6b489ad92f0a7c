"""Everything this server can find wrong: with a request, with the model, with what it was told to serve."""

from __future__ import annotations

from typing import NamedTuple, Sequence

NOT_JSON = "YARD6001"
NOT_INSTANCES = "YARD6002"
TOO_LARGE = "YARD6003"
FIELD_MISSING = "YARD6004"
FIELD_UNKNOWN = "YARD6005"
WRONG_TYPE = "YARD6006"
WRONG_IMAGE = "YARD6007"
NOT_REPRESENTABLE = "YARD6008"
NOT_A_FITTING_PNG = "YARD6009"
NOT_FOUND = "YARD6010"
WRONG_METHOD = "YARD6011"
NOT_ONE = "YARD6012"
OUT_OF_BOUNDS = "YARD6013"
NOT_HELD = "YARD6014"
MODEL_FAILED = "YARD6020"
SETTINGS_UNUSABLE = "YARD6021"
ARTIFACT_UNUSABLE = "YARD6022"
SERVER_FAILED = "YARD6023"
CALL_FAILED = "YARD6026"
CALL_TOO_LATE = "YARD6027"
CALL_TOO_DEEP = "YARD6028"
TENSORFLOW_UNREACHABLE = "YARD6310"
TENSORFLOW_LATE = "YARD6311"
TENSORFLOW_LACKS = "YARD6312"
TENSORFLOW_FAILED = "YARD6313"
TENSORFLOW_ANSWER = "YARD6314"
TENSORFLOW_BUSY = "YARD6315"

_STATUS = {NOT_FOUND: 404, WRONG_METHOD: 405, MODEL_FAILED: 500, SERVER_FAILED: 500,
           CALL_FAILED: 503, CALL_TOO_LATE: 504, CALL_TOO_DEEP: 508, TENSORFLOW_UNREACHABLE: 503, TENSORFLOW_LATE: 504,
           TENSORFLOW_LACKS: 503, TENSORFLOW_FAILED: 500, TENSORFLOW_ANSWER: 503, TENSORFLOW_BUSY: 503}


class Problem(NamedTuple):
    code: str
    message: str


class Refused(Exception):
    """A request that gets no prediction. `code` and the HTTP status are those of the first problem."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems
        self.code = problems[0].code
        self.status = _STATUS.get(self.code, 400)


class StartFailure(RuntimeError):
    """The server must not start. Gunicorn prints a RuntimeError as one message, without a traceback, and exits 1."""

    def __init__(self, code: str, problems: Sequence[str], remedy: str) -> None:
        super().__init__("\n".join(f"{code}: {problem}" for problem in problems) + f"\n{remedy}")


_SHOWN = 40


def describe(value: object) -> str:
    """A value from a request, in the words of JSON, short enough for a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # Turning thousands of digits into text is slow, and refused beyond 4,300 of them.
        return f"the number {value}" if value.bit_length() < 128 else "a number of more than 38 digits"
    if isinstance(value, float):
        return f"the number {value!r}" if abs(value) != float("inf") else "a number too great for 64 bits"
    if isinstance(value, str):
        return f"the string {shorten(value)!r}"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    return f"an object with {', '.join(repr(shorten(key)) for key in list(value)[:3]) or 'no fields'}"


def shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def quote(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
