"""Rows as the instances that a called model's server takes; what its answers become is tested in tests/FlaskServer and tests/Cli.Tests."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from model_call import called
from modelyard import Column, Rows
from PIL import Image
from row_instances import batches

FIELDS = {"title": {"type": "string", "optional": True}, "price": {"type": "number", "optional": True}, "count": {"type": "integer"},
          "fresh": {"type": "boolean"}, "weight": {"type": "number"}, "note": {"type": "string", "optional": True}}


def table(count: int) -> Rows:
    return Rows({"title": Column("string", ["pear", None] * (count // 2)), "price": Column("number", [1.5, np.nan] * (count // 2)),
                 "count": Column("integer", range(count)), "fresh": Column("boolean", [True, False] * (count // 2)),
                 "weight": Column("integer", range(count)), "other": Column("string", [None] * count)})


def test_an_instance_has_the_fields_of_the_signature_and_leaves_out_what_is_missing():
    assert list(batches(table(2), FIELDS)) == [[
        {"title": "pear", "price": 1.5, "count": 0, "fresh": True, "weight": 0.0},
        {"count": 1, "fresh": False, "weight": 1.0}]]


def test_many_rows_are_asked_in_several_requests():
    assert [len(batch) for batch in batches(table(600), FIELDS)] == [256, 256, 88]
    long = Rows({"title": Column("string", ["x" * 3_000_000] * 3)})
    assert [len(batch) for batch in batches(long, {"title": {"type": "string"}})] == [1, 1, 1]


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_is_a_png_of_the_same_pixels(channels):
    pictures = np.random.default_rng(3).integers(0, 256, (2, 5, 7, channels), dtype=np.uint8)
    (batch,) = batches(Rows({"photo": Column("image", pictures)}), {"photo": {"type": "image"}})
    for picture, instance in zip(pictures, batch):
        read = np.array(Image.open(io.BytesIO(base64.b64decode(instance["photo"]["b64"]))))
        assert np.array_equal(read.reshape(5, 7, channels), picture)


def test_columns_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="column 'count' is of type string, the called model takes integer"):
        list(batches(Rows({"count": Column("string", ["1"])}), {"count": {"type": "integer"}}))
    with pytest.raises(KeyError, match="no column 'count'; the rows have: title"):
        list(batches(Rows({"title": Column("string", ["1"])}), {"count": {"type": "integer"}}))


def test_values_are_one_column_and_other_answers_are_refused():
    rows = table(2)
    state = {"fields": FIELDS, "classes": None}
    matrix = called(rows=rows, state=state, ask=lambda batch: [{"value": row["count"] + 0.5} for row in batch], missing=None)
    assert matrix.values.tolist() == [[0.5], [1.5]]
    with pytest.raises(ValueError, match="expected a prediction with a value, found label, scores"):
        called(rows=rows, state=state, ask=lambda batch: [{"label": "a", "scores": {}}] * len(batch), missing=None)
