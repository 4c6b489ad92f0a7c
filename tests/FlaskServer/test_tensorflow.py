"""A chain that ends in a call to TensorFlow Serving: `"call": "tensorflow"` in chain.json (docs/architecture.md, 6)."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import socket
import sys
import time
import urllib.request

import model_server
import numpy as np
import pytest
import serving
from artifacts import PREDICTION, tensorflow
from model_server import CLASSES, ModelServer, network
from modelyard import Column, Matrix, Rows
from scipy import sparse
from serving import Server, free_port

AMOUNTS = {"instance": {"amount": {"type": "number"}, "weight": {"type": "number"}}, "prediction": PREDICTION}
# What value-features makes of two numbers.
VECTOR = {"matrix": {"type": "vector", "length": 5}}
PHOTOS = {"instance": {"text": {"type": "string"}, "photo": {"type": "image", "width": 3, "height": 2, "channels": 1}, "amount": {"type": "number"}},
          "prediction": PREDICTION}
WHO = "step 'scores': TensorFlow Serving"


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return network(tmp_path_factory.mktemp("graph") / "artifact", "goods", VECTOR)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return tensorflow(tmp_path_factory.mktemp("chain") / "artifact", "goods", AMOUNTS, classes=CLASSES, preprocessed=True)


@pytest.fixture(scope="module")
def pair(tmp_path_factory, graph, chain):
    """A front and what stands in for TensorFlow Serving behind it."""
    folder = tmp_path_factory.mktemp("pair")
    with ModelServer(folder / "graph", graph, "goods") as behind, Server(folder / "front", chain, "goods", **behind.settings) as front:
        yield front, behind


def error(answer):
    return answer.status, answer.json["error"]["code"], answer.json["error"]["message"]


def asked_directly(behind: ModelServer, model: str, *instances):
    request = urllib.request.Request(f"{behind.own}/v1/models/{model}:predict", json.dumps({"instances": instances}).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["predictions"]


def test_what_the_chain_makes_of_an_instance_is_asked_and_answered(pair):
    front, behind = pair
    answer = front.predict({"amount": 250, "weight": -100}, {"amount": 0, "weight": 30})
    assert answer.status == 200, answer.body
    expected = asked_directly(behind, "goods", *({"matrix": [0, math.tanh(amount / 100), 0, math.tanh(weight / 100), 0]} for amount, weight in ((250, -100), (0, 30))))
    for found, wanted in zip(answer.json["predictions"], expected, strict=True):
        assert found["label"] == wanted["label"]
        assert found["scores"] == pytest.approx(wanted["scores"], abs=1e-6)
    assert 'modelyard_server_calls_total{called="tensorflow-serving",code="none",model="goods",version="dev1"} 1.0' in front.request("GET", "/metrics").body.decode()


def test_rows_are_asked_as_they_are_a_tensor_a_field(tmp_path):
    artifact = tensorflow(tmp_path / "chain", "goods", PHOTOS, classes=CLASSES, preprocessed=False)
    instance = {"text": "red shoes", "photo": [[0, 10, 20], [30, 40, 255]], "amount": 12.5}
    with ModelServer(tmp_path / "graph", network(tmp_path / "artifact", "goods", PHOTOS["instance"]), "goods") as behind, \
            Server(tmp_path / "front", artifact, "goods", workers=1, **behind.settings) as front:
        answer = front.predict(instance)
        assert answer.status == 200, answer.body
        assert answer.json["predictions"][0]["scores"] == pytest.approx(asked_directly(behind, "goods", instance)[0]["scores"], abs=1e-6)
        assert front.predict({**instance, "photo": [[0]]}).code == "YARD6007"


def test_another_version_is_told(tmp_path, chain, pair):
    settings = pair[1].settings
    settings["tensorflow"]["version"] = 8
    with Server(tmp_path, chain, "goods", workers=1, **settings) as front:
        status, code, message = error(front.predict({"amount": 1, "weight": 1}))
    assert (status, code) == (503, "YARD6312")
    assert message.startswith(f"{WHO} at {pair[1].grpc} does not serve what is asked for: NOT_FOUND: YARD6010: model_spec.version: expected '7'")


def test_a_signature_that_does_not_fit_is_told(tmp_path, chain):
    with ModelServer(tmp_path / "graph", network(tmp_path / "artifact", "goods", {"other": {"type": "vector", "length": 5}}), "goods") as behind, \
            Server(tmp_path / "front", chain, "goods", workers=1, **behind.settings) as front:
        status, code, message = error(front.predict({"amount": 1, "weight": 1}))
    assert (status, code) == (500, "YARD6313")
    assert message.startswith(f"{WHO} at {behind.grpc} could not compute it: INVALID_ARGUMENT: YARD6005: inputs.matrix")


def test_an_answer_of_another_shape_is_told(tmp_path, pair):
    artifact = tensorflow(tmp_path / "chain", "goods", AMOUNTS, classes=["coat", "tie"], preprocessed=True)
    with Server(tmp_path / "front", artifact, "goods", workers=1, **pair[1].settings) as front:
        assert error(front.predict({"amount": 1, "weight": 1})) == (
            503, "YARD6314", f"{WHO}'s output 'scores': expected the shape [1, 2], found [1, 3]")


def test_a_server_that_takes_no_more_is_told(tmp_path, graph, chain):
    with ModelServer(tmp_path / "graph", graph, "goods", instances=1) as behind, Server(tmp_path / "front", chain, "goods", workers=1, **behind.settings) as front:
        assert front.predict({"amount": 1, "weight": 1}).status == 200
        status, code, message = error(front.predict({"amount": 1, "weight": 1}, {"amount": 1, "weight": 1}))
    assert (status, code) == (503, "YARD6315")
    assert "takes no more: RESOURCE_EXHAUSTED: YARD6003" in message


def test_a_server_that_is_gone_is_named_and_found_again(tmp_path, graph, chain):
    port = free_port()
    with Server(tmp_path / "front", chain, "goods", workers=1, tensorflow={"address": f"127.0.0.1:{port}", "version": ModelServer.version}) as front:
        assert "cannot predict" not in front.log  # warming up asks nobody
        status, code, message = error(front.predict({"amount": 1, "weight": 1}))
        assert (status, code) == (503, "YARD6310")
        assert message.startswith(f"{WHO} at 127.0.0.1:{port} cannot be asked: UNAVAILABLE: ")
        for start in ("first", "second"):
            with ModelServer(tmp_path / start, graph, "goods", grpc_port=port):
                assert answers_in_time(front)
            assert error(front.predict({"amount": 1, "weight": 1}))[1] == "YARD6310"


def answers_in_time(front: Server) -> bool:
    """The connection is made anew within a second or so of the server's start."""
    return any(front.predict({"amount": 1, "weight": 1}).status == 200 for _ in range(200))


