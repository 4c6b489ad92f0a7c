"""What a client gets when the model fails, blocks, or takes its process down."""

import os
import signal
import threading
import time

import pytest
from serving import Server, compose


@pytest.fixture(scope="module")
def server(mood, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("moody"), mood, "moody") as server:
        yield server


def ask(server, text):
    return server.predict({"text": text})


@pytest.mark.parametrize("text, found", [("fail with this", "RuntimeError: with this"), ("nan", "expected finite ones"),
                                         ("short", "expected 1 rows")])
def test_a_model_that_fails_is_a_coded_500(server, text, found):
    answer = ask(server, text)
    assert (answer.status, answer.code) == (500, "YARD6020")
    assert found in answer.json["error"]["message"]
    assert ask(server, "fine").status == 200


def test_a_dead_worker_is_replaced(server):
    before = set(server.workers())
    with pytest.raises(OSError):
        ask(server, "die")
    deadline = time.monotonic() + 10
    while len(set(server.workers()) - before) < 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(server.workers()) == 2 and len(before & set(server.workers())) == 1
    assert [ask(server, "fine").status for _ in range(10)] == [200] * 10


def test_idle_connections_take_no_thread(server):
    import socket

    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    started = time.monotonic()
    assert ask(server, "fine").status == 200
    assert time.monotonic() - started < 2
    for connection in idle:
        connection.close()


def test_requests_run_side_by_side(server):
    """2 workers with 4 threads each: 8 requests of half a second take far less than 4 seconds."""
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(ask(server, "sleep 0.5").status)) for _ in range(8)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert time.monotonic() - started < 3.5


def test_many_clients_get_their_own_answers(servers):
    server, found = servers["listing"], {}
    grid = [[0] * 4] * 4

    def client(number):
        for turn in range(20):
            value = number * 100 + turn
            scores = server.predict({"text": "a", "amount": value, "photo": grid}).json["predictions"][0]["scores"]
            found.setdefault(value, []).append(scores)

    for _ in range(2):
        threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 160 and all(first == second for first, second in found.values())


def test_one_connection_carries_many_requests(server):
    import http.client
    import json

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    sockets = set()
    for body in (b'{"instances":[{"text":"fine"}]}', b"not JSON", b'{"instances":[{"text":"a"},{"text":"b"}]}'):
        connection.request("POST", "/v1/models/moody:predict", body)
        json.loads(connection.getresponse().read())
        sockets.add(id(connection.sock))
    assert len(sockets) == 1 and connection.sock is not None


def test_sigterm_lets_requests_in_flight_finish(mood, tmp_path):
    server = Server(tmp_path, mood, "moody")
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(ask(server, "sleep 1.5"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 4
    assert server.stop() == 0
    assert time.monotonic() - started < 5
    with pytest.raises(OSError):
        server.send(compose("GET", "/healthz", None))


@pytest.mark.parametrize("forked", [1, 2, 4, 6])
def test_sigterm_while_workers_are_forked_reaches_those_too(mood, tmp_path, forked):
    with Server(tmp_path / "server", mood, "moody", wait=False, workers=6) as server:
        while len(server.workers()) < forked:
            assert server.process.poll() is None, server.log
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == 0, server.log


def test_workers_end_when_the_master_is_killed(mood, tmp_path):
    server = Server(tmp_path, mood, "moody")
    workers = server.workers()
    server.process.kill()
    server.process.wait()
    deadline = time.monotonic() + 10
    while any(os.path.exists(f"/proc/{pid}") for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in workers)
