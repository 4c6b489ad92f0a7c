"""Evaluates the few ONNX operators that fragments use, as the operator documents define them, with NumPy alone.

It stands in for a runtime, which Python here has none of; the same graphs meet ONNX Runtime in the C# tests.
"""

from __future__ import annotations

from typing import Mapping

import numpy as np
from onnx import ModelProto, helper, numpy_helper

_TYPES = {1: np.float32, 2: np.uint8, 7: np.int64}


def _softmax(values, axis):
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _slice(values, starts, ends, axes):
    index = [slice(None)] * values.ndim
    for start, end, axis in zip(starts, ends, axes):
        index[axis] = slice(start, end)
    return values[tuple(index)]


_OPERATORS = {
    "Cast": lambda values, to: values.astype(_TYPES[to]),
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mul": lambda a, b: a * b, "Div": lambda a, b: a / b,
    "MatMul": lambda a, b: a @ b, "Relu": lambda values: np.maximum(values, 0), "Softmax": _softmax, "Slice": _slice,
    "Transpose": lambda values, perm: values.transpose(perm),
    "Reshape": lambda values, shape: values.reshape([int(size) for size in shape]),
    "Clip": lambda values, low, high: np.clip(values, low, high),
    "ArgMax": lambda values, axis, keepdims: values.argmax(axis=axis),
    "Concat": lambda *values, axis: np.concatenate(values, axis=axis),
    "Gather": lambda values, indices, axis: np.take(values, indices, axis=axis),
}


def evaluate(model: ModelProto, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Outputs by name, from inputs by name."""
    known = {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}
    known.update((value.name, inputs[value.name]) for value in model.graph.input)
    for node in model.graph.node:
        attributes = {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}
        known[node.output[0]] = _OPERATORS[node.op_type](*(known[name] for name in node.input), **attributes)
    answer = {value.name: known[value.name] for value in model.graph.output}
    for name, values in answer.items():
        if values.dtype == object:
            answer[name] = np.array([text.decode("utf-8") if isinstance(text, bytes) else text for text in values])
    return answer
