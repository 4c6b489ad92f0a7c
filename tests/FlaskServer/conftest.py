import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(ROOT / "pipelines" / "FlaskServer"), str(ROOT / "pipelines" / "Runtimes" / "sklearn"),
                *(str(folder) for folder in (HERE / "components").iterdir())]

from artifacts import fitted, moody  # noqa: E402
from serving import Server  # noqa: E402

PROTOCOL = json.loads((ROOT / "tests" / "Protocol" / "cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """Name of a fixture of cases.json → a running server of a model with that signature."""
    started = {}
    for name, fixture in PROTOCOL["fixtures"].items():
        folder = tmp_path_factory.mktemp(name)
        artifact = fitted(folder / "artifact", fixture["model"], fixture["signature"])
        started[name] = Server(folder, artifact, fixture["model"], limits=fixture["limits"])
    yield started
    for server in started.values():
        assert server.stop() == 0


@pytest.fixture(scope="session")
def mood(tmp_path_factory):
    return moody(tmp_path_factory.mktemp("moody") / "artifact")
