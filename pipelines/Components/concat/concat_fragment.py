"""The concatenation as an ONNX fragment."""

from __future__ import annotations

from typing import Sequence

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


def concat_fragment(weights: Sequence[float], columns: Sequence[int]) -> ModelProto:
    """`matrices.0`, `matrices.1`, … float32 [N, columns[i]] → `matrix` float32 [N, sum of columns]."""
    nodes, inputs, constants = [], [], []
    for number, (weight, width) in enumerate(zip(weights, columns)):
        inputs.append(helper.make_tensor_value_info(f"matrices.{number}", TensorProto.FLOAT, ["N", width]))
        constants.append(numpy_helper.from_array(np.array(weight, dtype=np.float32), f"weight.{number}"))
        nodes.append(helper.make_node("Mul", [f"matrices.{number}", f"weight.{number}"], [f"weighed.{number}"]))
    nodes.append(helper.make_node("Concat", [f"weighed.{number}" for number in range(len(inputs))], ["matrix"], axis=1))
    output = helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", sum(columns)])
    graph = helper.make_graph(nodes, "concat", inputs, [output], constants)
    return helper.make_model(graph, ir_version=7, producer_name="modelyard", opset_imports=[helper.make_opsetid("", 13)])
