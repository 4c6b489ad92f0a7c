"""Asks a version of another model for every row: its scores, or its value, are the columns of a matrix.

`ask` is how the caller reaches the model: a server of the pinned version in training, the gateway when live.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from called_model import CalledModel
from modelyard import Matrix, Rows, Step, StepFailure, main, open_artifact, read_json, write_json
from row_instances import batches

Ask = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def state_of(metadata: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The state: model, version, the fields of its instances, and its classes in order (None where it answers a value)."""
    if metadata["identity"] != parameters["version"]:
        raise StepFailure(f"{metadata['identity']} answers, expected {parameters['version']}")
    signature = metadata["signature"]
    classes = metadata["classes"] if "scores" in signature["prediction"] else None
    return {"model": parameters["model"], "version": parameters["version"], "fields": signature["instance"], "classes": classes}


def called(*, rows: Rows, state: Mapping[str, Any], ask: Ask, missing: Callable[[Sequence[str]], None]) -> Matrix:
    """float32 [N, C] in the order of the state's classes, or [N, 1]. Tells `missing` the classes that an answer lacks; they are 0.

    Raises ValueError where an answer is of another kind.
    """
    classes = state["classes"]
    answers: list[list[float]] = []
    for batch in batches(rows, state["fields"]):
        for prediction in ask(batch):
            answers.append([_value(prediction)] if classes is None else _scores(prediction, classes, missing))
    return Matrix(np.array(answers, dtype=np.float32).reshape(rows.count, 1 if classes is None else len(classes)))


def save(state: Mapping[str, Any], folder: Path) -> None:
    write_json(folder / "called.json", state)


def load(folder: Path) -> dict[str, Any]:
    return read_json(folder / "called.json")


def run(step: Step) -> None:
    model = CalledModel.from_environment()
    state = state_of(model.metadata(), step.parameters)
    save(state, step.outputs["state"])
    rows = open_artifact(step.inputs["rows"])
    matrix = called(rows=rows, state=load(step.outputs["state"]), ask=model.ask, missing=_refuse)
    matrix.with_part(rows.part).write(step.outputs["matrix"])


def _value(prediction: Mapping[str, Any]) -> float:
    if "value" not in prediction:
        raise ValueError(f"expected a prediction with a value, found {', '.join(sorted(prediction))}")
    return prediction["value"]


def _scores(prediction: Mapping[str, Any], classes: Sequence[str], missing: Callable[[Sequence[str]], None]) -> list[float]:
    if "scores" not in prediction:
        raise ValueError(f"expected a prediction with scores, found {', '.join(sorted(prediction))}")
    scores = prediction["scores"]
    lacking = [name for name in classes if name not in scores]
    if lacking:
        missing(lacking)
    return [scores.get(name, 0.0) for name in classes]


def _refuse(names: Sequence[str]) -> None:
    raise StepFailure(f"the pinned version answers without its own classes {', '.join(names)}")


if __name__ == "__main__":
    main(__name__)
