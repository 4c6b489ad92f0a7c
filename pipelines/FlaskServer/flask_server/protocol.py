"""The JSON of requests and answers: `{"instances": […]}` → `{"predictions": […]}`, errors, model status, metadata."""

from __future__ import annotations

import json
from typing import Any

from .problems import NOT_INSTANCES, TOO_LARGE, Problem, Refused, describe, quote, shorten


def instances(document: Any, most: int) -> list[Any]:
    """The instances of a parsed body. Raises Refused (YARD6002, YARD6003)."""
    expected = 'expected {"instances": [ … ]} with at least one instance'
    if type(document) is not dict:
        raise Refused(Problem(NOT_INSTANCES, f"body: {expected}, found {describe(document)}"))
    others = [shorten(name) for name in list(document)[:9] if name != "instances"]
    if others or "instances" not in document:
        found = f"the key {quote(others)}" if others else "no key"
        raise Refused(Problem(NOT_INSTANCES, f"body: {expected} and no other key, found {found}"))
    found = document["instances"]
    if type(found) is not list or not found:
        raise Refused(Problem(NOT_INSTANCES, f"instances: {expected}, found {describe(found)}"))
    if len(found) > most:
        message = f"instances: expected at most {most} in one request, found {len(found)}; send them in several requests"
        raise Refused(Problem(TOO_LARGE, message))
    return found


def error(problem: Refused) -> dict[str, Any]:
    return {"error": {"code": problem.code, "message": str(problem)}}


def status(version: str) -> dict[str, Any]:
    """What TF Serving answers about a model with one version, which is loaded."""
    state = {"version": version, "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}
    return {"model_version_status": [state]}


def dump(value: Any) -> bytes:
    # ASCII, because a field's name from the request may hold an unpaired surrogate, which UTF-8 cannot spell.
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
