"""The platform's C# server, which speaks TensorFlow Serving's protocol, in the place of TensorFlow Serving."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Mapping

from serving import free_port

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "pipelines" / "ModelServer" / "bin" / "Release" / "net10.0" / "yard-model-server"
sys.path.append(str(ROOT / "tests" / "ModelServer.Tests" / "Models"))

from make_models import CLASSES, linear_model, write  # noqa: E402

__all__ = ["CLASSES", "ModelServer", "network"]


def network(folder: Path, model: str, instance: Mapping[str, Any]) -> Path:
    """A linear layer and a softmax over all fields, as one graph."""
    write(folder, model, instance, linear_model(instance))
    return folder


class ModelServer:
    """A process of it; a context that stops it. `grpc` is its address for gRPC, under `version` of the model."""

    version = 7

    def __init__(self, folder: Path, artifact: Path, model: str, grpc_port: int | None = None, **limits: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._port, grpc_port = free_port(), grpc_port or free_port()
        settings = {"model": model, "version": f"v{self.version}", "identity": "sha256:" + "0" * 64, "artifact": str(artifact), "host": "127.0.0.1",
                    "port": self._port, "limits": limits, "tensorflow-serving": {"grpc": grpc_port, "rest": 0}}
        (folder / "serve.json").write_text(json.dumps(settings))
        self.grpc = f"127.0.0.1:{grpc_port}"
        self._process = subprocess.Popen([program()], env={**os.environ, "YARD_SERVE": str(folder / "serve.json")}, stdout=subprocess.PIPE, text=True)
        assert re.search(r" listens at ", self._process.stdout.readline())

    def __enter__(self) -> "ModelServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    @property
    def settings(self) -> dict[str, Any]:
        """What a server of a chain is told of it."""
        return {"tensorflow": {"address": self.grpc, "version": self.version}}

    @property
    def own(self) -> str:
        """Where it speaks the platform's own protocol."""
        return f"http://127.0.0.1:{self._port}"


def program() -> str:
    # Built with the solution; where this suite runs alone, here.
    if not PROGRAM.exists():
        dotnet = shutil.which("dotnet") or os.path.join(os.environ["DOTNET_ROOT"], "dotnet")
        subprocess.run([dotnet, "build", str(PROGRAM.parents[3]), "-c", "Release", "-v", "q", "-nologo"], check=True, stdout=subprocess.DEVNULL)
    return str(PROGRAM)
