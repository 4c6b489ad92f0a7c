"""The scaling as an ONNX fragment: the operations of `scale`, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from scale import Scaling


def scale_fragment(state: "Scaling") -> ModelProto:
    """`matrix` float32 [N, M] → `scaled` float32 [N, M]; opset 13, ir_version 7."""
    width = len(state.factor)
    nodes, constants, last = [], [], "matrix"

    def apply(operator: str, *operands: np.ndarray) -> None:
        nonlocal last
        names = [f"constant{len(constants) + number}" for number in range(len(operands))]
        constants.extend(numpy_helper.from_array(np.asarray(value, dtype=np.float32), name) for value, name in zip(operands, names))
        nodes.append(helper.make_node(operator, [last, *names], [f"value{len(nodes)}"]))
        last = f"value{len(nodes) - 1}"

    if state.offset is not None:
        apply("Sub", state.offset)
    apply("Mul", state.factor)
    if state.limits is not None:
        apply("Clip", *(np.float32(limit) for limit in state.limits))
    nodes[-1].output[0] = "scaled"
    graph = helper.make_graph(
        nodes, "scale", [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", width])],
        [helper.make_tensor_value_info("scaled", TensorProto.FLOAT, ["N", width])], constants)
    return helper.make_model(graph, ir_version=7, producer_name="modelyard", opset_imports=[helper.make_opsetid("", 13)])
