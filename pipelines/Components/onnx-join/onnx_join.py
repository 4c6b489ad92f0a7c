"""Joins the fragments of a chain into one ONNX graph (onnx.compose), its inputs the fields of an instance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping, Sequence

import onnx
from onnx import GraphProto, ModelProto, TensorProto, ValueInfoProto, checker, compose, helper, shape_inference

from modelyard import Step, StepFailure, main

INSTANCE = "$instance"
ANSWERS = {"label": TensorProto.STRING, "scores": TensorProto.FLOAT}


def run(step: Step) -> None:
    fragments = [onnx.load(str(Path(folder) / "fragment.onnx")) for folder in step.inputs["fragments"]]
    model = join(json.loads(step.parameters["chain"]), fragments)
    (step.outputs["model"] / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))


def join(chain: Mapping[str, Any], fragments: Sequence[ModelProto]) -> ModelProto:
    """One graph from the fields to label string [N] and scores float32 [N, C], with the metadata of the output's step.

    Steps come in an order in which each follows those that it reads. All values of a step carry its name as a prefix.
    Raises StepFailure where chain and fragments do not fit together.
    """
    fields = {name: field_input(name, entry) for name, entry in chain["instance"].items()}
    graph, renamed = GraphProto(name="chain"), {}
    for entry in chain["steps"]:
        prefix = entry["name"] + "/"
        part = compose.add_prefix_graph(fragments[entry["fragment"]].graph, prefix)
        links = []
        for value in part.input:
            origin = _origin(entry, value.name[len(prefix):])
            if origin.startswith(INSTANCE):
                renamed[value.name] = _field(entry, value, origin[len(INSTANCE) + 1:], fields)
            else:
                links.append((_earlier(entry, value, prefix, origin, graph), value.name))
        # All outputs so far stay outputs, since a later step may read them too.
        outputs = [value.name for value in (*graph.output, *part.output)]
        graph = compose.merge_graphs(graph, part, io_map=links, outputs=outputs, name="chain")

    shapes = {value.name: value.type.tensor_type.shape for value in graph.output}
    for answer in ANSWERS:
        name = f"{chain['output']}/{answer}"
        if name not in shapes:
            raise StepFailure(f"the output step {chain['output']} gives no {answer}; the chain's steps give: {_dotted(shapes)}")
        renamed[name] = answer
    _rename(graph, renamed)
    classes = shapes[f"{chain['output']}/scores"].dim[1].dim_value
    del graph.input[:], graph.output[:]
    graph.input.extend(fields.values())
    graph.output.extend(helper.make_tensor_value_info(answer, element, ["N", classes][: 1 + (answer == "scores")])
                        for answer, element in ANSWERS.items())
    return _model(graph, chain, fragments)


def field_input(name: str, entry: Mapping[str, Any]) -> ValueInfoProto:
    """The graph's input for one field of the signature. Raises StepFailure for a type that has none."""
    if name in ANSWERS:
        raise StepFailure(f"the field {name!r} has the name of an answer; give the instance's field another")
    if entry["type"] == "image":
        return helper.make_tensor_value_info(
            name, TensorProto.UINT8, ["N", entry["height"], entry["width"], entry["channels"]])
    elements = {"number": TensorProto.FLOAT, "string": TensorProto.STRING}
    if entry["type"] not in elements:
        raise StepFailure(f"the field {name!r} is of type {entry['type']}; an ONNX model takes image, {', '.join(elements)}")
    return helper.make_tensor_value_info(name, elements[entry["type"]], ["N"])


def _origin(entry: Mapping[str, Any], name: str) -> str:
    """Where the input `matrix`, `matrices.0` or `rows.photo` comes from: `step.port`, or `$instance.photo`."""
    port, _, rest = name.partition(".")
    origin = entry["inputs"].get(port)
    if isinstance(origin, list):
        origin = origin[int(rest)] if rest.isdigit() and int(rest) < len(origin) else None
    if origin is None:
        raise StepFailure(f"step {entry['name']}: its fragment reads {name}, the chain says {json.dumps(entry['inputs'])}")
    return f"{INSTANCE}.{rest}" if origin == INSTANCE else origin


def _field(entry: Mapping[str, Any], value: ValueInfoProto, name: str, fields: Mapping[str, ValueInfoProto]) -> str:
    if name not in fields:
        raise StepFailure(f"step {entry['name']} reads the field {name!r}; the instance has: {', '.join(sorted(fields))}")
    found, wanted = _shape(fields[name]), _shape(value)
    if found != wanted:
        raise StepFailure(f"step {entry['name']} was fitted on {name} {wanted}; the signature says {found}")
    return name


def _earlier(entry: Mapping[str, Any], value: ValueInfoProto, prefix: str, origin: str, graph: GraphProto) -> str:
    known = {output.name: output for output in graph.output}
    name = origin.replace(".", "/", 1)
    if name not in known:
        raise StepFailure(f"step {entry['name']} reads {origin}; earlier steps give: {_dotted(known) or 'nothing'}")
    if _shape(known[name]) != _shape(value):
        raise StepFailure(f"step {entry['name']}: {value.name[len(prefix):]} is {_shape(value)}, "
                          f"{origin} gives {_shape(known[name])}")
    return name


def _shape(value: ValueInfoProto) -> str:
    tensor = value.type.tensor_type
    sizes = (str(size.dim_value) if size.HasField("dim_value") else "N" for size in tensor.shape.dim)
    return f"{TensorProto.DataType.Name(tensor.elem_type).lower()} [{','.join(sizes)}]"


def _dotted(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(name.replace("/", ".", 1) for name in names))


def _rename(graph: GraphProto, names: Mapping[str, str]) -> None:
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def _model(graph: GraphProto, chain: Mapping[str, Any], fragments: Sequence[ModelProto]) -> ModelProto:
    versions: dict[str, int] = {}
    for entry in chain["steps"]:
        for opset in fragments[entry["fragment"]].opset_import:
            if versions.setdefault(opset.domain, opset.version) != opset.version:
                raise StepFailure(f"step {entry['name']} uses version {opset.version} of the operators "
                                  f"{opset.domain or 'ai.onnx'}, an earlier step version {versions[opset.domain]}")
    graph.ClearField("doc_string")
    opsets = [helper.make_opsetid(domain, versions[domain]) for domain in sorted(versions)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=7, producer_name="modelyard")
    judge = next(entry for entry in chain["steps"] if entry["name"] == chain["output"])
    helper.set_model_props(model, {prop.key: prop.value for prop in fragments[judge["fragment"]].metadata_props})
    model = shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    checker.check_model(model, full_check=True)
    return model


if __name__ == "__main__":
    main(__name__)
