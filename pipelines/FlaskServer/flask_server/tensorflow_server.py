"""The TensorFlow Serving that computes the last step of a chain, asked over gRPC."""

from __future__ import annotations

import json
import os
import threading
from typing import Any, Mapping

import grpc

from .problems import (TENSORFLOW_BUSY, TENSORFLOW_FAILED, TENSORFLOW_LACKS, TENSORFLOW_LATE, TENSORFLOW_UNREACHABLE, Problem, Refused)
from .tensorflow_messages import PREDICT, PredictRequest, PredictResponse

_MOST_BYTES = 64 << 20
_OPTIONS = {
    "grpc.max_receive_message_length": _MOST_BYTES,
    "grpc.max_send_message_length": -1,
    # Loopback and services of a cluster are never behind a proxy.
    "grpc.enable_http_proxy": 0,
    # A server that starts again is found within a second, not within the two minutes that gRPC may wait otherwise.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
    "grpc.keepalive_time_ms": 30_000,
    # A prediction changes nothing, so one that nobody took may be asked again; its deadline holds for all attempts together.
    "grpc.service_config": json.dumps({
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [{"name": [{"service": PREDICT.split("/")[1]}], "retryPolicy": {
            "maxAttempts": 3, "initialBackoff": "0.05s", "maxBackoff": "0.5s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}}]}),
}
_CODES = {
    grpc.StatusCode.UNAVAILABLE: (TENSORFLOW_UNREACHABLE, "cannot be asked"),
    grpc.StatusCode.CANCELLED: (TENSORFLOW_UNREACHABLE, "ended the call"),
    grpc.StatusCode.DEADLINE_EXCEEDED: (TENSORFLOW_LATE, "did not answer in time"),
    grpc.StatusCode.NOT_FOUND: (TENSORFLOW_LACKS, "does not serve what is asked for"),
    grpc.StatusCode.FAILED_PRECONDITION: (TENSORFLOW_LACKS, "does not serve what is asked for"),
    grpc.StatusCode.UNIMPLEMENTED: (TENSORFLOW_LACKS, "does not serve what is asked for"),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (TENSORFLOW_BUSY, "takes no more"),
}


class TensorFlowServer:
    """address: host:port; version: the number under which it has the model's version."""

    def __init__(self, address: str, model: str, version: int) -> None:
        self._address, self._model, self._version = address, model, version
        self._lock = threading.Lock()
        self._process = 0
        self._ask: Any = None

    def predict(self, tensors: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """Output → TensorProto. Raises Refused, whose code tells what went wrong."""
        request = PredictRequest(inputs=tensors)
        request.model_spec.name = self._model
        request.model_spec.version.value = self._version
        try:
            return self._method()(request, timeout=seconds).outputs
        except grpc.RpcError as failure:
            code, what = _CODES.get(failure.code(), (TENSORFLOW_FAILED, "could not compute it"))
            raise Refused(Problem(code, f"TensorFlow Serving at {self._address} {what}: {failure.code().name}: {failure.details()}")) from failure

    def _method(self) -> Any:
        # One connection a process, made by the first request: what gRPC starts with it does not survive the fork of the workers.
        if self._process != os.getpid():
            with self._lock:
                if self._process != os.getpid():
                    channel = grpc.insecure_channel(self._address, list(_OPTIONS.items()))
                    self._ask = channel.unary_unary(PREDICT, PredictRequest.SerializeToString, PredictResponse.FromString)
                    self._process = os.getpid()
        return self._ask