def test_a_deadline_ends_the_wait(tmp_path, chain):
    with socket.create_server(("127.0.0.1", 0)) as silent, \
            Server(tmp_path, chain, "goods", workers=1, tensorflow={"address": f"127.0.0.1:{silent.getsockname()[1]}", "version": 1}) as front:
        status, code, message = error(front.predict({"amount": 1, "weight": 1}, headers={"x-yard-deadline": "700"}))
        assert (status, code) == (504, "YARD6311"), message
        assert "did not answer in time: DEADLINE_EXCEEDED" in message
        assert error(front.predict({"amount": 1, "weight": 1}, headers={"x-yard-deadline": "0"})) == (
            504, "YARD6027", f"{WHO} is not asked: the 0 ms of x-yard-deadline are over")


def test_a_chain_that_can_ask_nobody_does_not_start(tmp_path, chain):
    server = Server(tmp_path, chain, "goods", wait=False)
    assert server.process.wait(60) == 1
    assert "YARD6021: step 'scores' is computed by TensorFlow Serving, but 'tensorflow' does not say where that is" in server.log


def test_settings_that_name_no_server_are_refused(tmp_path, chain):
    server = Server(tmp_path, chain, "goods", wait=False, tensorflow={"address": "somewhere", "version": 1})
    assert server.process.wait(60) == 1
    assert "'tensorflow' is {'address': 'somewhere', 'version': 1}, expected an object with the address host:port and a version's number" in server.log


_PROGRAM = """#!/usr/bin/python3
# Takes what tensorflow_model_server takes, and becomes the platform's own server of the same protocol.
import json, os, pathlib, sys, tempfile
flags = dict(argument[2:].split("=", 1) for argument in sys.argv[1:])
(version,) = os.listdir(flags["model_base_path"])
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "serve.json").write_text(json.dumps({
    "model": flags["model_name"], "version": f"v{version}", "identity": "sha256:0", "artifact": os.path.join(flags["model_base_path"], version), "host": "127.0.0.1", "port": 0,
    "tensorflow-serving": {"grpc": int(flags["port"]), "rest": int(flags["rest_api_port"])}}))
(pathlib.Path(__file__).parent / "process").write_text(str(os.getpid()))
os.execve(PROGRAM, [PROGRAM], {**os.environ, "YARD_SERVE": str(folder / "serve.json")})
"""


