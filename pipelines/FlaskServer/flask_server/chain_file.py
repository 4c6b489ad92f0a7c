"""Reads `chain.json` and finds every problem of it before anything is imported."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

from .answers import Answers, read_answers
from .chain import INSTANCE
from .component_code import RUNTIME
from .signature import Field, read_fields, read_one_of

FORMAT = 1
_COMPONENT = re.compile(r"[a-z0-9][a-z0-9-]*")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_CALLS = ("transform", "predict", "model", "tensorflow")
_KINDS = ("python", "tensorflow")
_IDENTITY = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class ChainStep:
    """model, version: what is asked where `call` is `model`: its name, and the identity of the version that it was trained with."""

    name: str
    component: str
    module: str
    call: str
    inputs: Mapping[str, str | list[str]]
    output: str
    model: str = ""
    version: str = ""


@dataclass(frozen=True)
class ChainFile:
    """signature: as the file has it; fields: the same, read; the last of `steps` is the one that answers.

    one_of: the fields of which an instance has exactly one.
    """

    signature: Mapping[str, Any]
    fields: tuple[Field, ...]
    one_of: tuple[str, ...]
    answers: Answers
    steps: tuple[ChainStep, ...]


def read_chain(artifact: Path, model: str) -> tuple[ChainFile | None, list[str]]:
    """The chain, or None with what is wrong with it: one message a problem."""
    try:
        document = json.loads((artifact / "chain.json").read_bytes())
    except (OSError, ValueError, RecursionError) as failure:
        return None, [f"{artifact / 'chain.json'} cannot be read as JSON: {failure}"]
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else document
        return None, [f"chain.json: 'format' is {found!r}, this server reads format {FORMAT}"]
    problems: list[str] = []
    if document.get("kind") not in _KINDS:
        problems.append(f"chain.json: 'kind' is {document.get('kind')!r}, this server runs 'python' and 'tensorflow' chains")
    if document.get("model") != model:
        problems.append(f"chain.json: 'model' is {document.get('model')!r}, but YARD_SERVE wants '{model}' served")
    answers = read_answers(document, problems)
    asks = _asks(document, problems)
    fields = read_fields(document.get("signature"), answers.fields, asks, problems)
    steps = _steps(document, problems)
    if problems:
        return None, problems
    return ChainFile(document["signature"], fields, read_one_of(document["signature"], asks), answers, steps), []


def _asks(document: Mapping[str, Any], problems: list[str]) -> list[str]:
    """The fields that the last step reads straight from an instance."""
    steps = document.get("steps")
    asks = steps[-1].get("asks", []) if isinstance(steps, list) and steps and isinstance(steps[-1], dict) else []
    if not isinstance(asks, list) or not all(isinstance(name, str) for name in asks):
        problems.append(f"chain.json: 'asks' of the last step is {asks!r}, expected a list of fields")
        return []
    return asks


def _steps(document: Mapping[str, Any], problems: list[str]) -> tuple[ChainStep, ...]:
    entries = document.get("steps")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        problems.append("chain.json: 'steps' is not a list of objects with at least one")
        return ()
    steps: list[ChainStep] = []
    known = [INSTANCE]
    for number, entry in enumerate(entries):
        step = _step(f"chain.json: steps[{number}]", entry, known, problems)
        known.append(f"{step.name}.{step.output}")
        steps.append(step)
    if len({step.name for step in steps}) < len(steps):
        problems.append(f"chain.json: two steps share a name: {', '.join(step.name for step in steps)}")
    last = steps[-1]
    call = "tensorflow" if document.get("kind") == "tensorflow" else "predict"
    if document.get("output") != last.name or last.call != call or "tensorflow" in [step.call for step in steps[:-1]]:
        problems.append(f"chain.json: 'output' is {document.get('output')!r}, expected the last step, which calls {call}")
    return tuple(steps)


def _step(where: str, entry: Mapping[str, Any], known: list[str], problems: list[str]) -> ChainStep:
    def text(key: str, pattern: re.Pattern[str]) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            problems.append(f"{where}: '{key}' is {value!r}, expected a name")
        return str(value)

    called = (text("model", _COMPONENT), text("version", _IDENTITY)) if entry.get("call") == "model" else ()
    step = ChainStep(text("name", _NAME), text("component", _COMPONENT), text("module", _MODULE) if entry.get("call") != "tensorflow" else "", text("call", _NAME),
                     entry.get("inputs") if isinstance(entry.get("inputs"), dict) else {}, text("output", _NAME), *called)
    if step.call not in _CALLS:
        problems.append(f"{where}: 'call' is {step.call!r}, expected one of {', '.join(_CALLS)}")
    if step.component == RUNTIME:
        problems.append(f"{where}: a component cannot be called '{RUNTIME}', where the shared code is")
    if not step.inputs:
        problems.append(f"{where}: 'inputs' is {entry.get('inputs')!r}, expected port → source, one or more")
    for port, source in step.inputs.items():
        for item in source if isinstance(source, list) else [source]:
            if item not in known:
                problems.append(f"{where}: input '{port}' is {item!r}, expected one of {', '.join(known)}")
    return step
