"""A chain of fitted steps, from columns of raw instances to predictions. It runs the very code that fitted it."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from .answers import Answers, WrongAnswer
from .problems import NOT_HELD, Problem, Refused
from .signature import Field

INSTANCE = "$instance"


class ModelFailure(Exception):
    """A step of the chain failed, or gave something else than its kind gives; the request may be at no fault."""


@dataclass(frozen=True)
class Step:
    """call: `transform` or `predict` of the component's module, or what asks another model; inputs: port → `$instance`, `step.output`, or a list of them."""

    name: str
    call: Callable[..., Any]
    inputs: Mapping[str, str | list[str]]
    output: str
    state: Any

    def run(self, values: Mapping[str, Any], **more: Any) -> Any:
        inputs = {port: [values[item] for item in source] if isinstance(source, list) else values[source]
                  for port, source in self.inputs.items()}
        return self.call(**inputs, state=self.state, **more)


class Chain:
    """`modelyard` is the artifact's own package, whose Rows and Column the components expect.

    Of an instance with one of several fields, only the one that is not asked goes through the chain: the steps before the
    estimator see the instances that have it, and the estimator is told which they are.
    """

    def __init__(self, modelyard: ModuleType, fields: Sequence[Field], one_of: Sequence[str], steps: Sequence[Step],
                 answers: Answers) -> None:
        self._modelyard = modelyard
        self._fields = [field for field in fields if not field.asked]
        self._asked = [field.name for field in fields if field.asked]
        self._entry = next((field.name for field in self._fields if field.name in one_of), None)
        self._steps = steps
        self._answers = answers
        self._unanswerable = getattr(modelyard, "Unanswerable", ())

    def predict(self, columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
        """N predictions, as JSON has them, for N values a column. Raises ModelFailure, and Refused for what the model does not hold."""
        count = len(next(iter(columns.values())))
        places = np.arange(count)
        if self._entry is not None:
            places = np.array([place for place, value in enumerate(columns[self._entry]) if value is not None], dtype=np.int64)
        values: dict[str, Any] = {INSTANCE: self._rows(columns, places)}
        for step in self._steps[:-1]:
            result = None
            if len(places) > 0:
                result = self._run(step, values)
                _check_length(step, result, len(places))
            values[f"{step.name}.{step.output}"] = result
        result = self._answer(columns, places, values, count)
        try:
            return self._answers.write(result, count)
        except (WrongAnswer, AttributeError) as failure:
            raise ModelFailure(f"the estimator gave {failure}") from failure

    def _rows(self, columns: Mapping[str, list[Any]], places: np.ndarray) -> Any:
        if len(places) == 0:
            return None
        made = {}
        for field in self._fields:
            values = columns[field.name]
            if len(places) < len(values):
                values = [values[place] for place in places]
            made[field.name] = self._modelyard.Column(field.type, np.stack(values) if field.type == "image" else values)
        return self._modelyard.Rows(made)

    def _answer(self, columns: Mapping[str, list[Any]], places: np.ndarray, values: Mapping[str, Any], count: int) -> Any:
        more = {}
        if self._asked:
            more["asked"] = self._modelyard.Asked(count, places, {name: columns[name] for name in self._asked})
        result = self._run(self._steps[-1], values, **more)
        _check_length(self._steps[-1], result, count)
        return result

    def _run(self, step: Step, values: Mapping[str, Any], **more: Any) -> Any:
        try:
            return step.run(values, **more)
        except Refused:
            raise  # by a model that the step asked
        except self._unanswerable as failure:
            raise Refused(Problem(NOT_HELD, str(failure))) from None
        except Refused:
            raise  # by a model that the step asked
        except Exception as failure:
            raise ModelFailure(f"step '{step.name}': {type(failure).__name__}: {failure}") from failure


def _check_length(step: Step, result: Any, count: int) -> None:
    # Predictions of an artifact that is older than their `count` have scores all the same.
    values = getattr(result, "scores", result)
    found = values.shape[0] if hasattr(values, "shape") else getattr(values, "count", None)
    if found != count:
        raise ModelFailure(f"step '{step.name}': expected {count} rows of rows, matrix or predictions, found {found}")
