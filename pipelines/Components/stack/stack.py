"""Rows of several sources under each other."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from modelyard import Column, Rows, Step, StepFailure, main


def run(step: Step) -> None:
    tables = step.open("rows")
    rows = stacked(tables)
    if step.parameters["key"] is not None:
        rows = rows.take(last_of_each(rows, step.parameters["key"], [table.count for table in tables]))
    rows.write(step.outputs["rows"])
    step.write_metrics({"rows": rows.count, "replaced": sum(table.count for table in tables) - rows.count})


def stacked(tables: Sequence[Rows]) -> Rows:
    """All rows, with the columns that all tables have. Raises StepFailure where there is none, or one of several types."""
    shared = [name for name in tables[0] if all(name in table for table in tables)]
    if not shared:
        raise StepFailure(f"no column is in all inputs; they have {' | '.join(', '.join(sorted(table)) for table in tables)}")
    kinds = {name: [table[name].entry() for table in tables] for name in shared}
    differing = [f"{name!r} is {', '.join(_words(entry) for entry in entries)}" for name, entries in sorted(kinds.items())
                 if any(entry != entries[0] for entry in entries)]
    if differing:
        raise StepFailure(f"a column has one type in all inputs, in their order: {'; '.join(differing)}")
    return Rows({name: _joined([table[name] for table in tables]) for name in shared})


def last_of_each(rows: Rows, key: str, counts: Sequence[int]) -> np.ndarray:
    """Row numbers: for each value of the key that of its last row, in the order of the first ones."""
    chosen: dict[str, int] = {}
    for number, value in enumerate(rows[key].values):
        if value is None:
            place, table = _place(number, counts)
            raise StepFailure(f"row {place} of input {table} has no {key!r}, by which rows are told apart")
        chosen[value] = number
    return np.array(list(chosen.values()), dtype=np.int64)


def _joined(columns: Sequence[Column]) -> Column:
    if columns[0].type == "string":
        return Column("string", [value for column in columns for value in column.values])
    return Column(columns[0].type, np.concatenate([column.values for column in columns]))


def _place(number: int, counts: Sequence[int]) -> tuple[int, int]:
    """Row and input, both from 1."""
    for table, count in enumerate(counts, start=1):
        if number < count:
            break
        number -= count
    return number + 1, table


def _words(entry: dict) -> str:
    return entry["type"] if entry["type"] != "image" else f"image {entry['width']}×{entry['height']}×{entry['channels']}"


if __name__ == "__main__":
    main(__name__)
