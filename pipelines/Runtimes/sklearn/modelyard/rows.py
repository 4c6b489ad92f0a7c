"""A table of raw instances: texts, numbers and pictures, in named and typed columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

import numpy as np

from .canonical import read_json, write_array, write_json, write_text
from .labels import PARTS

_ARRAYS = {"number": np.float64, "integer": np.int64, "boolean": np.bool_, "image": np.uint8}


@dataclass(frozen=True)
class Column:
    """One column.

    values: `string`: a list of N str or None; `number` float64 [N]; `integer` int64 [N]; `boolean` bool [N];
    `image` uint8 [N, height, width, channels].
    """

    type: str
    values: Any

    def __post_init__(self) -> None:
        if self.type == "string":
            object.__setattr__(self, "values", list(self.values))
        elif self.type in _ARRAYS:
            object.__setattr__(self, "values", np.asarray(self.values, dtype=_ARRAYS[self.type]))
            dimensions = 4 if self.type == "image" else 1
            if self.values.ndim != dimensions:
                raise ValueError(f"a column of type {self.type} has {dimensions} dimensions, not {self.values.ndim}")
        else:
            raise ValueError(f"unknown column type {self.type!r}; known: string, {', '.join(_ARRAYS)}")

    def __len__(self) -> int:
        return len(self.values)

    def take(self, numbers: np.ndarray) -> "Column":
        if self.type == "string":
            return Column("string", [self.values[number] for number in numbers])
        return Column(self.type, self.values[numbers])

    def entry(self) -> dict[str, Any]:
        """The column's entry in rows.json."""
        if self.type != "image":
            return {"type": self.type}
        _, height, width, channels = self.values.shape
        return {"type": "image", "width": width, "height": height, "channels": channels}


class Rows(Mapping[str, Column]):
    """Columns of one length, by name; immutable."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns differ in length: {lengths}")
        self._columns = dict(columns)
        self.count = next(iter(lengths.values()), 0)

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            raise KeyError(f"no column {name!r}; the rows have: {', '.join(sorted(self._columns))}")
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def strings(self, name: str) -> list[str]:
        """A text column with missing values as empty strings."""
        column = self[name]
        if column.type != "string":
            raise ValueError(f"column {name!r} is of type {column.type}, expected string")
        return [value or "" for value in column.values]

    def array(self, name: str, type: str) -> np.ndarray:
        column = self[name]
        if column.type != type:
            raise ValueError(f"column {name!r} is of type {column.type}, expected {type}")
        return column.values

    def with_column(self, name: str, column: Column) -> "Rows":
        return Rows({**self._columns, name: column})

    def take(self, numbers: Sequence[int] | np.ndarray) -> "Rows":
        """The rows with these numbers (int [K]) or under this mask (bool [N]), in order."""
        numbers = np.asarray(numbers)
        if numbers.dtype == np.bool_:
            numbers = np.flatnonzero(numbers)
        return Rows({name: column.take(numbers) for name, column in self._columns.items()})

    @property
    def part(self) -> np.ndarray | None:
        """uint8 [N], an index into PARTS; None where no split came before."""
        return np.array([PARTS.index(value) for value in self["part"].values], dtype=np.uint8) if "part" in self else None

    def training_part(self) -> "Rows":
        """The rows that a split gave to training. Raises ValueError where no split came before."""
        if "part" not in self:
            raise ValueError("the rows have no column 'part'; put a split before the first step that fits")
        return self.take(np.array([value == "train" for value in self["part"].values], dtype=bool))

    def write(self, folder: Path | str) -> None:
        folder = Path(folder)
        for name, column in self._columns.items():
            if column.type == "string":
                lines = (json.dumps(value, ensure_ascii=False) + "\n" for value in column.values)
                write_text(folder / f"{name}.jsonl", "".join(lines))
            else:
                write_array(folder / f"{name}.npy", column.values)
        entries = {name: column.entry() for name, column in self._columns.items()}
        write_json(folder / "rows.json", {"count": self.count, "columns": entries})

    @staticmethod
    def read(folder: Path | str) -> "Rows":
        folder = Path(folder)
        columns = {}
        for name, entry in read_json(folder / "rows.json")["columns"].items():
            if entry["type"] == "string":
                # Not splitlines(): it also breaks at U+2028 and its like, which JSON leaves inside strings.
                lines = (folder / f"{name}.jsonl").read_bytes().decode("utf-8").split("\n")[:-1]
                columns[name] = Column("string", [json.loads(line) for line in lines])
            else:
                columns[name] = Column(entry["type"], np.load(folder / f"{name}.npy", mmap_mode="r"))
        return Rows(columns)
