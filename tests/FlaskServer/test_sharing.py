"""Workers share one copy of the model, whether its arrays are mapped from the file or were read into memory before the fork."""

import re
from pathlib import Path

import pytest
from artifacts import PREDICTION, fitted
from serving import Server

# Four processes of Python and scikit-learn take some 110 MiB with no model at all, so half a copy must be more than that.
BULK = 256 * 2**20
SIGNATURE = {"instance": {"text": {"type": "string"}}, "prediction": PREDICTION}


@pytest.fixture(scope="module")
def artifact(tmp_path_factory):
    return fitted(tmp_path_factory.mktemp("great") / "artifact", "great", SIGNATURE, bulk=BULK)


@pytest.fixture(scope="module")
def bytes_without_a_model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return served_bytes(folder, fitted(folder / "artifact", "great", SIGNATURE))


def served_bytes(folder, artifact):
    """The proportional set sizes of the master and 3 workers, all of which have predicted, in bytes."""
    with Server(folder, artifact, "great", workers=3) as server:
        assert {server.predict({"text": "a"}).status for _ in range(30)} == {200}
        processes = [server.process.pid, *server.workers()]
        assert len(processes) == 4
        return sum(proportional_bytes(pid) for pid in processes)


def proportional_bytes(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1]) * 1024


@pytest.mark.parametrize("mapped", [True, False])
def test_three_workers_cost_less_than_one_and_a_half_copies(artifact, bytes_without_a_model, mapped, tmp_path):
    marker = artifact / "state" / "unmapped"
    marker.unlink(missing_ok=True)
    if not mapped:
        marker.touch()
    total = served_bytes(tmp_path, artifact)
    assert total < 1.5 * BULK
    assert 0.95 * BULK < total - bytes_without_a_model < 1.1 * BULK, "the model is there, once"
