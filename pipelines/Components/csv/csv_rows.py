"""Rows from a CSV file (RFC 4180), each cell held against the type that its column declares."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import Any, Iterator, Mapping

from cell_text import converter
from modelyard import Cells, Rows, Step, StepFailure, main


def run(step: Step) -> None:
    parameters = step.parameters
    if len(parameters["delimiter"]) != 1 or parameters["delimiter"] in '"\r\n':
        raise StepFailure(f"parameter delimiter is {parameters['delimiter']!r}; expected one character")
    path = Path(parameters["file"])
    rows = read_rows(text_of(path), path.name, parameters)
    rows.write(step.outputs["rows"])
    step.write_metrics({"rows": rows.count})


def text_of(path: Path) -> str:
    """The file as text, unpacked where it is gzip, without a byte order mark. Raises StepFailure for what is not UTF-8."""
    data = path.read_bytes()
    try:
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise StepFailure(f"{path.name}, line {line}: byte 0x{wrong.object[wrong.start]:02x} is not UTF-8; save the file as UTF-8") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as wrong:
        raise StepFailure(f"{path.name} begins like gzip and cannot be unpacked: {wrong}") from None
    return text


def read_rows(text: str, name: str, parameters: Mapping[str, Any]) -> Rows:
    lines = records(text, name, parameters["delimiter"])
    if parameters["names"] is not None:
        names = list(parameters["names"])
    else:
        _, names = next(lines, (0, []))
        if not names:
            raise StepFailure(f"{name} is empty; expected a line with the names of its columns")
    convert = converter(frozenset(parameters["missing"]), parameters["decimal"])
    cells = Cells(parameters["columns"], convert, parameters["most-errors"])
    places = _places(names, cells.sources, name, "parameter names" if parameters["names"] is not None else "the first line")
    for line, record in lines:
        if len(record) != len(names):
            cells.problem(f"line {line}: expected {len(names)} cells, found {len(record)}")
        else:
            cells.take([record[place] for place in places], lambda column: f"line {line}, column {places[column] + 1} ({cells.sources[column]})")
    return cells.rows(name)


def records(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line number, from 1, where a record begins, and its cells; empty lines are left out. Raises StepFailure for bad quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise StepFailure(f"{name}, line {start}: {wrong}; a quote within a quoted cell is written twice") from None
        if record:
            yield start, record
        start = reader.line_num + 1


def _places(names: list[str], wanted: list[str], file: str, where: str) -> list[int]:
    twice = sorted({name for name in names if names.count(name) > 1 and name in wanted})
    absent = [name for name in wanted if name not in names]
    if twice:
        raise StepFailure(f"{file}: {where} has {', '.join(map(repr, twice))} twice")
    if absent:
        raise StepFailure(f"{file}: {where} has no column {', '.join(map(repr, absent))}; it has {', '.join(map(repr, names))}")
    return [names.index(name) for name in wanted]


if __name__ == "__main__":
    main(__name__)
