from __future__ import annotations

import gzip

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from conftest import _start
from modelyard import Rows


@pytest.fixture
def table(tmp_path):
    """table(text or bytes): the path of a file that holds it."""

    def write(content):
        path = tmp_path / "offers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)

    return write


COLUMNS = {"title": "string", "price": {"type": "number", "optional": True}, "stock": "integer", "new": "boolean"}
TEXT = 'title,price,stock,new,ignored\n"Hat, ""red""",1.50,3,true,x\nShoe,,-2,0,\n\n"two\nlines",1e3,0,FALSE,y\n'


def error_of(tmp_path_factory, file, columns, **with_):
    _, ended = _start(tmp_path_factory.mktemp("csv"), "csv", {}, {"file": file, "columns": columns, **with_}, 1)
    assert ended.returncode == 1
    return ended.stderr


@pytest.mark.parametrize("content", [TEXT, "\ufeff" + TEXT, TEXT.replace("\n", "\r\n").replace("two\r\n", "two\n"), gzip.compress(TEXT.encode())])
def test_cells_become_what_their_columns_declare(run_step, table, content):
    rows = Rows.read(run_step("csv", with_={"file": table(content), "columns": COLUMNS})["rows"])
    assert sorted(rows) == ["new", "price", "stock", "title"]
    assert rows["title"].values == ['Hat, "red"', "Shoe", "two\nlines"]
    assert np.array_equal(rows["price"].values, [1.5, np.nan, 1000], equal_nan=True)
    assert rows["stock"].values.tolist() == [3, -2, 0] and rows["new"].values.tolist() == [True, False, False]


def test_other_habits_of_writing_are_parameters(run_step, table):
    step = run_step("csv", with_={
        "file": table("Kyoto;1,5;NA\nNara;NA;x\n"), "names": ["city", "Mean Price", "note"], "delimiter": ";", "decimal": ",", "missing": ["NA"],
        "columns": {"price": {"type": "number", "optional": True, "from": "Mean Price"}, "note": {"type": "string", "optional": True}}})
    rows = Rows.read(step["rows"])
    assert np.array_equal(rows["price"].values, [1.5, np.nan], equal_nan=True) and rows["note"].values == [None, "x"]


def test_every_bad_cell_is_told_with_line_and_column(tmp_path_factory, table):
    text = 'title,price,stock,new\n"a\nb",free,1,yes\nc,1_0,2.5,true\nd,2\ne,inf,9223372036854775808,1\n,3,4,0\n'
    assert error_of(tmp_path_factory, table(text), COLUMNS) == (
        "error: offers.csv does not fit its declared columns:\n"
        "  line 2, column 2 (price): expected a number, found 'free'\n"
        "  line 2, column 4 (new): expected true, false, 1 or 0, found 'yes'\n"
        "  line 4, column 2 (price): expected a number, found '1_0'\n"
        "  line 4, column 3 (stock): expected a whole number of 64 bits, found '2.5'\n"
        "  line 5: expected 4 cells, found 2\n"
        "  line 6, column 2 (price): expected a number, found 'inf'\n"
        "  line 6, column 3 (stock): expected a whole number of 64 bits, found '9223372036854775808'\n"
        "  line 7, column 1 (title): expected string, found nothing\n")


def test_a_flood_of_bad_cells_is_counted(tmp_path_factory, table):
    error = error_of(tmp_path_factory, table("n\n" + "x\n" * 1000), {"n": "number"}, **{"most-errors": 2})
    assert error.splitlines()[1:] == ["  line 2, column 1 (n): expected a number, found 'x'", "  line 3, column 1 (n): expected a number, found 'x'",
                                      "  and 998 more"]


@pytest.mark.parametrize("content, columns, message", [
    ("", {"a": "number"}, "offers.csv is empty; expected a line with the names of its columns"),
    ("a,b\n1,2\n", {"c": "number"}, "offers.csv: the first line has no column 'c'; it has 'a', 'b'"),
    ("a,a\n1,2\n", {"a": "number"}, "offers.csv: the first line has 'a' twice"),
    (b"a\n1\n\xff\n", {"a": "number"}, "offers.csv, line 3: byte 0xff is not UTF-8; save the file as UTF-8"),
    ('a\n1\n"x"y\n', {"a": "number"},
     "offers.csv, line 3: ',' expected after '\"'; a quote within a quoted cell is written twice"),
    (b"\x1f\x8bbroken", {"a": "number"}, "offers.csv begins like gzip and cannot be unpacked: Compressed file ended before the end-of-stream marker was reached")])
def test_files_that_are_no_tables_are_refused(failing_step, table, content, columns, message):
    assert failing_step("csv", with_={"file": table(content), "columns": columns}) == f"error: {message}"


def test_a_real_data_set_is_read_as_it_is(run_step, table):
    data = load_diabetes(scaled=False)
    lines = [",".join([*data.feature_names, "progress"])]
    lines += [",".join(repr(float(value)) for value in [*row, target]) for row, target in zip(data.data, data.target)]
    columns = {name: "number" for name in [*data.feature_names, "progress"]}
    rows = Rows.read(run_step("csv", with_={"file": table("\n".join(lines)), "columns": columns})["rows"])
    assert np.array_equal(np.stack([rows[name].values for name in data.feature_names], axis=1), data.data)
    assert np.array_equal(rows["progress"].values, data.target)
