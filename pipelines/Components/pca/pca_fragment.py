"""The projection as an ONNX fragment."""

from __future__ import annotations

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


def pca_fragment(mean: np.ndarray, axes: np.ndarray) -> ModelProto:
    """`matrix` float32 [N, M] → (matrix - mean) · axes float32 [N, components]; opset 13, ir_version 7."""
    columns, components = axes.shape
    constants = [numpy_helper.from_array(np.array(mean), "mean"), numpy_helper.from_array(np.array(axes), "axes")]
    nodes = [helper.make_node("Sub", ["matrix", "mean"], ["centred"]),
             helper.make_node("MatMul", ["centred", "axes"], ["projected"])]
    graph = helper.make_graph(
        nodes, "pca", [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", columns])],
        [helper.make_tensor_value_info("projected", TensorProto.FLOAT, ["N", components])], constants)
    return helper.make_model(graph, ir_version=7, producer_name="modelyard", opset_imports=[helper.make_opsetid("", 13)])
