"""A chain of fitted steps, from columns of raw instances to predictions. It runs the very code that fitted it."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from .answers import Answers, WrongAnswer
from .signature import Field

INSTANCE = "$instance"


class ModelFailure(Exception):
    """A step of the chain failed, or gave something else than its kind gives; the request may be at no fault."""


@dataclass(frozen=True)
class Step:
    """call: `transform` or `predict` of the component's module; inputs: port → `$instance`, `step.output`, or a list of them."""

    name: str
    call: Callable[..., Any]
    inputs: Mapping[str, str | list[str]]
    output: str
    state: Any

    def run(self, values: Mapping[str, Any]) -> Any:
        inputs = {port: [values[item] for item in source] if isinstance(source, list) else values[source]
                  for port, source in self.inputs.items()}
        return self.call(**inputs, state=self.state)


class Chain:
    """`modelyard` is the artifact's own package, whose Rows and Column the components expect."""

    def __init__(self, modelyard: ModuleType, fields: Sequence[Field], steps: Sequence[Step], answers: Answers) -> None:
        self._modelyard = modelyard
        self._fields = fields
        self._steps = steps
        self._answers = answers

    def predict(self, columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
        """N predictions, as JSON has them, for N values a column. Raises ModelFailure."""
        column = self._modelyard.Column
        rows = self._modelyard.Rows({
            field.name: column(field.type, np.stack(columns[field.name]) if field.type == "image" else columns[field.name])
            for field in self._fields})
        values: dict[str, Any] = {INSTANCE: rows}
        result = None
        for step in self._steps:
            try:
                result = step.run(values)
            except Exception as failure:
                raise ModelFailure(f"step '{step.name}': {type(failure).__name__}: {failure}") from failure
            _check_length(step, result, rows.count)
            values[f"{step.name}.{step.output}"] = result
        try:
            return self._answers.write(result, rows.count)
        except (WrongAnswer, AttributeError) as failure:
            raise ModelFailure(f"the estimator gave {failure}") from failure


def _check_length(step: Step, result: Any, count: int) -> None:
    # Predictions of an artifact that is older than their `count` have scores all the same.
    values = getattr(result, "scores", result)
    found = values.shape[0] if hasattr(values, "shape") else getattr(values, "count", None)
    if found != count:
        raise ModelFailure(f"step '{step.name}': expected {count} rows of rows, matrix or predictions, found {found}")