def test_both_are_started_together_and_end_together(tmp_path, graph, chain, monkeypatch):
    artifact = tmp_path / "artifact"
    shutil.copytree(chain, artifact)
    shutil.copytree(graph, artifact / "saved-model")
    program = tmp_path / "tensorflow_model_server"
    program.write_text(_PROGRAM.replace("PROGRAM", repr(model_server.program())))
    program.chmod(0o755)
    monkeypatch.setattr(serving, "COMMAND", [sys.executable, "-m", "flask_server.beside_tensorflow", str(program), "41", *serving.COMMAND])
    with Server(tmp_path / "front", artifact, "goods", workers=1, wait=False) as front:
        eventually(lambda: front.request("GET", "/healthz").status == 200)
        assert front.predict({"amount": 250, "weight": -100}).status == 200
        os.kill(int((tmp_path / "process").read_text()), signal.SIGKILL)
        assert front.process.wait(60) == 1
        assert "YARD6310: TensorFlow Serving ended with -9" in front.log


def eventually(holds) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if holds():
                return
        except OSError:
            pass  # not listening yet
        time.sleep(0.1)
    raise AssertionError("it never held")


def test_what_TensorFlow_Serving_is_told_is_what_it_reads():
    from google.protobuf import descriptor_pb2, descriptor_pool, text_format

    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString((serving.PROGRAM / "flask_server" / "tensorflow_serving.desc").read_bytes()).file:
        pool.AddSerializedFile(file.SerializeToString())

    def read(name: str, message: str):
        from google.protobuf import message_factory

        descriptor = pool.FindMessageTypeByName("tensorflow.serving." + message)
        kind = message_factory.GetMessageClass(descriptor) if hasattr(message_factory, "GetMessageClass") else message_factory.MessageFactory(pool).GetPrototype(descriptor)
        return text_format.Parse((model_server.ROOT / "tests/Modelyard.Tests/Releases/Deploying/TensorFlow" / name).read_text(), kind())

    (config,) = read("models.config", "ModelServerConfig").model_config_list.config
    (number,) = config.model_version_policy.specific.versions
    assert (config.name, config.base_path, config.model_platform) == ("item-category", "/models/item-category", "tensorflow")
    assert f"/models/item-category/{number}/" in (model_server.ROOT / "tests/Modelyard.Tests/Releases/Deploying/TensorFlow/ready.sh").read_text()
    batching = read("batching.config", "BatchingParameters")
    assert (batching.max_batch_size.value, batching.batch_timeout_micros.value, batching.max_enqueued_batches.value, batching.num_batch_threads.value) == (32, 1000, 100, 4)
    monitoring = read("monitoring.config", "MonitoringConfig").prometheus_config
    assert (monitoring.enable, monitoring.path) == (True, "/monitoring/prometheus/metrics")


def test_tensors_of_rows_and_matrices():
    from flask_server.tensors import WrongTensor, inputs, numbers

    made = inputs({"rows": Rows({"note": Column("string", ["é", None]), "sold": Column("boolean", [True, False]), "count": Column("integer", [1, -2])}),
                   "matrices": [Matrix(sparse.csr_matrix(np.eye(2, dtype=np.float32))), Matrix(np.float32([[1], [2]]))]})
    assert sorted(made) == ["count", "matrices.0", "matrices.1", "note", "sold"]
    assert list(made["note"].string_val) == ["é".encode(), b""]
    assert made["sold"].tensor_content == b"\x01\x00" and made["count"].tensor_content == np.array([1, -2], "<i8").tobytes()
    assert [side.size for side in made["matrices.0"].tensor_shape.dim] == [2, 2]
    assert numbers(made["matrices.0"], (2, 2)).tolist() == [[1, 0], [0, 1]]
    short = type(made["note"])(dtype=1, float_val=[3])
    short.tensor_shape.dim.add(size=3)
    assert numbers(short, (3,)).tolist() == [3, 3, 3]
    for wrong, shape in ((made["note"], (2,)), (made["matrices.1"], (2,)), (made["sold"], (2,))):
        with pytest.raises(WrongTensor):
            numbers(wrong, shape)
    short.tensor_shape.dim[0].size = 0
    with pytest.raises(WrongTensor):
        numbers(type(short)(dtype=1, tensor_shape=made["count"].tensor_shape), (2,))
