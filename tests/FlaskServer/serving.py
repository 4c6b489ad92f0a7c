"""Starts the server as the platform does, and talks to it byte by byte."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Mapping

PROGRAM = Path(__file__).resolve().parents[2] / "pipelines" / "FlaskServer"
COMMAND = [sys.executable, "-m", "gunicorn", "--config", str(PROGRAM / "gunicorn.conf.py"), "flask_server.wsgi:app"]


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        return self.json["error"]["code"] if self.status >= 400 else None


class Server:
    """One gunicorn on a free port of 127.0.0.1; a context that stops it. `log` is what it wrote to stderr."""

    def __init__(self, folder: Path, artifact: Path, model: str, *, wait: bool = True, cwd: Path | None = None,
                 **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.model, self.port, self._log = model, settings.get("port") or free_port(), folder / "log"
        self.temp = folder / "tmp"
        self.temp.mkdir(exist_ok=True)
        serve: dict[str, Any] = {"model": model, "version": "dev1", "identity": "sha256:" + "0" * 64, "artifact": str(artifact),
                 "host": "127.0.0.1", "port": self.port, "workers": 2, **settings}
        (folder / "serve.json").write_text(json.dumps(serve))
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(self.temp), "LANG": "C.UTF-8",
                       "PYTHONPATH": str(PROGRAM), "YARD_SERVE": str(folder / "serve.json")}
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(COMMAND, env=environment, cwd=cwd or folder, stdout=log, stderr=log)
        if wait:
            self._wait_until_ready(serve["workers"])

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def workers(self) -> list[int]:
        return children(self.process.pid)

    def send(self, data: bytes, timeout: float = 30) -> Answer:
        """Sends all, then reads: as clients do that look at no answer before they have sent their body."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.sendall(data)
            response = http.client.HTTPResponse(connection, method="HEAD" if data.startswith(b"HEAD ") else None)
            response.begin()
            return Answer(response)

    def request(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send(compose(method, path, body, headers))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def predict(self, *instances: Any, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("POST", f"/v1/models/{self.model}:predict", json.dumps({"instances": instances}).encode(), headers)

    def _wait_until_ready(self, workers: int) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.request("GET", "/healthz").status == 200 and len(self.workers()) == workers:
                    return
            except OSError:
                pass  # not listening yet
            time.sleep(0.05)
        self.process.kill()
        raise AssertionError(f"the server did not start:\n{self.log}")


def compose(method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None = None) -> bytes:
    lines = {"host": "test", "connection": "close"}
    if body is not None:
        lines |= {"content-type": "application/json", "content-length": str(len(body))}
    lines |= headers or {}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    return head.encode("latin-1") + (body or b"")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
