"""A chain that answers neighbours: asked by photo, by vector, or by the id of an item."""

import json
import random

import numpy as np
import pytest
from catalogue import LENGTH, SIGNATURE, photos, searched, vectors
from serving import Server

ITEMS = 600


@pytest.fixture(scope="module")
def artifact(tmp_path_factory):
    return searched(tmp_path_factory.mktemp("look") / "artifact", items=ITEMS)


@pytest.fixture(scope="module")
def server(tmp_path_factory, artifact):
    with Server(tmp_path_factory.mktemp("server"), artifact, "look", limits={"body-bytes": 2**20, "instances": 64, "string-chars": 1000}) as server:
        yield server


@pytest.fixture(scope="module")
def photo():
    return photos(ITEMS)[42, :, :, 0].tolist()


@pytest.fixture(scope="module")
def vector(artifact):
    return [float(number) for number in vectors(artifact, photos(ITEMS)[[42]])[0]]


def neighbours(answer):
    assert answer.status == 200, answer.body
    return [prediction["neighbours"] for prediction in answer.json["predictions"]]


def test_by_photo_by_vector_and_by_id_in_one_request(server, artifact, photo, vector):
    by_id, by_photo, by_vector, few, many = neighbours(server.predict(
        {"id": "item-42"}, {"photo": photo}, {"vector": vector}, {"k": 3, "photo": photo, "id": None}, {"id": "item-42", "k": 50}))
    assert by_photo[0]["id"] == "item-42" and by_photo[0]["distance"] < 1e-5
    assert [item["id"] for item in by_vector] == [item["id"] for item in by_photo] and len(by_vector) == 10
    assert [item["id"] for item in by_id[:9]] == [item["id"] for item in by_photo[1:]], "an item is not its own neighbour"
    assert few == by_photo[:3] and many[:10] == by_id and len(many) == 50

    catalogue = vectors(artifact, photos(ITEMS)).astype(np.float64)
    exact = np.linalg.norm(catalogue - catalogue[42], axis=1)
    np.testing.assert_allclose([item["distance"] for item in many], np.sort(exact)[1:51], atol=1e-4)


def test_one_instance_is_answered_as_among_many(server, photo):
    (alone,) = neighbours(server.predict({"photo": photo}))
    assert neighbours(server.predict({"id": "item-7"}, {"photo": photo}))[1] == alone
    assert len(neighbours(server.predict(*[{"id": f"item-{number}"} for number in range(64)]))) == 64


def test_metadata_say_what_is_accepted(server):
    metadata = server.request("GET", "/v1/models/look/metadata").json
    assert metadata["signature"] == SIGNATURE and "classes" not in metadata
    assert metadata["about"] == {"items": ITEMS, "length": LENGTH, "k": 10, "index": "ivf-flat", "metric": "l2"}


PHOTO = [[0] * 8] * 8
VECTOR = [0.5] * LENGTH


@pytest.mark.parametrize("instance, code, message", [
    ({}, "YARD6012", "instances[0]: expected exactly one of 'photo', 'vector', 'id', found none"),
    ({"k": 3}, "YARD6012", "instances[0]: expected exactly one of 'photo', 'vector', 'id', found none"),
    ({"photo": None}, "YARD6012", "instances[0]: expected exactly one of 'photo', 'vector', 'id', found none"),
    ({"photo": PHOTO, "id": "item-1"}, "YARD6012", "instances[0]: expected exactly one of 'photo', 'vector', 'id', found 'photo', 'id'"),
    ({"id": "item-600"}, "YARD6014", "instances[0].id: expected the id of one of the 600 items of the index, found 'item-600'"),
    ({"id": ""}, "YARD6014", "instances[0].id: expected the id of one of the 600 items of the index, found ''"),
    ({"id": "item-1", "k": 0}, "YARD6013", "instances[0].k: expected an integer from 1 to 50, found the number 0"),
    ({"id": "item-1", "k": 51}, "YARD6013", "instances[0].k: expected an integer from 1 to 50, found the number 51"),
    ({"id": "item-1", "k": 2.5}, "YARD6006", "instances[0].k: expected an integer, found the number 2.5"),
    ({"id": "item-1", "k": 10**30}, "YARD6008", "instances[0].k: expected an integer of 64 bits, found the number 1000000000000000000000000000000"),
    ({"id": 7}, "YARD6006", "instances[0].id: expected a string, found the number 7"),
    ({"vector": "1 2"}, "YARD6006", "instances[0].vector: expected a vector, as an array of 16 numbers, found the string '1 2'"),
    ({"vector": [1]}, "YARD6007", "instances[0].vector: expected an array of 16 numbers, found an array of 1"),
    ({"vector": [*VECTOR[:15], "1"]}, "YARD6006", "instances[0].vector[15]: expected a number, found the string '1'"),
    ({"vector": [1e39, *VECTOR[1:]]}, "YARD6008", "instances[0].vector[0]: expected a number that 32 bits can hold, found the number 1e+39"),
    ({"vector": [3e38, *VECTOR[1:]]}, "YARD6014",
     "instances[0].vector: expected a vector no longer than 1e+18, found one whose distances 32 bits cannot hold"),
    ({"photo": [[0] * 7] * 8}, "YARD6007", "instances[0].photo[0]: expected an array of 8 pixels, found an array of 7"),
    ({"foto": PHOTO}, "YARD6005", "instances[0].foto: expected one of 'id', 'k', 'photo', 'vector'; did you mean 'photo'?"),
])
def test_bad_instances_are_the_clients_mistake(server, instance, code, message):
    answer = server.predict(instance)
    assert (answer.status, answer.json["error"]) == (400, {"code": code, "message": message})


