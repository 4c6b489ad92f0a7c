"""A thousand bodies, mutated from good ones by a seeded hand: never a 500, and the server lives on."""

import base64
import http.client
import io
import json
import random

import numpy as np
from PIL import Image

PATH = "/v1/models/listing:predict"
ALPHABET = [b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b"null", b"true", b"-", b"1e999", b"NaN", b"\\ud800", b"\xff", b"\x00",
            b"0", b"9" * 5000, b'"b64"', b"[[" * 40, b" "]
VALUES = [None, True, False, 0, -1, 256, 1.5, 1e308, 2**70, "", "x" * 1001, "\ud800", [], [[]], {}, {"b64": "AAAA"}, {"b64": None},
          [[0] * 4] * 4, [[[0]] * 4] * 4, [0, [1, [2, [3]]]]]


def good(draw):
    photo = [[draw.randrange(256) for _ in range(4)] for _ in range(4)]
    if draw.random() < 0.5:
        file = io.BytesIO()
        Image.fromarray(np.array(photo, dtype=np.uint8)).save(file, "PNG")
        photo = {"b64": base64.b64encode(spoil(draw, file.getvalue()) if draw.random() < 0.5 else file.getvalue()).decode()}
    return {"text": draw.choice(["red shoes", "", "靴"]), "amount": draw.uniform(-1e6, 1e6), "photo": photo}


def spoil(draw, data):
    data = bytearray(data)
    for _ in range(draw.randrange(1, 5)):
        data[draw.randrange(8, len(data))] = draw.randrange(256)
    return bytes(data[:draw.randrange(8, len(data) + 1)] if draw.random() < 0.3 else data)


def swap_value(draw, value):
    if isinstance(value, dict) and value:
        key = draw.choice(list(value))
        if draw.random() < 0.2:
            return {name: item for name, item in value.items() if name != key}
        return {**value, key: swap_value(draw, value[key])}
    if isinstance(value, list) and value and draw.random() < 0.8:
        at = draw.randrange(len(value))
        return [*value[:at], swap_value(draw, value[at]), *value[at + 1:]]
    return draw.choice(VALUES)


def mutated(draw):
    document = {"instances": [good(draw) for _ in range(draw.randrange(1, 4))]}
    if draw.random() < 0.5:
        return json.dumps(swap_value(draw, document)).encode()
    body = bytearray(json.dumps(document).encode())
    for _ in range(draw.randrange(0, 4)):
        at = draw.randrange(len(body))
        body[at:at + draw.randrange(3)] = draw.choice(ALPHABET)
    return bytes(body[:draw.randrange(len(body))] if draw.random() < 0.1 else body)


def test_a_thousand_mutations(servers):
    server, draw = servers["listing"], random.Random(20181123)
    workers = server.workers()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    seen = {}
    for number in range(1000):
        body = mutated(draw)
        connection.request("POST", PATH, body)
        response = connection.getresponse()
        answer = json.loads(response.read())
        assert response.status in (200, 400), (number, body, answer)
        code = answer["error"]["code"] if response.status == 400 else "answered"
        seen[code] = seen.get(code, 0) + 1
    assert server.workers() == workers
    assert set(seen) == {"answered", *(f"YARD600{digit}" for digit in range(1, 10))}, "the mutations reach every rule"
