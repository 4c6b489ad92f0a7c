from __future__ import annotations

import copy
import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnx_evaluation import evaluate
from onnx_join import join

from modelyard import Labels, Predictions, Rows, StepFailure

PHOTO = {"type": "image", "width": 28, "height": 28, "channels": 1}
CHAIN = {"instance": {"photo": PHOTO},
         "steps": [{"name": "pixels", "fragment": 0, "inputs": {"rows": "$instance"}},
                   {"name": "network", "fragment": 1, "inputs": {"matrix": "pixels.matrix"}}],
         "output": "network"}


@pytest.fixture(scope="module")
def network(run_step, pixels, parts):
    return run_step("mlp-classifier", {"matrix": pixels["matrix"], "labels": parts["labels"]}, {"epochs": 5}, twice=False)


@pytest.fixture
def fragments(pixels, network):
    return [onnx.load(str(folder["onnx"] / "fragment.onnx")) for folder in (pixels, network)]


def changed(**keys):
    return {**copy.deepcopy(CHAIN), **keys}


def inputs_of(model):
    return {value.name: [size.dim_value or size.dim_param for size in value.type.tensor_type.shape.dim]
            for value in model.graph.input}


def test_one_graph_answers_from_photo_to_label_as_the_steps_do(run_step, pixels, network, parts):
    finished = run_step("onnx-join", {"fragments": [pixels["onnx"], network["onnx"]]}, {"chain": json.dumps(CHAIN)})
    model = onnx.load(str(finished["model"] / "model.onnx"))
    onnx.checker.check_model(model, full_check=True)
    assert inputs_of(model) == {"photo": ["N", 28, 28, 1]}
    labels, found = Labels.read(parts["labels"]), Predictions.read(network["predictions"])
    assert {entry.key: json.loads(entry.value) for entry in model.metadata_props} == {"classes": labels.classes}
    answer = evaluate(model, {"photo": Rows.read(parts["rows"])["photo"].values[found.rows]})
    assert list(answer) == ["label", "scores"]
    np.testing.assert_allclose(answer["scores"], found.scores, atol=1e-5)
    assert answer["label"].tolist() == [labels.classes[code] for code in found.codes]


def sum_fragment(*widths: int) -> onnx.ModelProto:
    """matrices.0, matrices.1 … → matrix: side by side, as a step with a list of inputs leaves it."""
    names = [f"matrices.{number}" for number in range(len(widths))]
    graph = helper.make_graph(
        [helper.make_node("Concat", names, ["matrix"], axis=1)], "concat",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", width]) for name, width in zip(names, widths)],
        [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, ["N", sum(widths)])])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)


def test_a_fragment_may_serve_twice_and_a_port_may_take_many(run_step, fragments):
    pixels, network = fragments
    del network.graph.initializer[0]
    network.graph.initializer.append(onnx.numpy_helper.from_array(np.ones((392, 128), np.float32), "weights0"))
    network.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 392
    chain = changed(steps=[
        {"name": "left", "fragment": 0, "inputs": {"rows": "$instance"}},
        {"name": "right", "fragment": 0, "inputs": {"rows": "$instance"}},
        {"name": "both", "fragment": 2, "inputs": {"matrices": ["left.matrix", "right.matrix"]}},
        {"name": "network", "fragment": 1, "inputs": {"matrix": "both.matrix"}}])
    model = join(chain, [pixels, network, sum_fragment(196, 196)])
    assert inputs_of(model) == {"photo": ["N", 28, 28, 1]}
    assert [node.op_type for node in model.graph.node if "photo" in node.input] == ["Cast", "Cast"]


def test_a_field_that_no_step_reads_is_still_an_input(fragments):
    chain = changed(instance={"photo": PHOTO, "price": {"type": "number"}, "title": {"type": "string"}})
    assert inputs_of(join(chain, fragments)) == {"photo": ["N", 28, 28, 1], "price": ["N"], "title": ["N"]}


@pytest.mark.parametrize("keys, message", [
    ({"output": "pixels"}, "the output step pixels gives no label; the chain's steps give: "
                           "network.label, network.scores, pixels.matrix"),
    ({"instance": {"picture": PHOTO}}, "step pixels reads the field 'photo'; the instance has: picture"),
    ({"instance": {"photo": {**PHOTO, "width": 32}}}, "step pixels was fitted on photo uint8 [N,28,28,1]; "
                                                      "the signature says uint8 [N,28,32,1]"),
    ({"instance": {"photo": PHOTO, "label": {"type": "string"}}}, "the field 'label' has the name of an answer; "
                                                                  "give the instance's field another"),
    ({"instance": {"photo": PHOTO, "tags": {"type": "list"}}}, "the field 'tags' is of type list; "
                                                               "an ONNX model takes image, number, string"),
])
def test_a_chain_that_does_not_fit_is_said_by_name(fragments, keys, message):
    with pytest.raises(StepFailure) as failure:
        join(changed(**keys), fragments)
    assert str(failure.value) == message


@pytest.mark.parametrize("inputs, message", [
    ({"matrix": "colours.matrix"}, "step network reads colours.matrix; earlier steps give: pixels.matrix"),
    ({}, "step network: its fragment reads matrix, the chain says {}"),
])
def test_an_unfed_step_is_said_by_name(fragments, inputs, message):
    chain = changed()
    chain["steps"][1]["inputs"] = inputs
    with pytest.raises(StepFailure) as failure:
        join(chain, fragments)
    assert str(failure.value) == message


def test_matrices_of_unequal_width_are_refused(fragments):
    fragments[1].graph.input[0].type.tensor_type.shape.dim[1].dim_value = 784
    with pytest.raises(StepFailure, match=r"step network: matrix is float \[N,784\], pixels.matrix gives float \[N,196\]"):
        join(CHAIN, fragments)


def test_unequal_operator_versions_are_refused(fragments):
    fragments[1].opset_import[0].version = 12
    with pytest.raises(StepFailure, match="step network uses version 12 of the operators ai.onnx, an earlier step version 13"):
        join(CHAIN, fragments)
