"""The step contract seen from Python: find the ports, fit, transform, leave state and fragment."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Mapping

from .canonical import read_json, write_json
from .labels import TEST, TRAIN, Labels
from .matrix import Matrix
from .predictions import read_predictions
from .rows import Rows
from .targets import Targets

_READERS = {"rows.json": Rows.read, "matrix.json": Matrix.read, "labels.json": Labels.read,
            "targets.json": Targets.read, "predictions.json": read_predictions}


class StepFailure(Exception):
    """A failure that the author of a model can act on: shown as one line, without a traceback."""


def open_artifact(folder: Path | str) -> Any:
    """Reads a port's folder as what it says it is; a folder of any other type is given as its Path."""
    for name, read in _READERS.items():
        if (Path(folder) / name).exists():
            return read(folder)
    return Path(folder)


@dataclass(frozen=True)
class Step:
    """One `step.json`: parameters; input folders (a list for a port that takes many); output folders."""

    parameters: Mapping[str, Any]
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Path]
    metrics_path: Path
    scratch: Path
    cpus: int

    @staticmethod
    def from_environment() -> "Step":
        document = read_json(os.environ["YARD_STEP"])
        if document["contract"] != 1:
            raise StepFailure(f"step contract {document['contract']} is not known here; known: 1")
        return Step(document["parameters"], document.get("inputs", {}),
                    {port: Path(folder) for port, folder in document.get("outputs", {}).items()},
                    Path(document.get("metrics", os.devnull)), Path(document.get("scratch", ".")),
                    document.get("cpus", 1))

    def open(self, port: str) -> Any:
        folders = self.inputs[port]
        return [open_artifact(folder) for folder in folders] if isinstance(folders, list) else open_artifact(folders)

    def open_all(self) -> dict[str, Any]:
        return {port: self.open(port) for port in self.inputs}

    def write_metrics(self, metrics: Mapping[str, float]) -> None:
        write_json(self.metrics_path, {name: float(value) for name, value in metrics.items()})


def main(module: ModuleType | str) -> None:
    """Runs a component's module as a step.

    A module with `transform` is fitted on the training rows and transforms all; one with `predict` is fitted on the
    training rows and predicts the test rows; one with `run(step)` does what it likes.
    """
    module = sys.modules[module] if isinstance(module, str) else module
    try:
        step = Step.from_environment()
        if hasattr(module, "transform"):
            _transform(module, step)
        elif hasattr(module, "predict"):
            _estimate(module, step)
        else:
            module.run(step)
    except (StepFailure, ValueError, KeyError, FileNotFoundError) as failure:
        if os.environ.get("YARD_TRACEBACK"):
            raise
        message = failure.args[0] if isinstance(failure, KeyError) and failure.args else failure
        print(f"error: {message}", file=sys.stderr)
        sys.exit(1)


def _transform(module: ModuleType, step: Step) -> None:
    inputs = step.open_all()
    training = {port: _training_part(value) for port, value in inputs.items()}
    state = module.fit(**training, parameters=step.parameters)
    # What is saved is what serves, so the rows are transformed with the state as it is read back.
    module.save(state, step.outputs["state"])
    state = module.load(step.outputs["state"])
    (port,) = set(step.outputs) - {"state", "onnx"}
    module.transform(**inputs, state=state).write(step.outputs[port])
    _leave_fragment(module, step, state, inputs)


def _estimate(module: ModuleType, step: Step) -> None:
    inputs = step.open_all()
    truth_port = next(port for port, value in inputs.items() if isinstance(value, (Labels, Targets)))
    truth = inputs.pop(truth_port)
    train, test = truth.numbers(TRAIN), truth.numbers(TEST)
    if len(train) == 0 or len(test) == 0:
        raise StepFailure(f"training needs rows in both parts; found {len(train)} to train, {len(test)} to test")
    for port, value in inputs.items():
        if value.shape[0] != truth.count:
            raise StepFailure(f"{port} has {value.shape[0]} rows, {truth_port} have {truth.count}")
    learned = {**{port: value.take(train) for port, value in inputs.items()}, truth_port: truth.take(train)}
    fitted = module.fit(**learned, parameters=step.parameters, cpus=step.cpus)
    module.save(fitted, step.outputs["state"])
    state = module.load(step.outputs["state"])
    answer = module.predict(**{port: value.take(test) for port, value in inputs.items()}, state=state)
    answer.of_rows(test).write(step.outputs["predictions"])
    _leave_fragment(module, step, state, inputs)


def _training_part(value: Any) -> Any:
    if isinstance(value, list):
        return [_training_part(item) for item in value]
    # A matrix carries no parts: a step that learns from one (a scaler, say) also takes `rows` or `labels`.
    return value.training_part() if isinstance(value, Rows) else value


def _leave_fragment(module: ModuleType, step: Step, state: Any, inputs: Mapping[str, Any]) -> None:
    if "onnx" in step.outputs:
        model = module.onnx(state=state, **inputs)
        (step.outputs["onnx"] / "fragment.onnx").write_bytes(model.SerializeToString(deterministic=True))
