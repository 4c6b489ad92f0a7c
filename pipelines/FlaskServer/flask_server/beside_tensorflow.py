"""Starts TensorFlow Serving and a server before it, on one machine: `python3 -m flask_server.beside_tensorflow PROGRAM VERSION COMMAND…`.

PROGRAM is `tensorflow_model_server`, VERSION the number that it calls the version by, COMMAND the server of Python, whose YARD_SERVE then says where
TensorFlow Serving is. Whichever ends first ends the other; the exit code is that of the server of Python.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_READY_SECONDS = 600
_GRACE_SECONDS = 5
_LOOPBACK = "127.0.0.1"


def main(program: str, version: str, command: list[str]) -> int:
    settings = json.loads(Path(os.environ["YARD_SERVE"]).read_bytes())
    with tempfile.TemporaryDirectory(prefix="yard-tensorflow-") as folder:
        base = Path(folder) / settings["model"]
        base.mkdir()
        # TensorFlow Serving looks for versions by their numbers; what is there is read where it is.
        (base / version).symlink_to(Path(settings["artifact"]) / "saved-model")
        grpc_port, rest_port = _free_ports(2)
        serving = subprocess.Popen([program, f"--port={grpc_port}", f"--rest_api_port={rest_port}", f"--model_name={settings['model']}", f"--model_base_path={base}",
                                    "--file_system_poll_wait_seconds=0", "--enable_model_warmup=true"])
        try:
            if not _listens(grpc_port, serving):
                print(f"YARD6310: {program} did not start: it ended with {serving.poll()}", file=sys.stderr, flush=True)
                return 1
            own = Path(folder) / "serve.json"
            own.write_text(json.dumps({**settings, "tensorflow": {"address": f"{_LOOPBACK}:{grpc_port}", "version": int(version)}}))
            return _both(serving, subprocess.Popen(command, env={**os.environ, "YARD_SERVE": str(own)}))
        finally:
            _stop(serving)


def _both(serving: subprocess.Popen, server: subprocess.Popen) -> int:
    """Waits until one has ended; a signal to stop is passed to the server, which answers what it has begun while TensorFlow Serving still runs."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: server.send_signal(received))
    while server.poll() is None:
        if serving.poll() is not None:
            print(f"YARD6310: TensorFlow Serving ended with {serving.returncode}", file=sys.stderr, flush=True)
            _stop(server)
            return 1
        try:
            server.wait(1)
        except subprocess.TimeoutExpired:
            continue
    return server.returncode


def _listens(port: int, serving: subprocess.Popen) -> bool:
    until = time.monotonic() + _READY_SECONDS
    while serving.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((_LOOPBACK, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def _stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((_LOOPBACK, 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
