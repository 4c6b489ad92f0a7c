"""Makes small artifacts as a run leaves them: components fitted with scikit-learn, their code and their state."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any, Mapping

import numpy as np
from modelyard import Column, Labels, Rows, write_json

HERE = Path(__file__).parent
COMPONENTS = HERE.parents[1] / "pipelines" / "Components"
RUNTIME = HERE.parents[1] / "pipelines" / "Runtimes" / "sklearn"
CLASSES = ["bag", "hat", "shoe"]
PREDICTION = {"label": {"type": "string"}, "scores": {"type": "map", "of": "number"}}


def fitted(artifact: Path, model: str, signature: Mapping[str, Any], bulk: int = 0) -> Path:
    """words and values side by side into a logistic regression that knows three classes; `bulk` bytes ride along."""
    rows, labels = _training(signature["instance"])
    chain = [("words", "word-features", "transform", {"rows": "$instance"}, "matrix", {"columns": 32}),
             ("values", "value-features", "transform", {"rows": "$instance"}, "matrix", {"scale": 100.0}),
             ("joined", "join", "transform", {"matrices": ["words.matrix", "values.matrix"]}, "matrix", {}),
             ("classes", "logistic", "predict", {"matrix": "joined.matrix"}, "predictions", {"bulk": bulk})]
    values: dict[str, Any] = {"$instance": rows}
    for name, component, call, sources, output, parameters in chain:
        module = importlib.import_module(component.replace("-", "_"))
        inputs = {port: [values[item] for item in source] if isinstance(source, list) else values[source]
                  for port, source in sources.items()}
        folder = artifact / "state" / name
        folder.mkdir(parents=True)
        if call == "transform":
            state = module.fit(**inputs, parameters=parameters)
            values[f"{name}.{output}"] = module.transform(**inputs, state=state)
        else:
            state = module.fit(**inputs, labels=labels, parameters=parameters, cpus=1)
        module.save(state, folder)
    _write(artifact, model, signature, {"classes": CLASSES}, chain)
    return artifact


def moody(artifact: Path, model: str = "moody") -> Path:
    signature = {"instance": {"text": {"type": "string"}}, "prediction": PREDICTION}
    (artifact / "state" / "mood").mkdir(parents=True)
    importlib.import_module("moody").save(None, artifact / "state" / "mood")
    _write(artifact, model, signature, {"classes": ["bad", "good"]},
           [("mood", "moody", "predict", {"rows": "$instance"}, "predictions", {})])
    return artifact


def valued(artifact: Path, model: str = "slope") -> Path:
    """A regression: twice the amount."""
    signature = {"instance": {"amount": {"type": "number"}}, "prediction": {"value": {"type": "number"}}}
    (artifact / "state" / "line").mkdir(parents=True)
    importlib.import_module("slope").save({"slope": 2.0}, artifact / "state" / "line")
    _write(artifact, model, signature, {"answers": "values"},
           [("line", "slope", "predict", {"rows": "$instance"}, "predictions", {})])
    return artifact


def calling(artifact: Path, called: str, version: str, classes: list[str], model: str = "caller") -> Path:
    """A chain that asks a model for the scores of a text, and takes them for its own."""
    signature = {"instance": {"text": {"type": "string"}}, "prediction": PREDICTION}
    state = {"model": called, "version": version, "fields": signature["instance"], "classes": classes}
    for step, content in (("feelings", ("called.json", state)), ("strongest", ("classes.json", classes))):
        (artifact / "state" / step).mkdir(parents=True)
        write_json(artifact / "state" / step / content[0], content[1])
    _write(artifact, model, signature, {"classes": classes},
           [("feelings", "model-call", "model", {"rows": "$instance"}, "matrix", {"model": called, "version": version}),
            ("strongest", "strongest", "predict", {"matrix": "feelings.matrix"}, "predictions", {})])
    return artifact


def tensorflow(artifact: Path, model: str, signature: Mapping[str, Any], *, classes: list[str], preprocessed: bool) -> Path:
    """A chain whose last step TensorFlow Serving computes: of the values of an instance side by side, or of the instance itself."""
    chain: list[tuple] = [("scores", "network", "tensorflow", {"rows": "$instance"}, "predictions", {})]
    if preprocessed:
        (artifact / "state" / "values").mkdir(parents=True)
        module = importlib.import_module("value_features")
        module.save(module.fit(rows=_training(signature["instance"])[0], parameters={"scale": 100.0}), artifact / "state" / "values")
        chain = [("values", "value-features", "transform", {"rows": "$instance"}, "matrix", {"scale": 100.0}),
                 ("scores", "network", "tensorflow", {"matrix": "values.matrix"}, "predictions", {})]
    _write(artifact, model, signature, {"classes": classes}, chain)
    return artifact


def _write(artifact: Path, model: str, signature: Mapping[str, Any], answers: Mapping[str, Any], chain: list[tuple]) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(RUNTIME, artifact / "code" / "runtime", ignore=ignore)
    for component in {step[1] for step in chain if step[2] != "tensorflow"}:
        home = HERE / "components" if (HERE / "components" / component).is_dir() else COMPONENTS
        shutil.copytree(home / component, artifact / "code" / component, ignore=ignore)
    kind = "tensorflow" if chain[-1][2] == "tensorflow" else "python"
    steps = [{"name": name, "component": component, "module": None if call == "tensorflow" else component.replace("-", "_"), "call": call, "inputs": inputs,
              "output": output, "parameters": parameters, **(parameters if call == "model" else {})} for name, component, call, inputs, output, parameters in chain]
    write_json(artifact / "chain.json", {"format": 1, "model": model, "candidate": "test", "kind": kind,
                                         "signature": signature, **answers, "steps": steps,
                                         "output": chain[-1][0]})


def _training(instance: Mapping[str, Any], count: int = 60) -> tuple[Rows, Labels]:
    draw = np.random.default_rng(7)
    columns = {}
    for name, field in instance.items():
        kind = field["type"]
        values = {
            "string": lambda: ["".join(draw.choice(list("abcdefgh "), 12)) for _ in range(count)],
            "number": lambda: draw.normal(0, 100, count), "integer": lambda: draw.integers(-100, 100, count),
            "boolean": lambda: draw.integers(0, 2, count).astype(bool),
            "image": lambda: draw.integers(0, 256, (count, field["height"], field["width"], field["channels"])),
        }[kind]()
        columns[name] = Column(kind, values)
    codes = draw.integers(0, len(CLASSES), count).astype(np.int32)
    return Rows(columns), Labels(CLASSES, codes, np.zeros(count, dtype=np.uint8))
