"""The step contract seen from Python: find the ports, fit, transform, leave state and fragment."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Iterable, Mapping

import numpy as np

from .canonical import read_json, write_json
from .labels import TEST, TRAIN, VALIDATION, Labels, Predictions
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

    A module with `transform` is fitted on the training rows and transforms all (one that learns nothing from values says
    `LEARNS = False` and is fitted on all); one with `predict` is fitted on the
    training rows and predicts the test rows; one with `run(step)` does what it likes.
    """
    module = sys.modules[module] if isinstance(module, str) else module
    try:
        step = Step.from_environment()
        if hasattr(module, "run"):
            module.run(step)
        elif hasattr(module, "transform"):
            _transform(module, step)
        else:
            _estimate(module, step)
    except (StepFailure, ValueError, KeyError, FileNotFoundError) as failure:
        if os.environ.get("YARD_TRACEBACK"):
            raise
        message = failure.args[0] if isinstance(failure, KeyError) and failure.args else failure
        print(f"error: {message}", file=sys.stderr)
        sys.exit(1)


def _transform(module: ModuleType, step: Step) -> None:
    inputs = step.open_all()
    learns = getattr(module, "LEARNS", True)
    training = {port: _training_part(value) for port, value in inputs.items()} if learns else inputs
    state = module.fit(**training, parameters=step.parameters)
    # What is saved is what serves, so the rows are transformed with the state as it is read back.
    module.save(state, step.outputs["state"])
    state = module.load(step.outputs["state"])
    (port,) = set(step.outputs) - {"state", "onnx"}
    result = module.transform(**inputs, state=state)
    if isinstance(result, Matrix):
        result = result.with_part(_part_of(inputs.values()))
    result.write(step.outputs[port])
    _leave_fragment(module, step, state, inputs)


def _estimate(module: ModuleType, step: Step) -> None:
    inputs = step.open_all()
    if any(isinstance(value, Predictions) for value in inputs.values()):
        _refine(module, step, inputs)
        return
    truth_port = next(port for port, value in inputs.items() if isinstance(value, (Labels, Targets)))
    truth = inputs.pop(truth_port)
    train, test, validation = (truth.numbers(part) for part in (TRAIN, TEST, VALIDATION))
    if len(train) == 0 or len(test) == 0:
        raise StepFailure(f"training needs rows in both parts; found {len(train)} to train, {len(test)} to test")
    for port, value in inputs.items():
        if value.shape[0] != truth.count:
            raise StepFailure(f"{port} has {value.shape[0]} rows, {truth_port} have {truth.count}")
    learned = {**{port: value.take(train) for port, value in inputs.items()}, truth_port: truth.take(train)}
    fitted = module.fit(**learned, parameters=step.parameters, cpus=step.cpus)
    module.save(fitted, step.outputs["state"])
    state = module.load(step.outputs["state"])

    def answers(rows: np.ndarray) -> Any:
        return module.predict(**{port: value.take(rows) for port, value in inputs.items()}, state=state).of_rows(rows)

    answer = answers(test)
    if isinstance(answer, Predictions) and len(validation) > 0:
        answer = replace(answer, validation=answers(validation))
    answer.write(step.outputs["predictions"])
    _leave_fragment(module, step, state, inputs)


def _refine(module: ModuleType, step: Step, inputs: dict[str, Any]) -> None:
    """An estimator that learns from what another one says of the validation rows, which that one never saw."""
    port = next(port for port, value in inputs.items() if isinstance(value, Predictions))
    predictions, labels = inputs[port], next(value for value in inputs.values() if isinstance(value, Labels))
    if predictions.validation is None:
        raise StepFailure(f"{port} holds no validation rows to learn from; give the split a validation part (validation: 0.2)")
    if list(predictions.classes) != list(labels.classes) or predictions.validation.rows.max() >= labels.count:
        raise StepFailure(f"{port} and labels are not of the same rows; take both from the same split")
    known = labels.take(predictions.validation.rows)
    state = module.fit(**{port: predictions.validation, "labels": known}, parameters=step.parameters, cpus=step.cpus)
    module.save(state, step.outputs["state"])
    answer = module.predict(**{port: predictions}, state=module.load(step.outputs["state"]))
    answer.of_rows(predictions.rows).write(step.outputs["predictions"])


def _training_part(value: Any) -> Any:
    if isinstance(value, list):
        return [_training_part(item) for item in value]
    return value.training_part() if isinstance(value, (Rows, Matrix)) else value


def _part_of(values: Iterable[Any]) -> np.ndarray | None:
    """The part of each row, which a matrix takes over from what it was made of."""
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return next((value.part for value in flat if isinstance(value, (Rows, Matrix))), None)


def _leave_fragment(module: ModuleType, step: Step, state: Any, inputs: Mapping[str, Any]) -> None:
    if "onnx" in step.outputs:
        model = module.onnx(state=state, **inputs)
        (step.outputs["onnx"] / "fragment.onnx").write_bytes(model.SerializeToString(deterministic=True))
