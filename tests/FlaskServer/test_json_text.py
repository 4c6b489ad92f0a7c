"""What is read as JSON, where the standard library would be more lenient."""

import pytest
from flask_server import json_text
from flask_server.problems import Refused


@pytest.mark.parametrize("levels, deep", [(1, False), (64, False), (65, True), (500, True)])
@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_depth(levels, deep, opening, closing):
    value = json_text.parse((opening * levels + "1" + closing * levels).encode())
    if not deep:
        json_text.refuse_depth(value)
        return
    with pytest.raises(Refused, match="too deep") as refused:
        json_text.refuse_depth(value)
    assert refused.value.code == "YARD6001"


def test_depth_bomb():
    with pytest.raises(Refused, match="too deep"):
        json_text.parse(b"[" * 10_000_000)


def test_a_key_twice_among_very_many():
    body = ("{" + ",".join(f'"k{number}":1' for number in range(100_000)) + ',"k99999":2}').encode()
    with pytest.raises(Refused, match="'k99999' stands twice"):
        json_text.parse(body)


def test_digits_without_end():
    value = json_text.parse(b"[" + b"9" * 1_000_000 + b",-" + b"9" * 5000 + b",7]")
    assert value == [float("inf"), float("-inf"), 7]


@pytest.mark.parametrize("body, where", [(b'{"a": tru}', "line 1 column 7"), (b"\n\n  ]", "line 3 column 3"),
                                         (b'"\xff"', "byte 1 is not UTF-8")])
def test_the_place_is_told(body, where):
    with pytest.raises(Refused, match=where):
        json_text.parse(body)
