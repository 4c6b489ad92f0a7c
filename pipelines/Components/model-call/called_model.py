"""The server of the pinned version, which the platform starts beside the step."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Any

from modelyard import StepFailure

_SECONDS = 600


class CalledModel:
    """`address`: http://127.0.0.1:41000/v1/models/NAME. Raises StepFailure for whatever is no answer."""

    def __init__(self, address: str) -> None:
        self._address = address
        # Loopback is never behind a proxy.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @staticmethod
    def from_environment() -> "CalledModel":
        if "YARD_MODEL" not in os.environ:
            raise StepFailure("YARD_MODEL is not set: a step that calls a model runs beside a server of it, which the platform starts")
        return CalledModel(os.environ["YARD_MODEL"])

    def metadata(self) -> dict[str, Any]:
        return self._open(urllib.request.Request(self._address + "/metadata"))

    def ask(self, instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
        body = json.dumps({"instances": instances}).encode()
        headers = {"content-type": "application/json", "x-yard-pin": "true"}
        predictions = self._open(urllib.request.Request(self._address + ":predict", body, headers))["predictions"]
        if len(predictions) != len(instances):
            raise StepFailure(f"the called model gave {len(predictions)} predictions for {len(instances)} rows")
        return predictions

    def _open(self, request: urllib.request.Request) -> Any:
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise StepFailure(f"the called model refuses: {refused.read().decode(errors='replace')[:2000]}") from refused
        except (OSError, ValueError) as failure:
            raise StepFailure(f"the called model does not answer: {failure}") from failure
