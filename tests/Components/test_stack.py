"""Rows under rows: order, corrections by a key, columns and types."""

import numpy as np
import pytest

from modelyard import Column, Rows


@pytest.fixture
def table(tmp_path):
    """table(name, **columns): a folder of rows; a list of str or None is a column of strings, of float one of numbers."""

    def write(name, /, **columns):
        folder = tmp_path / name
        folder.mkdir()
        kinds = {str: "string", float: "number", int: "integer", bool: "boolean"}
        Rows({column: values if isinstance(values, Column) else Column(kinds[type(values[0])], values) for column, values in columns.items()}).write(folder)
        return folder

    return write


def test_rows_come_in_the_order_of_the_inputs_with_the_columns_that_all_have(run_step, table):
    photos = Column("image", np.arange(8, dtype=np.uint8).reshape(2, 2, 2, 1))
    first = table("first", name=["a", "b"], price=[1.5, np.nan], stock=[1, 2], new=[True, False], photo=photos, extra=["x", "y"])
    second = table("second", stock=[3], name=["c"], new=[True], price=[2.5], photo=Column("image", photos.values[:1]), other=[9])
    done = run_step("stack", {"rows": [first, second]})
    rows = Rows.read(done["rows"])
    assert sorted(rows) == ["name", "new", "photo", "price", "stock"]
    assert rows["name"].values == ["a", "b", "c"] and rows["stock"].values.tolist() == [1, 2, 3] and rows["new"].values.tolist() == [True, False, True]
    assert np.array_equal(rows["price"].values, [1.5, np.nan, 2.5], equal_nan=True)
    assert np.array_equal(rows["photo"].values, np.concatenate([photos.values, photos.values[:1]]))
    assert done.metrics == {"rows": 3, "replaced": 0}


def test_with_a_key_a_later_row_takes_the_place_of_an_earlier_one(run_step, table):
    first = table("first", name=["a", "b", "c"], section=["1", "2", "3"])
    second = table("second", name=["d", "b"], section=["4", "two"])
    third = table("third", name=["b", "e"], section=["zwei", "5"])
    done = run_step("stack", {"rows": [first, second, third]}, {"key": "name"})
    rows = Rows.read(done["rows"])
    assert list(zip(rows["name"].values, rows["section"].values)) == [("a", "1"), ("b", "zwei"), ("c", "3"), ("d", "4"), ("e", "5")]
    assert done.metrics == {"rows": 5, "replaced": 2}


def test_a_real_index_is_corrected_in_its_place(run_step, table):
    index = run_step("debian-packages", with_={"limit": 2000}, twice=False)["rows"]
    packages = Rows.read(index)
    name = packages["name"].values[1000]
    corrections = table("corrections", name=["modelyard-cli", name], section=["science", "corrected"], description=["a new one", "another line"], source=["modelyard", "corrected"])
    rows = Rows.read(run_step("stack", {"rows": [index, corrections]}, {"key": "name"})["rows"])
    assert rows["name"].values == [*packages["name"].values, "modelyard-cli"]
    assert rows["section"].values[1000] == "corrected" and rows["section"].values[999] == packages["section"].values[999]
    assert sorted(rows) == ["description", "name", "section", "source"]


def test_says_what_does_not_go_together(failing_step, table):
    texts, numbers = table("texts", name=["a"], price=["1"]), table("numbers", name=["b"], price=[1.0])
    assert failing_step("stack", {"rows": [texts, numbers]}) == "error: a column has one type in all inputs, in their order: 'price' is string, number"
    assert failing_step("stack", {"rows": [table("one", a=["x"]), table("two", b=["y"])]}) == "error: no column is in all inputs; they have a | b"
    assert failing_step("stack", {"rows": [texts, table("missing", name=["c", None], price=["2", "3"])]}, {"key": "name"}) == (
        "error: row 2 of input 2 has no 'name', by which rows are told apart")
