"""Columns of declared types out of single values; what does not fit is collected, so that all of it is told at once."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

import numpy as np

from .rows import Column, Rows
from .step import StepFailure

MISSING = object()
_ABSENT = {"string": None, "number": float("nan")}


class Cells:
    """columns: name → type, or {type, optional, from}, as a parameter of type `fields` has them.

    convert(type, value) gives a str, float, int or bool, MISSING, or raises ValueError that says what was expected and found.
    """

    def __init__(self, columns: Mapping[str, Any], convert: Callable[[str, Any], Any], most_errors: int) -> None:
        entries = {name: entry if isinstance(entry, Mapping) else {"type": entry} for name, entry in columns.items()}
        self.names = list(entries)
        self.sources = [entry.get("from", name) for name, entry in entries.items()]
        self._types = [entry["type"] for entry in entries.values()]
        self._optional = [entry.get("optional", False) for entry in entries.values()]
        self._values: list[list[Any]] = [[] for _ in entries]
        self._convert, self._most = convert, most_errors
        self._problems: list[str] = []
        self._count = 0

    def take(self, values: Sequence[Any], place: Callable[[int], str]) -> None:
        """One row: a value for each column. place(number of the column) is how a problem calls the cell."""
        for column, value in enumerate(values):
            kind = self._types[column]
            try:
                converted = self._convert(kind, value)
                if converted is MISSING:
                    if not self._optional[column]:
                        raise ValueError(f"expected {kind}, found nothing")
                    converted = _ABSENT[kind]
                self._values[column].append(converted)
            except ValueError as wrong:
                self.problem(f"{place(column)}: {wrong}")

    def problem(self, text: str) -> None:
        self._count += 1
        if len(self._problems) < self._most:
            self._problems.append(text)

    def rows(self, name: str) -> Rows:
        """Raises StepFailure that lists the problems, as many as may be shown."""
        if self._count:
            more = self._count - len(self._problems)
            lines = [*self._problems, *([f"and {more} more"] if more else [])]
            raise StepFailure(f"{name} does not fit its declared columns:" + "".join(f"\n  {line}" for line in lines))
        return Rows({name: Column(kind, values if kind == "string" else np.array(values, dtype=_DTYPES[kind]))
                     for name, kind, values in zip(self.names, self._types, self._values)})


_DTYPES = {"number": np.float64, "integer": np.int64, "boolean": np.bool_}
