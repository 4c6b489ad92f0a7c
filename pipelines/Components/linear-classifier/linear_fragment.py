"""The fitted classifier as an ONNX fragment."""

from __future__ import annotations

import json
from typing import Sequence

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


def linear_fragment(classes: Sequence[str], coefficients: np.ndarray, intercepts: np.ndarray) -> ModelProto:
    """`matrix` float32 [N, M] → `label` string [N], `scores` float32 [N, C]: softmax(x·W + b) and its first greatest."""
    names = [name.encode("utf-8") for name in classes]
    constants = [numpy_helper.from_array(coefficients, "coefficients"), numpy_helper.from_array(intercepts, "intercepts"),
                 helper.make_tensor("classes", TensorProto.STRING, [len(names)], names)]
    nodes = [helper.make_node("MatMul", ["matrix", "coefficients"], ["products"]),
             helper.make_node("Add", ["products", "intercepts"], ["margins"]),
             helper.make_node("Softmax", ["margins"], ["scores"], axis=1),
             helper.make_node("ArgMax", ["scores"], ["codes"], axis=1, keepdims=0),
             helper.make_node("Gather", ["classes", "codes"], ["label"], axis=0)]
    inputs = [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", len(coefficients)])]
    outputs = [helper.make_tensor_value_info("label", TensorProto.STRING, ["N"]),
               helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", len(names)])]
    graph = helper.make_graph(nodes, "linear-classifier", inputs, outputs, constants)
    model = helper.make_model(graph, ir_version=7, producer_name="modelyard", opset_imports=[helper.make_opsetid("", 13)])
    helper.set_model_props(model, {"classes": json.dumps(list(classes), ensure_ascii=False)})
    return model