def test_strange_instances_are_never_the_servers_failure(server, photo, vector):
    draw = random.Random(11)
    numbers = [0, -1, 1, 1e18, -1e18, 1e19, 3e38, -3e38, 1e39, 1e-45, 10**400, 2**63, True, None, "1", [], {}]
    values = {
        "photo": lambda: draw.choice([photo, [], [[]], None, 7, {"b64": "AAAA"}, [[draw.choice(numbers)] * 8] * 8]),
        "vector": lambda: draw.choice([vector, [], None, "x", [draw.choice(numbers) for _ in range(16)], [draw.choice([1e18, -1e18, 3e38, 0])] * 16,
                                       [draw.uniform(-1e18, 1e18) / 4 for _ in range(16)]]),
        "id": lambda: draw.choice(["item-3", "", "item-", "\0", "item-3\0", "x" * 999, "\u2028", "é", 3, None, [], "item-599"]),
        "k": lambda: draw.choice([1, 50, 51, 0, None, 1.0, "3", 2**70, -3]),
    }
    statuses = [server.predict(*[{name: values[name]() for name in values if draw.random() < 0.4} for _ in range(draw.randint(1, 2))]).status
                for _ in range(1500)]
    assert set(statuses) == {200, 400} and statuses.count(200) > 50


def test_the_second_of_two_instances_is_named(server):
    answer = server.predict({"id": "item-1"}, {"id": "item-x"})
    assert answer.json["error"]["message"].startswith("instances[1].id: ") and answer.status == 400


@pytest.mark.parametrize("index", ["flat", "hnsw"])
def test_the_other_index_types_answer_the_same(tmp_path, server, photo, index):
    with Server(tmp_path / "server", searched(tmp_path / "artifact", items=ITEMS, index=index), "look") as other:
        asked = [{"photo": photo}, {"id": "item-5", "k": 20}]
        for mine, theirs in zip(neighbours(other.predict(*asked)), neighbours(server.predict(*asked))):
            np.testing.assert_allclose([item["distance"] for item in mine], [item["distance"] for item in theirs], atol=1e-4)


@pytest.mark.parametrize("change, problem", [
    ({"one-of": ["photo", "colour"]}, "'signature.one-of' is ['photo', 'colour'], expected fields of the instance, exactly one of which goes through the chain"),
    ({"one-of": ["vector", "id"]}, "'signature.one-of' is ['vector', 'id'], expected fields of the instance, exactly one of which goes through the chain"),
    ({"vector": {"type": "vector", "length": 0}}, "'signature.instance.vector' is {'type': 'vector', 'length': 0}, expected a length from 1 to 65536"),
    ({"vector": {"type": "vector", "length": 5, "optional": True}}, "signature.instance.vector has the length 5, the index holds vectors of 16 numbers")])
def test_a_signature_that_does_not_fit_stops_the_start(tmp_path, artifact, change, problem):
    chain = json.loads((artifact / "chain.json").read_text())
    chain["signature"] = {**chain["signature"], **({} if "vector" in change else change)}
    chain["signature"]["instance"] = {**chain["signature"]["instance"], **(change if "vector" in change else {})}
    (tmp_path / "artifact").mkdir()
    for part in ("code", "state"):
        (tmp_path / "artifact" / part).symlink_to(artifact / part)
    (tmp_path / "artifact" / "chain.json").write_text(json.dumps(chain))
    server = Server(tmp_path / "server", tmp_path / "artifact", "look", wait=False)
    assert server.process.wait(30) == 1
    assert f"YARD6022: chain.json: {problem}" in server.log
