"""How much memory the server takes: its first process, which loaded the model, and the workers that were forked from it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """In bytes."""

    server: int
    """Of all processes; pages that workers share with the first one are counted once."""
    worker: int
    """What a worker holds by itself; of the one that holds most."""


def of_server(first: int) -> Memory | None:
    """`first`: the process that forked the workers. None where proc(5) has no smaps_rollup, or the process has ended."""
    try:
        resident = _kibibytes(first, "Rss:")
        workers = [private for worker in _children(first) if (private := _private(worker)) is not None]
    except OSError:
        return None
    return Memory((resident + sum(workers)) * 1024, max(workers, default=0) * 1024)


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _private(process: int) -> int | None:
    try:
        return _kibibytes(process, "Private_Clean:", "Private_Dirty:")
    except OSError:
        return None  # it ended


def _kibibytes(process: int, *names: str) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))
