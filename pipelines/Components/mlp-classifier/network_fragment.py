"""The network as an ONNX graph that ends in a label and the scores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from mlp_classifier import Network


def network_fragment(state: "Network") -> ModelProto:
    """matrix float32 [N, M] → label string [N], scores float32 [N, C]; opset 13, ir_version 7; metadata: classes."""
    nodes, constants, last = [], [], "matrix"
    for number, (weights, bias) in enumerate(zip(state.weights, state.biases)):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(weights), f"weights{number}"))
        constants.append(numpy_helper.from_array(np.ascontiguousarray(bias), f"bias{number}"))
        nodes.append(helper.make_node("MatMul", [last, f"weights{number}"], [f"product{number}"]))
        nodes.append(helper.make_node("Add", [f"product{number}", f"bias{number}"], [f"layer{number}"]))
        last = f"layer{number}"
        if number < len(state.weights) - 1:
            nodes.append(helper.make_node("Relu", [last], [f"hidden{number}"]))
            last = f"hidden{number}"
    nodes.append(helper.make_node("Softmax", [last], ["scores"], axis=1))
    # ArgMax takes the first of equal scores, as the platform does.
    nodes.append(helper.make_node("ArgMax", ["scores"], ["code"], axis=1, keepdims=0))
    names = [name.encode("utf-8") for name in state.classes]
    constants.append(helper.make_tensor("classes", TensorProto.STRING, [len(names)], names))
    nodes.append(helper.make_node("Gather", ["classes", "code"], ["label"], axis=0))

    columns = len(state.weights[0])
    graph = helper.make_graph(
        nodes, "mlp-classifier",
        [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", columns])],
        [helper.make_tensor_value_info("label", TensorProto.STRING, ["N"]),
         helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", len(names)])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7, producer_name="modelyard")
    helper.set_model_props(model, {"classes": json.dumps(list(state.classes), ensure_ascii=False)})
    return model
