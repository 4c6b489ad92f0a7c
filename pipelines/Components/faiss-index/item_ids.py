"""Names of items as sorted bytes in a mapped file, so that a million of them cost a process nothing until one is looked up."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np

from modelyard import StepFailure, write_array

LONGEST = 200


class ItemIds:
    """names: UTF-8 bytes S[w] [N], by position; order int64 [N]: positions, by name."""

    def __init__(self, names: np.ndarray, order: np.ndarray) -> None:
        self._names, self._order = names, order

    @staticmethod
    def of(names: Sequence[str | None]) -> "ItemIds":
        """Raises StepFailure for an id that is missing, twice there or too long."""
        encoded = [name.encode("utf-8") if name else b"" for name in names]
        for position, name in enumerate(encoded):
            if not name or len(name) > LONGEST or b"\0" in name:
                raise StepFailure(f"item {position} has the id {names[position]!r}; expected 1 to {LONGEST} bytes of UTF-8 without NUL")
        array = np.array(encoded)
        order = np.argsort(array, kind="stable")
        twice = np.flatnonzero(array[order][1:] == array[order][:-1])
        if len(twice) > 0:
            raise StepFailure(f"{len(twice)} ids stand more than once, {names[order[twice[0]]]!r} is one; expected each once")
        return ItemIds(array, order.astype(np.int64))

    def name(self, position: int) -> str:
        return self._names[position].decode("utf-8")

    def position(self, name: str) -> int | None:
        """The item of this name, or None."""
        wanted = name.encode("utf-8")
        # A fixed-width array would cut a longer name off, and drop NULs at its end.
        if not wanted or len(wanted) > self._names.dtype.itemsize or b"\0" in wanted:
            return None
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if self._names[self._order[middle]] < wanted:
                low = middle + 1
            else:
                high = middle
        found = low < len(self._order) and self._names[self._order[low]] == wanted
        return int(self._order[low]) if found else None

    def save(self, folder: Path) -> None:
        write_array(folder / "ids.npy", self._names)
        write_array(folder / "id-order.npy", self._order)

    @staticmethod
    def load(folder: Path) -> "ItemIds":
        return ItemIds(np.load(folder / "ids.npy", mmap_mode="r"), np.load(folder / "id-order.npy", mmap_mode="r"))
