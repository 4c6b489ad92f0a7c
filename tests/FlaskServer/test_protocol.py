"""Every case of tests/Protocol/cases.json, against the server as the platform starts it."""

import base64
import json
import math

import pytest
from conftest import PROTOCOL

CASES = {case["name"]: case for case in PROTOCOL["cases"]}
SCORES = {}


def body_of(case):
    body = case.get("body")
    if body is None:
        return None
    if "pieces" in body:
        parts = [piece if isinstance(piece, str) else piece["repeat"] * piece["times"] for piece in body["pieces"]]
        return "".join(parts).encode()
    if "base64" in body:
        return base64.b64decode(body["base64"])
    return body["text"].encode() if "text" in body else json.dumps(body["json"]).encode()


def ask(servers, case):
    server = servers[case["fixture"]]
    if "raw" in case:
        return server.send(case["raw"].encode("latin-1"))
    return server.request(case["method"], case["path"], body_of(case), case.get("headers"))


def scores_of(servers, name):
    if name not in SCORES:
        answer = ask(servers, CASES[name])
        assert answer.status == 200, answer.body
        SCORES[name] = [prediction["scores"] for prediction in answer.json["predictions"]]
    return SCORES[name]


@pytest.mark.parametrize("name", CASES)
def test_case(servers, name):
    case, expect = CASES[name], CASES[name]["expect"]
    answer = ask(servers, case)

    assert answer.status == expect.get("status", answer.status), answer.body
    assert answer.status != expect.get("status-not"), answer.body
    assert answer.headers["x-yard-version"] == "dev1"
    if "code" in expect:
        assert set(answer.json["error"]) == {"code", "message"}
        assert answer.code == expect["code"], answer.body
    for text in expect.get("message-contains", []):
        assert text in answer.json["error"]["message"]
    for header, value in expect.get("headers", {}).items():
        assert answer.headers[header].lower() == value.lower()
    if expect.get("empty"):
        assert answer.body == b""
    for text in expect.get("body-contains", []):
        assert text in answer.body.decode()
    if "body" in expect:
        assert answer.json == expect["body"]
    if "keys" in expect:
        assert set(answer.json) == set(expect["keys"])
    if "predictions" in expect:
        check_predictions(answer.json, expect["predictions"])
    if "same-as" in expect:
        for found, other in zip(answer.json["predictions"], scores_of(servers, expect["same-as"]), strict=True):
            assert found["scores"] == pytest.approx(other, abs=1e-6)


def check_predictions(document, count):
    assert list(document) == ["predictions"] and len(document["predictions"]) == count
    for prediction in document["predictions"]:
        assert set(prediction) == {"label", "scores"}
        assert all(math.isfinite(score) for score in prediction["scores"].values())
        assert prediction["label"] == max(prediction["scores"], key=prediction["scores"].get)


def test_the_model_looks_at_every_field(servers):
    """Else `same-as` would prove nothing."""
    seen = {}
    for name in ("one instance", "empty string", "negative number", "Japanese and emoji"):
        seen[name] = tuple(scores_of(servers, name)[0].values())
    for name in ("RGBA as nested arrays", "opaque RGBA", "grey as RGBA", "grey with alpha as RGBA"):
        seen[name] = tuple(scores_of(servers, name)[0].values())
    assert len(set(seen.values())) == len(seen)
