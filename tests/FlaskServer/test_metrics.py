"""What /metrics says, summed over workers; and that its folder goes with the server."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from serving import PROGRAM, Server


def value(text, name, **labels):
    """The sample's value, or None where there is none."""
    for line in text.splitlines():
        match = re.fullmatch(rf"{name}\{{(.*)\}} (\S+)", line)
        if match and dict(re.findall(r'(\w+)="([^"]*)"', match[1])) == {"model": "moody", "version": "dev1", **labels}:
            return float(match[2])
    return None


def read(server):
    answer = server.request("GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.body.decode()


def test_metrics_are_those_of_all_workers(mood, tmp_path):
    with Server(tmp_path, mood, "moody", workers=3) as server:
        for _ in range(40):
            server.predict({"text": "a"}, {"text": "b"})
        for text in ("fail", "fail", 1):
            server.predict({"text": text})
        server.request("GET", "/nothing")
        texts = [read(server) for _ in range(6)]
        for text in texts:
            assert value(text, "modelyard_server_requests_total", address="predict", status="200") == 40
            assert value(text, "modelyard_server_requests_total", address="predict", status="500") == 2
            assert value(text, "modelyard_server_requests_total", address="other", status="404") == 1
            assert value(text, "modelyard_server_instances_total") == 80
            assert value(text, "modelyard_server_errors_total", code="YARD6020") == 2
            assert value(text, "modelyard_server_errors_total", code="YARD6006") == 1
            assert value(text, "modelyard_server_request_seconds_count", address="predict") == 43
            assert 0 < value(text, "modelyard_server_load_seconds") < 30


def test_memory_is_that_of_all_processes_and_shared_pages_count_once(mood, tmp_path):
    sizes = []
    for workers in (1, 3):
        with Server(tmp_path / str(workers), mood, "moody", workers=workers) as server:
            for _ in range(20):
                server.predict({"text": "a"})
            text = read(server)
            sizes.append(value(text, "modelyard_server_memory_bytes"))
            worker = value(text, "modelyard_server_worker_memory_bytes")
            resident = sum(int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in (server.process.pid, *server.workers()))
            assert 0 < worker < sizes[-1] <= resident * 1.05
    # Two workers more cost what they hold by themselves, not another interpreter with its libraries.
    assert sizes[1] - sizes[0] < sizes[0]


def test_counts_of_a_dead_worker_stay(mood, tmp_path):
    with Server(tmp_path, mood, "moody", workers=1) as server:
        server.predict({"text": "a"})
        first = server.workers()
        try:
            server.predict({"text": "die"})
        except OSError:
            pass
        deadline = time.monotonic() + 10
        while server.workers() in (first, []) and time.monotonic() < deadline:
            time.sleep(0.05)
        server.predict({"text": "a"})
        assert value(read(server), "modelyard_server_requests_total", address="predict", status="200") == 2


def test_the_folder_is_removed_and_those_of_killed_servers_swept(mood, tmp_path):
    first = Server(tmp_path, mood, "moody", workers=1)
    first.process.kill()
    first.process.wait()
    (left,) = first.temp.iterdir()
    time.sleep(2.5)  # the worker notices that it is alone, and ends
    with Server(tmp_path, mood, "moody", workers=1) as second, Server(tmp_path, mood, "moody", workers=1):
        folders = set(second.temp.iterdir())
        assert left not in folders and len(folders) == 2
    assert list(second.temp.iterdir()) == []


def test_servers_that_start_at_once_never_sweep_each_others_folder(tmp_path):
    make = (
        "from flask_server import metrics_folder as m\n"
        "for _ in range(200):\n"
        "    folder = m.make()\n"
        "    assert (folder / 'lock').exists(), folder\n"
        "    m.remove(); m._held.clear()\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(PROGRAM)}
    starting = [subprocess.Popen([sys.executable, "-c", make], env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(process.wait(), process.stderr.read()) for process in starting] == [(0, "")] * 4
