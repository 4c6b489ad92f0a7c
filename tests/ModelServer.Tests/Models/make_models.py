"""Makes the artifacts that the tests serve: make_models.py OUT CASES, one folder of OUT an artifact.

Every graph reads all fields of its signature: strings by a table of known texts, numbers squeezed into -1..1, pixels as 0..1;
one linear layer and a softmax give the scores.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

CLASSES = ["coat", "靴", "tie \"silk\""]
TEXTS = ["red shoes", "blue hat", "赤い靴 👟 é", "fragile", "a\0b\x1f\u2028", "a", ""]
ELEMENTS = {"string": TensorProto.STRING, "number": TensorProto.FLOAT, "integer": TensorProto.INT64,
            "boolean": TensorProto.BOOL, "image": TensorProto.UINT8, "vector": TensorProto.FLOAT}
PREDICTION = {"label": {"type": "string"}, "scores": {"type": "map", "of": "number"}}


class Graph:
    """Nodes and constants of a graph that is being written; every method returns the name of its value."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def node(self, operator: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        name = output or f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, array: np.ndarray) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def features(self, name: str, entry: Mapping[str, Any]) -> str:
        """float32 [N, M] of one field."""
        if entry["type"] == "image":
            pixels = self.node("Div", self.node("Cast", name, to=TensorProto.FLOAT), self.constant(np.float32([255])))
            return self.node("Reshape", pixels, self.constant(np.int64([0, -1])))
        if entry["type"] == "vector":
            return self.node("Identity", name)
        if entry["type"] == "string":
            value = self.node("LabelEncoder", name, domain="ai.onnx.ml", keys_strings=TEXTS, default_float=-1.0,
                              values_floats=[float(number) for number in range(len(TEXTS))])
        else:
            value = self.node("Cast", name, to=TensorProto.FLOAT)
            value = self.node("Where", self.node("IsNaN", value), self.constant(np.float32([0.3])), value)
            one = self.constant(np.float32([1]))
            value = self.node("Div", value, self.node("Add", one, self.node("Abs", value)))
        return self.node("Unsqueeze", value, self.constant(np.int64([1])))

    def answer(self, scores: str, classes: Sequence[str]) -> None:
        best = self.node("ArgMax", scores, axis=1, keepdims=0)
        self.node("Gather", self.constant(np.array(classes, dtype=object)), best, output="label")

    def model(self, instance: Mapping[str, Any], classes: Sequence[str]) -> ModelProto:
        inputs = [value(name, ELEMENTS[entry["type"]], ["N", *shape(entry)]) for name, entry in instance.items()]
        outputs = [value("label", TensorProto.STRING, ["N"]), value("scores", TensorProto.FLOAT, ["N", len(classes)])]
        graph = helper.make_graph(self.nodes, "test", inputs, outputs, self.constants)
        model = helper.make_model(graph, ir_version=7, opset_imports=[
            helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 2)])
        helper.set_model_props(model, {"classes": json.dumps(list(classes))})
        return model


def value(name: str, element: int, dimensions: Sequence[Any]) -> Any:
    return helper.make_tensor_value_info(name, element, list(dimensions))


def shape(entry: Mapping[str, Any]) -> list[int]:
    if entry["type"] == "image":
        return [entry["height"], entry["width"], entry["channels"]]
    return [entry["length"]] if entry["type"] == "vector" else []


def linear_model(instance: Mapping[str, Any], weights: np.ndarray | None = None, biases: np.ndarray | None = None,
                 classes: Sequence[str] = CLASSES) -> ModelProto:
    """Softmax of one linear layer over the features of all fields; random weights unless given."""
    graph = Graph()
    features = graph.node("Concat", *(graph.features(name, entry) for name, entry in instance.items()), axis=1)
    if weights is None:
        width = sum(int(np.prod(shape(entry))) for entry in instance.values())
        draw = np.random.default_rng(1)
        weights, biases = draw.normal(size=(width, len(classes))), draw.normal(size=len(classes))
    layer = graph.node("MatMul", features, graph.constant(weights.astype(np.float32)))
    logits = graph.node("Add", layer, graph.constant(biases.astype(np.float32)))
    graph.answer(graph.node("Softmax", logits, output="scores", axis=1), classes)
    return graph.model(instance, classes)


def failing_model() -> ModelProto:
    """Scores that are not finite for a negative amount, and a run that fails for 100 and more."""
    graph = Graph()
    row = graph.node("Cast", "amount", to=TensorProto.INT64)
    picked = graph.node("Gather", graph.constant(np.zeros(100, np.float32)), row)
    root = graph.node("Add", graph.node("Sqrt", "amount"), picked)
    scores = graph.node("Unsqueeze", root, graph.constant(np.int64([1])))
    graph.node("Concat", scores, scores, scores, output="scores", axis=1)
    graph.answer("scores", CLASSES)
    return graph.model({"amount": {"type": "number"}}, CLASSES)


