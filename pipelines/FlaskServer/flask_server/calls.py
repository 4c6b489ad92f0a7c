"""Other models that a chain asks, for one request: whom, as whom, and until when (docs/architecture.md, 6).

Live they are asked through the gateway, whose arms answer; where the request says `x-yard-pin: true`, or there is no gateway, the very
version is asked that the chain was trained with.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable, Iterator, Mapping, Sequence

from .called_server import Answer, post
from .chain_file import ChainStep
from .problems import (CALL_FAILED, CALL_TOO_DEEP, CALL_TOO_LATE, NOT_JSON, SETTINGS_UNUSABLE, Problem, Refused, StartFailure, shorten)
from .settings import REMEDY, Settings

MOST_DEPTH = 8
DEFAULT_MILLISECONDS = 20_000
_KEPT_SECONDS = 0.1
_MOST_MILLISECONDS = 2**31 - 1


@dataclass(frozen=True)
class _Request:
    """until: of time.monotonic(); blank: nobody is asked, all answers are zero."""

    subject: str | None
    allowed: int
    until: float
    depth: int
    pinned: bool
    blank: bool = False

    def expect_time(self, who: str) -> None:
        """Raises Refused where nobody waits any more."""
        if self.until <= time.monotonic():
            raise Refused(Problem(CALL_TOO_LATE, f"{who} is not asked: the {self.allowed} ms of x-yard-deadline are over"))

    def time_to_ask(self) -> float:
        """The seconds that whoever is asked has. Some is kept, so that this answer, which names who was asked, still comes before the deadline."""
        left = self.until - time.monotonic()
        return max(left - min(_KEPT_SECONDS, left / 10), 0.001)


_request: ContextVar[_Request] = ContextVar("request")


def current() -> _Request:
    """The request that is answered: until when, and whether anybody is asked at all."""
    return _request.get()


class Calls:
    """The calls of one chain. `counts` is set once metrics are there."""

    def __init__(self, settings: Settings) -> None:
        self._gateway = settings.gateway
        self._pinned = settings.pinned
        self.counts: Any = None

    def step(self, step: ChainStep, module: ModuleType, state: Mapping[str, Any]) -> Callable[..., Any]:
        """What runs the step within `of`. Raises StartFailure where nobody could be asked."""
        if self._gateway is None and step.version not in self._pinned:
            problem = f"step '{step.name}' calls model '{step.model}', but there is neither 'gateway' nor a server of {step.version} in 'pinned'"
            raise StartFailure(SETTINGS_UNUSABLE, [problem], REMEDY)

        def run(*, state: Mapping[str, Any], **inputs: Any) -> Any:
            request = _request.get()
            if request.blank:
                return module.called(**inputs, state=state, ask=lambda instances: _blank(instances, state), missing=lambda names: None)
            return module.called(**inputs, state=state, ask=lambda instances: self._ask(step, request, instances),
                                 missing=lambda names: self.counts.called_classes_missing(step.model, len(names)))

        return run

    @contextmanager
    def of(self, headers: Mapping[str, str]) -> Iterator[None]:
        """For the time of one request with these headers. Raises Refused where one of them is malformed."""
        allowed = _whole(headers, "x-yard-deadline", _MOST_MILLISECONDS, DEFAULT_MILLISECONDS)
        request = _Request(headers.get("x-yard-subject"), allowed, time.monotonic() + allowed / 1000,
                           _whole(headers, "x-yard-depth", 10**6, 0), headers.get("x-yard-pin") == "true" or self._gateway is None)
        with _set(request):
            yield

    @contextmanager
    def blank(self) -> Iterator[None]:
        """For a prediction that only warms up: nobody is asked."""
        with _set(_Request(None, 0, 0.0, 0, False, blank=True)):
            yield

    def _ask(self, step: ChainStep, request: _Request, instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
        try:
            predictions = self._answer(step, request, instances)
        except Refused as refused:
            self.counts.called(step.model, refused.code)
            raise
        self.counts.called(step.model, "none")
        return predictions

    def _answer(self, step: ChainStep, request: _Request, instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
        who = f"step '{step.name}': model '{step.model}'"
        if request.depth >= MOST_DEPTH:
            raise Refused(Problem(CALL_TOO_DEEP, f"{who} is not asked: {request.depth} models called each other before it, at most {MOST_DEPTH} may"))
        request.expect_time(who)
        left = request.time_to_ask()
        direct = self._pinned.get(step.version) if request.pinned else None
        headers = {"x-yard-deadline": str(int(left * 1000)), "x-yard-depth": str(request.depth + 1)}
        if request.subject:
            headers["x-yard-subject"] = request.subject
        if request.pinned:
            headers |= {"x-yard-pin": "true", "x-yard-version": step.version}
        try:
            answer = post(direct or str(self._gateway), f"/v1/models/{step.model}:predict", {"instances": instances}, headers, left)
        except TimeoutError as failure:
            raise Refused(Problem(CALL_TOO_LATE, f"{who} did not answer within the {request.allowed} ms of x-yard-deadline")) from failure
        except (OSError, ValueError) as failure:
            raise Refused(Problem(CALL_FAILED, f"{who} cannot be asked: {type(failure).__name__}: {failure}")) from failure
        return _predictions(who, answer, len(instances))


def _predictions(who: str, answer: Answer, count: int) -> list[dict[str, Any]]:
    if answer.status == 200:
        found = answer.document.get("predictions")
        if isinstance(found, list) and len(found) == count and all(isinstance(prediction, dict) for prediction in found):
            return found
        raise Refused(Problem(CALL_FAILED, f"{who}: expected {count} predictions, found something else"))
    error = answer.document.get("error")
    code, message = (str(error.get("code")), str(error.get("message"))) if isinstance(error, dict) else ("no code", "no message")
    said = f"{who} answered {answer.status} {code}: {message}"
    if answer.status == 504:
        raise Refused(Problem(CALL_TOO_LATE, said))
    # What is wrong with the rows is wrong with the request that they came from.
    if answer.status == 400 and code.startswith("YARD60") or code == CALL_TOO_DEEP:
        raise Refused(Problem(code, said))
    raise Refused(Problem(CALL_FAILED, said))


def _blank(instances: Sequence[Any], state: Mapping[str, Any]) -> list[dict[str, Any]]:
    scores = {name: 0.0 for name in state["classes"] or ()}
    return [{"scores": scores, "value": 0.0} for _ in instances]


def _whole(headers: Mapping[str, str], name: str, greatest: int, default: int) -> int:
    text = headers.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= greatest):
        raise Refused(Problem(NOT_JSON, f"{name}: expected a whole number from 0 to {greatest}, found '{shorten(text)}'"))
    return int(text)


@contextmanager
def _set(request: _Request) -> Iterator[None]:
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)
