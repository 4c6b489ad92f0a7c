"""The messages of TensorFlow Serving's protocol, from `tensorflow_serving.desc`: the descriptors of pipelines/Protocols, as protoc writes them.

They have a pool of their own, so that another package's messages of the same names (TensorFlow's) do no harm.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_FILE = Path(__file__).with_name("tensorflow_serving.desc")
_SERVING = "tensorflow.serving."


def _pool() -> descriptor_pool.DescriptorPool:
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(_FILE.read_bytes()).file:
        pool.AddSerializedFile(file.SerializeToString())
    return pool


_POOL = _pool()


def _message(name: str) -> Any:
    descriptor = _POOL.FindMessageTypeByName(name)
    # The factory's method went away when the function came, in protobuf 4.22.
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(_POOL).GetPrototype(descriptor)


PredictRequest = _message(_SERVING + "PredictRequest")
PredictResponse = _message(_SERVING + "PredictResponse")
TensorProto = _message("tensorflow.TensorProto")
PREDICT = "/" + _SERVING + "PredictionService/Predict"


def data_type(name: str) -> int:
    """The number of `DT_FLOAT` and its like."""
    return _POOL.FindEnumTypeByName("tensorflow.DataType").values_by_name[name].number


def type_name(number: int) -> str:
    """The name of a type, for messages."""
    value = _POOL.FindEnumTypeByName("tensorflow.DataType").values_by_number.get(number)
    return value.name if value else f"type {number}"