def unknown_label_model() -> ModelProto:
    model = linear_model({"amount": {"type": "number"}})
    names = next(tensor for tensor in model.graph.initializer if tensor.data_type == TensorProto.STRING)
    names.string_data[:] = [b"hat", b"scarf", b"glove"]
    return model


def write(folder: Path, model: str, instance: Mapping[str, Any], graph: ModelProto, classes: Sequence[str] = CLASSES) -> None:
    folder.mkdir(parents=True)
    chain = {"format": 1, "model": model, "candidate": "test", "kind": "onnx",
             "signature": {"instance": instance, "prediction": PREDICTION}, "classes": list(classes), "steps": [], "output": "test"}
    (folder / "chain.json").write_text(json.dumps(chain, ensure_ascii=False), encoding="utf-8")
    (folder / "model.onnx").write_bytes(graph.SerializeToString())


def write_reference(folder: Path) -> None:
    """A logistic regression of scikit-learn, and what it answers to 64 instances."""
    draw = np.random.default_rng(7)
    photos, prices = draw.integers(0, 256, (400, 4, 4, 1), dtype=np.uint8), draw.normal(size=400)
    # The same features as the graph's, in float64.
    features = np.hstack([photos.reshape(400, 16) / 255, (prices / (1 + np.abs(prices)))[:, None]])
    classes = sorted(CLASSES)
    truth = np.array(classes)[(features[:, :3] + features[:, 16:]).argmax(axis=1)]
    estimator = LogisticRegression(max_iter=1000).fit(features, truth)
    instance = {"photo": {"type": "image", "width": 4, "height": 4, "channels": 1}, "price": {"type": "number"}}
    write(folder, "reference", instance, linear_model(instance, estimator.coef_.T, estimator.intercept_, classes), classes)
    instances = [{"photo": photo[:, :, 0].tolist(), "price": price} for photo, price in zip(photos[:64], prices[:64].tolist())]
    expected = {"instances": instances, "labels": estimator.predict(features[:64]).tolist(),
                "scores": estimator.predict_proba(features[:64]).tolist()}
    (folder / "expected.json").write_text(json.dumps(expected))


def write_misfits(folder: Path) -> None:
    """Graphs that do not fit the signature of `listing`, each in one thing."""
    photo = {"type": "image", "width": 4, "height": 4, "channels": 1}
    instance = {"photo": photo, "price": {"type": "number"}}

    def misfit(name: str, change: Any) -> None:
        model = linear_model(instance)
        change(model)
        write(folder / name, "misfit", instance, model)

    def rename_input(model: ModelProto) -> None:
        model.graph.input[0].name = "picture"
        next(node for node in model.graph.node if "photo" in node.input).input[0] = "picture"

    def fix_batch(model: ModelProto) -> None:
        model.graph.input[1].type.tensor_type.shape.dim[0].dim_value = 1

    def drop_label(model: ModelProto) -> None:
        del model.graph.output[0]

    def add_input(model: ModelProto) -> None:
        model.graph.input.append(value("colour", TensorProto.STRING, ["N"]))

    def set_classes(text: str) -> Any:
        return lambda model: helper.set_model_props(model, {"classes": text})

    misfit("input-renamed", rename_input)
    misfit("input-extra", add_input)
    misfit("batch-fixed", fix_batch)
    misfit("label-missing", drop_label)
    misfit("classes-missing", lambda model: model.metadata_props.pop())
    misfit("classes-swapped", set_classes(json.dumps(CLASSES[::-1])))
    misfit("classes-not-json", set_classes("coat, shoe"))
    for name, wrong in {"input-type": {**instance, "price": {"type": "integer"}},
                        "input-shape": {**instance, "photo": {**photo, "width": 5}},
                        "two-things": {"photo": {**photo, "width": 5}, "price": {"type": "integer"}}}.items():
        write(folder / name, "misfit", instance, linear_model(wrong))
    write(folder / "class-count", "misfit", instance, linear_model(instance, classes=CLASSES[:2]))


def main(out: Path, cases: Path) -> None:
    for name, fixture in json.loads(cases.read_text(encoding="utf-8"))["fixtures"].items():
        instance = fixture["signature"]["instance"]
        write(out / name, fixture["model"], instance, linear_model(instance))
    vector = {"matrix": {"type": "vector", "length": 3}}
    write(out / "vector", "vector", vector, linear_model(vector))
    write_reference(out / "reference")
    write(out / "failing", "failing", {"amount": {"type": "number"}}, failing_model())
    write(out / "unknown-label", "failing", {"amount": {"type": "number"}}, unknown_label_model())
    write_misfits(out / "misfits")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
