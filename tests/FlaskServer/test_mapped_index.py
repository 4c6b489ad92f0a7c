"""The index of a similarity search is mapped from its file: workers share its pages, and none of them is written to."""

import os
import re
from pathlib import Path

import pytest
from catalogue import searched
from serving import Server

ITEMS, VECTOR_BYTES = 150_000, 16 * 4


def written_back(path):
    """A page that still waits to be written to the disk counts as dirty, whoever wrote it."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def areas(pid, file):
    """The figures of /proc/<pid>/smaps, in bytes, added up over the mappings of a file."""
    text = Path(f"/proc/{pid}/smaps").read_text()
    found = {}
    for area in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", text):
        if str(file) in area:
            for name, kilobytes in re.findall(r"(?m)^(\w+):\s+(\d+) kB", area):
                found[name] = found.get(name, 0) + int(kilobytes) * 1024
    return found


@pytest.mark.parametrize("index, file", [("ivf-flat", "index.faiss"), ("flat", "vectors.npy")])
def test_workers_share_the_index_and_write_to_none_of_it(tmp_path, index, file):
    artifact = searched(tmp_path / "artifact", items=ITEMS, index=index)
    path = artifact / "state" / "index" / file
    assert path.stat().st_size > ITEMS * VECTOR_BYTES
    written_back(path)
    with Server(tmp_path / "server", artifact, "look", workers=2) as server:
        for number in range(40):
            assert server.predict(*[{"id": f"item-{number * 1000 + more}", "k": 50} for more in range(8)]).status == 200
        maps = [areas(pid, path) for pid in (server.process.pid, *server.workers())]
    assert len(maps) == 3 and all(area["Private_Dirty"] == area["Shared_Dirty"] == area["Anonymous"] == 0 for area in maps)
    assert all(area["Rss"] > 0.8 * ITEMS * VECTOR_BYTES for area in maps[1:]), "both workers looked at most of it"
    assert sum(area["Pss"] for area in maps) < 1.1 * path.stat().st_size, "the pages are there once"
