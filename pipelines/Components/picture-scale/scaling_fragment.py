"""The scaling as an ONNX graph: the operations of `picture_scale`, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from picture_scale import Scaling


class _Graph:
    """A chain of nodes, each fed by the one before."""

    def __init__(self, start: str) -> None:
        self.nodes, self.constants, self.last = [], [], start

    def constant(self, values: np.ndarray) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes) -> str:
        self.last = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [self.last], **attributes))
        return self.last


def scaling_fragment(state: "Scaling") -> ModelProto:
    """rows.<column> uint8 [N, h, w, c] → matrix float32 [N, size * size * k]; opset 13, ir_version 7."""
    height, width, channels = state.shape
    source = f"rows.{state.column}"
    graph = _Graph(source)
    graph.add("Cast", source, to=TensorProto.FLOAT)
    graph.add("Div", graph.last, graph.constant(np.float32(255)))
    if state.flatten:
        values = graph.last
        last_axis = graph.constant(np.array([3], dtype=np.int64))
        bound = [graph.constant(np.array([index], dtype=np.int64)) for index in (0, 3, 4)]
        colour = graph.add("Slice", values, bound[0], bound[1], last_axis)
        alpha = graph.add("Slice", values, bound[1], bound[2], last_axis)
        clear = graph.add("Sub", graph.constant(np.float32(1)), alpha)
        graph.add("Add", graph.add("Mul", colour, alpha), clear)
        channels = 3
    if state.colours is not None:
        graph.add("MatMul", graph.last, graph.constant(state.colours))
        channels = state.colours.shape[1]
    graph.add("Transpose", graph.last, perm=[0, 3, 1, 2])
    if state.height_weights is not None:
        graph.add("MatMul", graph.constant(state.height_weights), graph.last)
        height = len(state.height_weights)
    if state.width_weights is not None:
        graph.add("MatMul", graph.last, graph.constant(state.width_weights.T))
        width = len(state.width_weights)
    graph.add("Transpose", graph.last, perm=[0, 2, 3, 1])
    columns = height * width * channels
    shape = graph.constant(np.array([-1, columns], dtype=np.int64))
    graph.nodes.append(helper.make_node("Reshape", [graph.last, shape], ["matrix"]))
    model = helper.make_graph(
        graph.nodes, "picture-scale",
        [helper.make_tensor_value_info(source, TensorProto.UINT8, ["N", *state.shape])],
        [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", columns])], graph.constants)
    return helper.make_model(model, opset_imports=[helper.make_opsetid("", 13)], ir_version=7, producer_name="modelyard")
