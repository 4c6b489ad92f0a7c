"""parquet, built from C#: every physical type, and the same rows as csv gives from the same table."""

from __future__ import annotations

import base64
import csv
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import csharp
from modelyard import Rows

STORED = {"string": "string?", "integer": "int32", "number": "double?"}


@pytest.fixture
def stored(tmp_path):
    """stored([(name, type, values)], groups, compression): the path of a Parquet file that holds them."""
    writer = csharp.built(Path(__file__).parent / "TableWriter") / "TableWriter"

    def write(columns, groups=1, compression="snappy"):
        path = tmp_path / "table.parquet"
        described = {"groups": groups, "compression": compression, "columns": [{"name": name, "type": kind, "values": values} for name, kind, values in columns]}
        subprocess.run([str(writer), str(path)], input=json.dumps(described), text=True, check=True, env={**csharp.environment("mlnet"), "PATH": "/usr/bin:/bin"})
        return str(path)

    return write


def one(name, kind, values):
    return [(name, kind, values)]


@pytest.mark.parametrize("groups, compression", [(1, "none"), (7, "zstd")])
def test_a_real_table_gives_the_rows_that_csv_gives_to_the_byte(run_step, stored, tmp_path, groups, compression):
    packages = Rows.read(run_step("debian-packages", with_={"limit": 1500}, twice=False)["rows"])
    kinds = {name: packages[name].type for name in packages}
    values = {name: [value if kinds[name] == "string" else value.item() for value in packages[name].values] for name in packages}
    values = {name: [None if value == "" else value for value in column] for name, column in values.items()}
    with open(tmp_path / "table.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(values)
        writer.writerows(zip(*values.values()))
    columns = {name: {"type": kind, "optional": kind == "string"} for name, kind in kinds.items()}

    from_parquet = run_step("parquet", with_={"file": stored([(name, STORED[kinds[name]], values[name]) for name in values], groups, compression), "columns": columns})
    from_csv = run_step("csv", with_={"file": str(tmp_path / "table.csv"), "columns": columns}, twice=False)

    assert from_parquet.digests == from_csv.digests and from_parquet.metrics == from_csv.metrics == {"rows": 1500}
    assert set(kinds.values()) == {"string", "integer"}


STORED_AND_READ = [
    ("int8", [-128, 127], "integer", [-128, 127]), ("uint8", [0, 255], "integer", [0, 255]),
    ("int16", [-32768, 5], "integer", [-32768, 5]), ("uint16", [65535], "integer", [65535]),
    ("int32", [-2**31, 7], "integer", [-2**31, 7]), ("uint32", [2**32 - 1], "integer", [2**32 - 1]),
    ("int64", [-2**63, 2**63 - 1], "integer", [-2**63, 2**63 - 1]), ("uint64", [2**63 - 1], "integer", [2**63 - 1]),
    ("double", [3.0, -4e15], "integer", [3, -4 * 10**15]), ("decimal", ["12.000000"], "integer", [12]),
    ("int64", [2**53 + 1], "number", [float(2**53 + 1)]), ("float", [0.1, -2.5], "number", [float(np.float32(0.1)), -2.5]),
    ("double", [0.1, 1e300, -0.0], "number", [0.1, 1e300, -0.0]),
    ("decimal", ["12345678901234.567891", "0.1", "-2.25"], "number", [12345678901234.567891, 0.1, -2.25]),
    ("bool", [True, False], "boolean", [True, False]),
    ("string", ["ü", "", "a\nb", "日本"], "string", ["ü", "", "a\nb", "日本"]),
    ("bytes", [base64.b64encode("naïve".encode()).decode()], "string", ["naïve"]),
    ("date", ["2026-01-02", "1969-12-31"], "string", ["2026-01-02", "1969-12-31"]),
    ("timestamp", ["2026-01-02T03:04:05", "1970-01-01T00:00:00.250001"], "string", ["2026-01-02T03:04:05", "1970-01-01T00:00:00.250001"]),
    ("int96", ["2018-06-13T01:02:03.5"], "string", ["2018-06-13T01:02:03.500000"]),
    ("time", ["2026-01-01T00:00:58.000001"], "integer", [58_000_001]),
    ("uuid", ["00112233-4455-6677-8899-aabbccddeeff"], "string", ["00112233-4455-6677-8899-aabbccddeeff"])]


def test_what_is_stored_becomes_what_its_column_declares(run_step, stored):
    def repeated(values):
        return (values * 4)[:4]

    file = stored([(f"c{number}", kind, repeated(values)) for number, (kind, values, _, _) in enumerate(STORED_AND_READ)])
    columns = {f"c{number}": declared for number, (_, _, declared, _) in enumerate(STORED_AND_READ)}
    rows = Rows.read(run_step("parquet", with_={"file": file, "columns": columns}, twice=False)["rows"])
    for number, (kind, _, declared, expected) in enumerate(STORED_AND_READ):
        assert (kind, rows[f"c{number}"].type, list(rows[f"c{number}"].values)) == (kind, declared, repeated(expected))


def test_missing_numbers_are_nan(run_step, stored):
    stored_as = {"whole": ("int32?", [1, None, 3]), "half": ("double", [1.5, "NaN", 2]), "price": ("decimal?", [None, "2.5", "1"])}
    file = stored([(name, kind, values) for name, (kind, values) in stored_as.items()], groups=2)
    rows = Rows.read(run_step("parquet", with_={"file": file, "columns": {name: {"type": "number", "optional": True} for name in stored_as}}, twice=False)["rows"])
    expected = {"whole": [1, np.nan, 3], "half": [1.5, np.nan, 2], "price": [np.nan, 2.5, 1]}
    assert all(np.array_equal(rows[name].values, values, equal_nan=True) for name, values in expected.items())


def test_missing_texts_and_other_names_and_columns_beside(run_step, stored):
    file = stored([("Unit Name", "string?", ["a", None, ""]), ("tags", "list", [[1, 2], [3], [4]]), ("day", "date?", [None, "2026-01-02", None])])
    columns = {"name": {"type": "string", "optional": True, "from": "Unit Name"}, "day": {"type": "string", "optional": True}}
    rows = Rows.read(run_step("parquet", with_={"file": file, "columns": columns})["rows"])
    assert sorted(rows) == ["day", "name"]
    assert rows["name"].values == ["a", None, ""] and rows["day"].values == [None, "2026-01-02", None]


def test_every_value_that_does_not_fit_is_told_by_row_over_all_row_groups(failing_step, stored):
    file = stored([("stock", "double", [1, 2.5, 3, "Infinity", 5, 2**63]), ("title", "string?", ["a", "b", None, "d", "e", "f"]), ("count", "int64?", [1, 2, 3, 4, None, 6]),
                   ("big", "uint64", [1, 2, 3, 4, 5, 2**64 - 1])], groups=3)
    columns = {"stock": "integer", "title": "string", "count": "integer", "big": "integer"}
    assert failing_step("parquet", with_={"file": file, "columns": columns}, lines=7) == (
        "error: table.parquet does not fit its declared columns:\n"
        "  row 2, column stock: expected integer, found 2.5\n"
        "  row 4, column stock: expected integer, found Infinity\n"
        "  row 3, column title: expected string, found nothing\n"
        "  row 6, column stock: expected integer, found 9.223372036854776E+18\n"
        "  row 5, column count: expected integer, found nothing\n"
        "  row 6, column big: expected integer, found 18446744073709551615")
    assert failing_step("parquet", with_={"file": file, "columns": columns, "most-errors": 2}, lines=4).splitlines()[-1] == "  and 4 more"


def test_columns_that_cannot_be_what_they_are_declared_are_told_together(failing_step, stored):
    file = stored([("title", "string", ["1"]), ("price", "double", [1.5]), ("tags", "list", [[1]]), ("new", "int32", [1])])
    assert failing_step("parquet", with_={"file": file, "columns": {"title": "number", "price": "string", "tags": "integer", "new": "boolean"}}, lines=5) == (
        "error: table.parquet does not fit its declared columns:\n"
        "  column title: expected number, found strings\n"
        "  column price: expected string, found numbers\n"
        "  column tags: expected integer, found lists\n"
        "  column new: expected boolean, found whole numbers")
    assert failing_step("parquet", with_={"file": file, "columns": {"titel": "string", "cost": "number"}}) == (
        "error: table.parquet has no column 'titel', 'cost'; it has 'title', 'price', 'tags', 'new'")


def test_files_that_are_none_or_cut_off_are_refused(failing_step, stored, tmp_path):
    path = Path(stored(one("text", "string", [f"text {number}" for number in range(1000)])))
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[40:200] = bytes(160)
    for content in (b"", b"not a table", whole[: len(whole) // 2], bytes(damaged)):
        path.write_bytes(content)
        assert failing_step("parquet", with_={"file": str(path), "columns": {"text": "string"}}).startswith("error: table.parquet is not a Parquet file that can be read to its end: ")
