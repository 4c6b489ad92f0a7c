"""What to serve and where: the JSON file that YARD_SERVE names."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

from .problems import SETTINGS_UNUSABLE, StartFailure

REMEDY = "YARD_SERVE must name a JSON file as docs/architecture.md, section 6, shows it."


@dataclass(frozen=True)
class Limits:
    """body_bytes: of one request; instances: in one request; string_chars: Unicode code points of one string field."""

    body_bytes: int = 33_554_432
    instances: int = 1024
    string_chars: int = 1_000_000


@dataclass(frozen=True)
class TensorFlow:
    """address: host:port of its gRPC; version: the number under which it has the version."""

    address: str
    version: int


@dataclass(frozen=True)
class Settings:
    """gateway: where other models are asked; pinned: identity of a called version → its server. Both are `http://host:port/`.

    tensorflow: the TensorFlow Serving that computes the chain's last step.
    """

    model: str
    version: str
    identity: str
    artifact: Path
    host: str
    port: int
    workers: int = 1
    limits: Limits = Limits()
    gateway: str | None = None
    pinned: Mapping[str, str] = field(default_factory=dict)
    tensorflow: TensorFlow | None = None

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises StartFailure that names every problem of the file."""
        path = environment.get("YARD_SERVE")
        if not path:
            raise StartFailure(SETTINGS_UNUSABLE, ["YARD_SERVE is not set"], REMEDY)
        try:
            document = json.loads(Path(path).read_bytes())
        except (OSError, ValueError, RecursionError) as failure:
            raise StartFailure(SETTINGS_UNUSABLE, [f"{path} cannot be read as JSON: {failure}"], REMEDY) from failure
        if not isinstance(document, dict):
            raise StartFailure(SETTINGS_UNUSABLE, [f"{path} is not a JSON object"], REMEDY)
        return _from_document(path, document)


def _from_document(path: str, document: Mapping[str, Any]) -> Settings:
    problems: list[str] = []

    def text(name: str) -> str:
        value = document.get(name)
        if not isinstance(value, str) or not value:
            problems.append(f"{path}: '{name}' is {value!r}, expected a string that is not empty")
        return str(value)

    def whole(holder: Mapping[str, Any], name: str, least: int, greatest: int, default: int | None = None) -> int:
        value = holder.get(name, default)
        if type(value) is not int or not least <= value <= greatest:
            problems.append(f"{path}: '{name}' is {value!r}, expected a whole number from {least} to {greatest}")
            return least
        return value

    if not os.path.isabs(str(document.get("artifact"))):
        problems.append(f"{path}: 'artifact' is {document.get('artifact')!r}, expected an absolute path")
    limits = document.get("limits", {})
    if not isinstance(limits, dict):
        problems.append(f"{path}: 'limits' is {limits!r}, expected an object")
        limits = {}
    gateway, pinned = document.get("gateway"), document.get("pinned", {})
    if gateway is not None and not _is_server(gateway):
        problems.append(f"{path}: 'gateway' is {gateway!r}, expected http://host:port/")
    if not isinstance(pinned, dict) or not all(_is_server(server) for server in pinned.values()):
        problems.append(f"{path}: 'pinned' is {pinned!r}, expected identity → http://host:port/")
    settings = Settings(
        text("model"), text("version"), text("identity"), Path(text("artifact")), text("host"),
        whole(document, "port", 1, 65535), whole(document, "workers", 1, 256, Settings.workers),
        Limits(whole(limits, "body-bytes", 1, 2**31, Limits.body_bytes),
               whole(limits, "instances", 1, 10**6, Limits.instances),
               whole(limits, "string-chars", 1, 2**31, Limits.string_chars)),
        gateway, pinned, _tensorflow(path, document.get("tensorflow"), problems))
    if problems:
        raise StartFailure(SETTINGS_UNUSABLE, problems, REMEDY)
    return settings


def _tensorflow(path: str, value: Any, problems: list[str]) -> TensorFlow | None:
    if value is None:
        return None
    if not isinstance(value, dict) or re.fullmatch(r"[A-Za-z0-9.-]+:[0-9]{1,5}", str(value.get("address"))) is None or type(value.get("version")) is not int:
        problems.append(f"{path}: 'tensorflow' is {value!r}, expected an object with the address host:port and a version's number")
        return None
    return TensorFlow(value["address"], value["version"])


def _is_server(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"http://[A-Za-z0-9.-]+:[0-9]{1,5}/?", value) is not None
