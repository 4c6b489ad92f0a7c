"""Workers share one copy of the model, whether its arrays are mapped from the file or were read into memory before the fork."""

import re
from pathlib import Path

import pytest
from artifacts import PREDICTION, fitted
from serving import Server

BULK = 200 * 2**20
SIGNATURE = {"instance": {"text": {"type": "string"}}, "prediction": PREDICTION}


@pytest.fixture(scope="module")
def artifact(tmp_path_factory):
    return fitted(tmp_path_factory.mktemp("great") / "artifact", "great", SIGNATURE, bulk=BULK)


def proportional_bytes(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1]) * 1024


@pytest.mark.parametrize("mapped", [True, False])
def test_three_workers_cost_less_than_one_and_a_half_copies(artifact, mapped, tmp_path):
    marker = artifact / "state" / "unmapped"
    marker.unlink(missing_ok=True)
    if not mapped:
        marker.touch()
    with Server(tmp_path, artifact, "great", workers=3) as server:
        assert {server.predict({"text": "a"}).status for _ in range(30)} == {200}
        processes = [server.process.pid, *server.workers()]
        assert len(processes) == 4
        total = sum(proportional_bytes(pid) for pid in processes)
    assert BULK < total < 1.5 * BULK + 40 * 2**20
