"""A chain that asks another model: `"call": "model"` in chain.json (docs/architecture.md, 6)."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from artifacts import calling
from serving import Server, free_port

PINNED = "sha256:" + "1" * 64
WHO = "step 'feelings': model 'moody'"


@pytest.fixture(scope="module")
def called(tmp_path_factory, mood):
    with Server(tmp_path_factory.mktemp("called"), mood, "moody") as server:
        yield server


@pytest.fixture(scope="module")
def caller(tmp_path_factory, called):
    """Asks the called server in the gateway's place, and knows another order of classes and one more."""
    folder = tmp_path_factory.mktemp("caller")
    artifact = calling(folder / "artifact", "moody", PINNED, ["good", "bad", "ugly"])
    with Server(folder, artifact, "caller", gateway=called.address) as server:
        yield server


class Listener:
    """A gateway that remembers what it was told, and answers nothing before `pause` seconds have passed."""

    def __init__(self, pause: float = 0) -> None:
        self.heard = heard = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                heard.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
                time.sleep(pause)
                answers = [{"label": "bad", "scores": {"bad": 1.0, "good": 0.0}}] * len(json.loads(body)["instances"])
                content = json.dumps({"predictions": answers}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                try:
                    self.wfile.write(content)
                except OSError:
                    pass  # who asked is gone

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def listening(tmp_path):
    """(pause, **settings) → a listener and a caller before it."""
    started = []

    def start(pause: float = 0, gateway: bool = True, pin: bool = False):
        listener = Listener(pause)
        settings = ({"gateway": listener.address} if gateway else {}) | ({"pinned": {PINNED: listener.address}} if pin else {})
        artifact = calling(tmp_path / "artifact", "moody", PINNED, ["bad", "good"])
        server = Server(tmp_path, artifact, "caller", workers=1, **settings)
        started.extend([server.stop, listener.close])
        return listener, server

    yield start
    for stop in started:
        stop()


def error(answer):
    return answer.status, answer.json["error"]


def test_scores_are_taken_by_the_name_of_their_class(called, caller):
    asked = called.predict({"text": "a fine day"}).json["predictions"][0]["scores"]
    answer = caller.predict({"text": "a fine day"}, {"text": "rain"})
    assert answer.status == 200
    scores = answer.json["predictions"][0]["scores"]
    assert scores == {"good": asked["good"], "bad": asked["bad"], "ugly": 0.0}
    assert list(scores) == ["good", "bad", "ugly"]
    metrics = caller.request("GET", "/metrics").body.decode()
    assert 'modelyard_server_called_classes_missing_total{called="moody",model="caller",version="dev1"} 2.0' in metrics
    assert 'modelyard_server_calls_total{called="moody",code="none",model="caller",version="dev1"} 1.0' in metrics


def test_what_the_called_model_refuses_is_the_requests_fault(tmp_path, mood):
    artifact = calling(tmp_path / "artifact", "moody", PINNED, ["bad", "good"])
    with Server(tmp_path / "called", mood, "moody", workers=1, limits={"string-chars": 5}) as called, \
            Server(tmp_path / "caller", artifact, "caller", workers=1, gateway=called.address) as caller:
        answer = caller.predict({"text": "brief"})
        assert answer.status == 200, answer.body
        status, found = error(caller.predict({"text": "longer"}))
    assert (status, found["code"]) == (400, "YARD6003")
    assert found["message"].startswith(f"{WHO} answered 400 YARD6003: instances[0].text: ")


def test_live_calls_carry_subject_deadline_and_depth_but_no_pin(listening):
    listener, server = listening()
    answer = server.predict({"text": "hm"}, headers={"x-yard-subject": "ann", "x-yard-deadline": "5000", "x-yard-depth": "2",
                                                     "x-yard-version": "b"})
    assert answer.json == {"predictions": [{"label": "bad", "scores": {"bad": 1.0, "good": 0.0}}]}
    (heard,) = listener.heard
    assert heard["path"] == "/v1/models/moody:predict"
    assert (heard["x-yard-subject"], heard["x-yard-depth"]) == ("ann", "3")
    assert 1000 < int(heard["x-yard-deadline"]) <= 5000
    assert "x-yard-version" not in heard and "x-yard-pin" not in heard


def test_a_replay_asks_the_pinned_version(listening):
    listener, server = listening()
    assert server.predict({"text": "hm"}, headers={"x-yard-pin": "true"}).status == 200
    assert (listener.heard[0]["x-yard-version"], listener.heard[0]["x-yard-pin"]) == (PINNED, "true")


def test_without_a_gateway_the_pinned_server_is_asked(listening):
    listener, server = listening(gateway=False, pin=True)
    assert server.predict({"text": "hm"}).status == 200
    assert listener.heard[0]["x-yard-version"] == PINNED


def test_warming_up_asks_nobody(listening):
    listener, server = listening()
    assert listener.heard == [] and "cannot predict" not in server.log


def test_a_deadline_ends_the_wait(listening):
    listener, server = listening(pause=3)
    began = time.monotonic()
    answer = server.predict({"text": "hm"}, headers={"x-yard-deadline": "400"})
    assert time.monotonic() - began < 2.5
    assert error(answer) == (504, {"code": "YARD6027", "message": f"{WHO} did not answer within the 400 ms of x-yard-deadline"})
    over = server.predict({"text": "hm"}, headers={"x-yard-deadline": "0"})
    assert error(over) == (504, {"code": "YARD6027", "message": f"{WHO} is not asked: the 0 ms of x-yard-deadline are over"})
    assert len(listener.heard) == 1


def test_a_ninth_model_in_a_row_is_not_asked(caller):
    assert caller.predict({"text": "hm"}, headers={"x-yard-depth": "7"}).status == 200
    answer = caller.predict({"text": "hm"}, headers={"x-yard-depth": "8"})
    assert error(answer) == (508, {
        "code": "YARD6028", "message": f"{WHO} is not asked: 8 models called each other before it, at most 8 may"})


@pytest.mark.parametrize("name, value, most", [("x-yard-deadline", "soon", 2147483647), ("x-yard-deadline", "-1", 2147483647),
                                               ("x-yard-depth", "99999999999", 1000000)])
def test_malformed_headers_are_refused(caller, name, value, most):
    answer = caller.predict({"text": "hm"}, headers={name: value})
    assert error(answer) == (400, {"code": "YARD6001", "message": f"{name}: expected a whole number from 0 to {most}, found '{value}'"})


def test_a_called_server_that_is_gone_is_named_and_missed_only_while_it_is(tmp_path, mood):
    port = free_port()
    artifact = calling(tmp_path / "artifact", "moody", PINNED, ["bad", "good"])
    with Server(tmp_path / "caller", artifact, "caller", gateway=f"http://127.0.0.1:{port}/") as caller:
        answer = caller.predict({"text": "hm"})
        assert error(answer) == (503, {
            "code": "YARD6026", "message": f"{WHO} cannot be asked: ConnectionRefusedError: [Errno 111] Connection refused"})
        with Server(tmp_path / "called", mood, "moody", port=port):
            assert caller.predict({"text": "hm"}).status == 200
        assert caller.predict({"text": "hm"}).status == 503


def test_an_unknown_model_behind_the_gateway_is_named(tmp_path, called):
    artifact = calling(tmp_path / "artifact", "gloomy", PINNED, ["bad", "good"])
    with Server(tmp_path, artifact, "caller", gateway=called.address) as caller:
        status, found = error(caller.predict({"text": "hm"}))
    assert (status, found["code"]) == (503, "YARD6026")
    assert found["message"].startswith("step 'feelings': model 'gloomy' answered 404 YARD6010: /v1/models/gloomy:predict: not found")


def test_a_chain_that_can_ask_nobody_does_not_start(tmp_path):
    artifact = calling(tmp_path / "artifact", "moody", PINNED, ["bad", "good"])
    server = Server(tmp_path, artifact, "caller", wait=False)
    assert server.process.wait(30) == 1
    assert f"YARD6021: step 'feelings' calls model 'moody', but there is neither 'gateway' nor a server of {PINNED} in 'pinned'" in server.log
