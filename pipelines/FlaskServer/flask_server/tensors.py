"""Rows and matrices as TensorFlow Serving takes them, and what it answers as NumPy has it."""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from .tensorflow_messages import TensorProto, data_type, type_name

_COLUMNS = {"number": ("DT_FLOAT", "<f4"), "integer": ("DT_INT64", "<i8"), "boolean": ("DT_BOOL", "?"), "image": ("DT_UINT8", "u1")}
_ANSWERS = {data_type("DT_FLOAT"): ("<f4", "float_val"), data_type("DT_DOUBLE"): ("<f8", "double_val")}


class WrongTensor(ValueError):
    """An answer holds something else than numbers of the shape that is due."""


def inputs(ports: Mapping[str, Any]) -> dict[str, Any]:
    """Name → TensorProto. A matrix is one float32 [N, M] named as its port (`port.0`, `port.1`, … where that takes several);
    of rows each column is one, named as it is: float32 [N] (a missing number NaN), int64 [N], bool [N], string [N] (a missing
    one empty), uint8 [N, height, width, channels]."""
    tensors: dict[str, Any] = {}
    for port, value in ports.items():
        if isinstance(value, list):
            for number, item in enumerate(value):
                tensors[f"{port}.{number}"] = _matrix(item)
        elif hasattr(value, "is_sparse"):
            tensors[port] = _matrix(value)
        else:
            for name in value:
                tensors[name] = _column(value[name])
    return tensors


def numbers(tensor: Any, shape: tuple[int, ...]) -> np.ndarray:
    """A tensor of an answer: DT_FLOAT or DT_DOUBLE of this shape. Raises WrongTensor."""
    sizes = tuple(side.size for side in tensor.tensor_shape.dim)
    if tensor.dtype not in _ANSWERS:
        raise WrongTensor(f"expected DT_FLOAT {list(shape)}, found {type_name(tensor.dtype)}")
    if sizes != shape:
        raise WrongTensor(f"expected the shape {list(shape)}, found {list(sizes)}")
    kind, field = _ANSWERS[tensor.dtype]
    count = int(np.prod(shape))
    if tensor.tensor_content:
        values = np.frombuffer(tensor.tensor_content, dtype=kind) if len(tensor.tensor_content) == count * np.dtype(kind).itemsize else None
    else:
        given = np.asarray(getattr(tensor, field), dtype=kind)
        # The last value of a list fills what it leaves out.
        values = np.append(given, np.full(count - len(given), given[-1])) if 0 < len(given) <= count else None
    if values is None:
        raise WrongTensor(f"expected {count} values, found another number of them")
    return values.reshape(shape)


def _matrix(matrix: Any) -> Any:
    values = matrix.values.toarray() if matrix.is_sparse else matrix.values
    return _tensor("DT_FLOAT", np.ascontiguousarray(values, dtype="<f4"))


def _column(column: Any) -> Any:
    if column.type == "string":
        tensor = TensorProto(dtype=data_type("DT_STRING"), string_val=[(text or "").encode() for text in column.values])
        tensor.tensor_shape.dim.add(size=len(column.values))
        return tensor
    name, kind = _COLUMNS[column.type]
    return _tensor(name, np.ascontiguousarray(column.values, dtype=kind))


def _tensor(name: str, array: np.ndarray) -> Any:
    tensor = TensorProto(dtype=data_type(name), tensor_content=array.tobytes())
    for size in array.shape:
        tensor.tensor_shape.dim.add(size=size)
    return tensor
