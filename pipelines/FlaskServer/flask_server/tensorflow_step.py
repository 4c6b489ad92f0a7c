"""The last step of a chain whose estimator is a SavedModel: tensors to TensorFlow Serving, scores or values back (docs/architecture.md, 6)."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Callable, Mapping

import numpy as np

from .answers import Answers, Classes
from .calls import Calls, current
from .chain_file import ChainStep
from .problems import SETTINGS_UNUSABLE, TENSORFLOW_ANSWER, Problem, Refused, StartFailure, quote
from .settings import REMEDY, Settings


def tensorflow_step(step: ChainStep, modelyard: ModuleType, answers: Answers, settings: Settings, calls: Calls) -> Callable[..., Any]:
    """What runs the step within `calls.of`. Raises StartFailure where nobody could be asked."""
    if settings.tensorflow is None:
        problem = f"step '{step.name}' is computed by TensorFlow Serving, but 'tensorflow' does not say where that is"
        raise StartFailure(SETTINGS_UNUSABLE, [problem], REMEDY)
    try:
        # Only servers of such chains have these packages.
        from .tensorflow_server import TensorFlowServer
        from .tensors import WrongTensor, inputs, numbers
    except ImportError as failure:
        problem = f"step '{step.name}' is computed by TensorFlow Serving, for which Python needs grpcio and protobuf: {failure}"
        raise StartFailure(SETTINGS_UNUSABLE, [problem], REMEDY) from failure
    server = TensorFlowServer(settings.tensorflow.address, settings.model, settings.tensorflow.version)
    kind, width = ("scores", len(answers.names)) if isinstance(answers, Classes) else ("values", None)

    def run(*, state: None, **ports: Any) -> Any:
        tensors = inputs(ports)
        count = next(iter(tensors.values())).tensor_shape.dim[0].size
        shape = (count,) if width is None else (count, width)
        request = current()
        if request.blank:
            return made(np.zeros(shape))
        who = f"step '{step.name}': "
        try:
            request.expect_time(who + "TensorFlow Serving")
            values = numbers(_output(server.predict(tensors, request.time_to_ask()), kind), shape)
        except WrongTensor as failure:
            calls.counts.called("tensorflow-serving", TENSORFLOW_ANSWER)
            raise Refused(Problem(TENSORFLOW_ANSWER, f"{who}TensorFlow Serving's output '{kind}': {failure}")) from failure
        except Refused as refused:
            calls.counts.called("tensorflow-serving", refused.code)
            raise Refused(*(Problem(problem.code, problem.message if problem.message.startswith(who) else who + problem.message)
                            for problem in refused.problems)) from refused
        calls.counts.called("tensorflow-serving", "none")
        return made(values)

    def made(values: np.ndarray) -> Any:
        return modelyard.Values(values) if width is None else modelyard.Predictions(answers.names, values)

    def _output(outputs: Mapping[str, Any], name: str) -> Any:
        """The output of that name, or the only one, whatever TensorFlow called it."""
        if name in outputs:
            return outputs[name]
        if len(outputs) == 1:
            return next(iter(outputs.values()))
        raise WrongTensor(f"expected it among the outputs, found {quote(sorted(outputs))}")

    return run
