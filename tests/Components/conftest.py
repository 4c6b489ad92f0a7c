"""Runs components as the executor does (docs/architecture.md, section 2), and twice, since equal bytes are the promise."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml

import csharp

PIPELINES = Path(__file__).resolve().parents[2] / "pipelines"
COMPONENTS = PIPELINES / "Components"
RUNTIME = PIPELINES / "Runtimes" / "sklearn"

# Read before NumPy is imported: a component called within a test computes with the same BLAS kernel as a step does.
ENVIRONMENT = yaml.safe_load((RUNTIME / "runtime.yaml").read_text(encoding="utf-8"))["environment"]
os.environ.update(ENVIRONMENT)

# A server imports component modules beside the shared package; tests of serving do the same.
sys.path[:0] = [str(RUNTIME), *(str(folder.parent) for folder in sorted(COMPONENTS.glob("*/component.yaml")))]


@dataclass(frozen=True)
class Finished:
    """A step that ended with 0: port → output folder; its metrics; port → digest of the folder."""

    outputs: dict[str, Path]
    metrics: dict[str, float]
    digests: dict[str, str]

    def __getitem__(self, port: str) -> Path:
        return self.outputs[port]


def tree_digest(folder: Path) -> str:
    """The content digest of a tree, as section 1 of docs/architecture.md defines it."""
    lines = []
    for path in folder.rglob("*"):
        assert not path.is_symlink(), f"{path} is a symbolic link"
        if path.is_file():
            mode = "x" if os.access(path, os.X_OK) and path.stat().st_mode & 0o111 else "-"
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            lines.append((name, f"{mode} {len(content)} {hashlib.sha256(content).hexdigest()}  {name}\n"))
    return hashlib.sha256("".join(line for _, line in sorted(lines)).encode()).hexdigest()


def specification(component: str) -> dict[str, Any]:
    return yaml.safe_load((COMPONENTS / component / "component.yaml").read_text(encoding="utf-8"))


def _start(folder: Path, component: str, inputs: dict[str, Any], parameters: dict[str, Any], cpus: int):
    spec = specification(component)
    declared = spec.get("parameters", {})
    unknown = set(parameters) - set(declared)
    assert not unknown, f"{component} has no parameters {sorted(unknown)}"
    ports = list(spec["outputs"])
    ports += ["state"] if spec["kind"] in ("transform", "estimator") else []
    ports += ["onnx"] if spec.get("serves", {}).get("onnx") else []
    outputs = {port: folder / "outputs" / port for port in ports}
    scratch = folder / "scratch"
    for path in (*outputs.values(), scratch):
        path.mkdir(parents=True)
    step = {
        "contract": 1,
        "parameters": {name: parameters.get(name, entry.get("default")) for name, entry in declared.items()},
        "inputs": {port: [str(p) for p in path] if isinstance(path, list) else str(path)
                   for port, path in inputs.items()},
        "outputs": {port: str(path) for port, path in outputs.items()},
        "metrics": str(folder / "metrics.json"), "scratch": str(scratch), "cpus": cpus,
    }
    (folder / "step.json").write_text(json.dumps(step), encoding="utf-8")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(scratch), "TMPDIR": str(scratch), "LANG": "C.UTF-8",
        "YARD_STEP": str(folder / "step.json"), "PYTHONPATH": f"{COMPONENTS / component}:{RUNTIME}",
        "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
        **ENVIRONMENT, **_secrets(declared, parameters), **(csharp.environment(spec["runtime"]) if csharp.is_csharp(spec) else {}),
    }
    command = [word.replace("{build}", str(csharp.program(component))) if csharp.is_csharp(spec) else word for word in spec["run"].split()]
    ended = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, timeout=300)
    return outputs, ended


def _secrets(declared: dict[str, Any], parameters: dict[str, Any]) -> dict[str, str]:
    """The variables that parameters name, as the platform passes them on."""
    names = [parameters.get(name) for name, entry in declared.items() if entry["type"] == "variable"]
    return {name: os.environ[name] for name in names if name in os.environ}


@pytest.fixture
def with_secret(monkeypatch) -> Callable[[str], Any]:
    """with_secret(value): a context in which the environment variable SHOP_URL holds it."""

    @contextmanager
    def holding(value: str):
        with monkeypatch.context() as patch:
            patch.setenv("SHOP_URL", value)
            yield

    return holding


@pytest.fixture(scope="session")
def run_step(tmp_path_factory) -> Callable[..., Finished]:
    """run_step(component, {port: folder}, with_={parameter: value}): defaults are filled in from component.yaml.

    The step runs twice, in two folders and with another number of threads, and must leave the same bytes;
    `twice=False` saves the second run where a test is about something else.
    """

    def run(component: str, inputs: dict[str, Any] | None = None, with_: dict[str, Any] | None = None,
            twice: bool = True) -> Finished:
        finished = []
        for cpus in (2, 1) if twice else (2,):
            folder = tmp_path_factory.mktemp(component)
            outputs, ended = _start(folder, component, inputs or {}, with_ or {}, cpus)
            assert ended.returncode == 0, ended.stderr
            digests = {port: tree_digest(path) for port, path in outputs.items()}
            empty = hashlib.sha256().hexdigest()
            assert empty not in digests.values(), f"an output of {component} is empty: {digests}"
            path = folder / "metrics.json"
            metrics = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            finished.append(Finished(outputs, metrics, digests))
        assert finished[0].digests == finished[-1].digests, f"{component} left other bytes when it ran again"
        assert finished[0].metrics == finished[-1].metrics
        return finished[0]

    return run


@pytest.fixture
def failing_step(tmp_path_factory) -> Callable[..., str]:
    """failing_step(component, {port: folder}, with_={…}): what a step left on stderr as it failed, which is one line."""

    def run(component: str, inputs: dict[str, Any] | None = None, with_: dict[str, Any] | None = None, lines: int = 1) -> str:
        _, ended = _start(tmp_path_factory.mktemp(component), component, inputs or {}, with_ or {}, 1)
        assert ended.returncode == 1, ended.stderr
        assert ended.stderr.count("\n") == lines, ended.stderr
        return ended.stderr.strip()

    return run


@pytest.fixture(scope="session")
def photos(run_step) -> Finished:
    """1,000 photos: the first 500 of either part."""
    return run_step("fashion-mnist", with_={"limit": 500}, twice=False)


@pytest.fixture(scope="session")
def parts(run_step, photos) -> Finished:
    return run_step("split", {"rows": photos["rows"]}, {"given": "part"}, twice=False)


@pytest.fixture(scope="session")
def pixels(run_step, parts) -> Finished:
    return run_step("picture-scale", {"rows": parts["rows"]}, {"size": 14}, twice=False)


@pytest.fixture(scope="session")
def patients(tmp_path_factory) -> Path:
    """Rows: the 442 patients of scikit-learn's diabetes data, unscaled: age, bmi, bp, s1 to s6, sex (1 or 2) and what is to learn, `progress`."""
    from sklearn.datasets import load_diabetes

    from modelyard import Column, Rows

    data = load_diabetes(scaled=False)
    columns = {name: Column("number", values) for name, values in zip(data.feature_names, data.data.T)}
    columns["sex"] = Column("integer", columns["sex"].values)
    folder = tmp_path_factory.mktemp("patients")
    Rows({**columns, "progress": Column("number", data.target)}).write(folder)
    return folder


MEASURES = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.fixture(scope="session")
def halves(run_step, patients) -> Finished:
    return run_step("regression-split", {"rows": patients}, {"target": "progress", "test": 0.25}, twice=False)


@pytest.fixture(scope="session")
def numbers(run_step, halves) -> Finished:
    return run_step("columns", {"rows": halves["rows"]}, {"columns": MEASURES}, twice=False)
