"""Loads the artifact of a version: `chain.json`, the code that fitted it and what was fitted (docs/architecture.md, 5)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Mapping

import numpy as np

from .answers import Answers
from .calls import Calls
from .chain import Chain, Step
from .chain_file import ChainFile, ChainStep, read_chain
from .component_code import RUNTIME, CodeFailure, ComponentCode
from .problems import ARTIFACT_UNUSABLE, StartFailure
from .settings import Settings
from .signature import Field
from .tensorflow_step import tensorflow_step


@dataclass(frozen=True)
class Model:
    """about: what the estimator says of itself to clients; load_seconds: how long reading, importing and warming up took."""

    signature: Mapping[str, Any]
    fields: tuple[Field, ...]
    one_of: tuple[str, ...]
    answers: Answers
    chain: Chain
    calls: Calls
    about: Mapping[str, Any]
    load_seconds: float


def load(settings: Settings) -> Model:
    """Raises StartFailure that names every problem that could be found."""
    started = time.perf_counter()
    artifact = settings.artifact.resolve()
    file, problems = read_chain(artifact, settings.model)
    if file is None:
        raise _unusable(artifact, problems)
    problems = [f"{part} is missing" for part in _parts(file) if not (artifact / part).is_dir()]
    if problems:
        raise _unusable(artifact, problems)
    try:
        code = ComponentCode(artifact / "code", [step.component for step in _own(file)])
        modelyard = code.module(RUNTIME, "modelyard")
        calls = Calls(settings)
        steps = [_load_step(artifact, step, code, calls) for step in _own(file)]
        code.refuse_namesakes()
        about: Mapping[str, Any] = {}
        if len(steps) == len(file.steps):
            about = _about(file, code.module(file.steps[-1].component, file.steps[-1].module), steps[-1])
        else:
            last = file.steps[-1]
            steps.append(Step(last.name, tensorflow_step(last, modelyard, file.answers, settings, calls), last.inputs, last.output, None))
    except CodeFailure as failure:
        raise _unusable(artifact, [str(failure)]) from failure
    chain = Chain(modelyard, file.fields, file.one_of, steps, file.answers)
    return Model(file.signature, file.fields, file.one_of, file.answers, chain, calls, about, time.perf_counter() - started)


def blank(field: Field) -> Any:
    """The plainest value of a field that goes through the chain: an empty string, zero, false, a black picture; nothing for others."""
    if field.asked:
        return None
    if field.type == "image":
        return np.zeros((field.height, field.width, field.channels), dtype=np.uint8)
    return {"string": "", "number": 0.0, "integer": 0, "boolean": False}[field.type]


def _own(file: ChainFile) -> list[ChainStep]:
    """The steps that this server computes itself: all but one that TensorFlow Serving does."""
    return [step for step in file.steps if step.call != "tensorflow"]


def _parts(file: ChainFile) -> list[str]:
    parts = [f"code/{RUNTIME}"]
    for step in _own(file):
        parts += [f"code/{step.component}", f"state/{step.name}"]
    return list(dict.fromkeys(parts))


def _load_step(artifact: Path, step: ChainStep, code: ComponentCode, calls: Calls) -> Step:
    module = code.module(step.component, step.module)
    asks = step.call == "model"
    for function in ("load", "called" if asks else step.call):
        if not callable(getattr(module, function, None)):
            raise CodeFailure(f"code/{step.component}: the module '{step.module}' has no function '{function}'")
    try:
        state = module.load(artifact / "state" / step.name)
    except Exception as failure:
        raise CodeFailure(f"state/{step.name} cannot be loaded: {type(failure).__name__}: {failure}") from failure
    call = calls.step(step, module, state) if asks else getattr(module, step.call)
    return Step(step.name, call, step.inputs, step.output, state)


def _about(file: ChainFile, module: ModuleType, estimator: Step) -> Mapping[str, Any]:
    """What an estimator says of what was fitted, where it says anything. Raises CodeFailure where the signature does not fit it."""
    if hasattr(module, "check_signature"):
        try:
            module.check_signature(instance=file.signature["instance"], state=estimator.state)
        except ValueError as failure:
            raise CodeFailure(f"chain.json: {failure}") from failure
    return module.describe(state=estimator.state) if hasattr(module, "describe") else {}


def _unusable(artifact: Path, problems: list[str]) -> StartFailure:
    remedy = f"The artifact {artifact} cannot be served; make the version again from its model."
    return StartFailure(ARTIFACT_UNUSABLE, problems, remedy)
