"""What is counted, by model and version, over all workers of the server. Needs `metrics_folder.make()` before its import."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from . import memory

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LABELS = ("model", "version")


class Metrics:
    """Label values are bounded: an address is one of the server's own or `other`, a code is one of ours."""

    def __init__(self, model: str, version: str) -> None:
        registry = CollectorRegistry()
        self._of = {"model": model, "version": version}
        self._requests = Counter("modelyard_server_requests", "Requests answered.", (*_LABELS, "address", "status"),
                                 registry=registry)
        self._seconds = Histogram("modelyard_server_request_seconds", "Seconds from the request's head to its answer.",
                                  (*_LABELS, "address"), buckets=_SECONDS, registry=registry)
        self._errors = Counter("modelyard_server_errors", "Requests answered with an error.", (*_LABELS, "code"),
                               registry=registry)
        self._instances = Counter("modelyard_server_instances", "Instances predicted.", _LABELS, registry=registry)
        self._calls = Counter("modelyard_server_calls", "Questions that steps of the chain asked other models.",
                              (*_LABELS, "called", "code"), registry=registry)
        self._missing = Counter("modelyard_server_called_classes_missing",
                                "Classes that an answering arm of a called model did not know, taken as 0.", (*_LABELS, "called"), registry=registry)
        self._load = Gauge("modelyard_server_load_seconds", "Seconds that loading the model took.", _LABELS,
                           registry=registry, multiprocess_mode="max")

    def loaded(self, seconds: float) -> None:
        self._load.labels(**self._of).set(seconds)
        self._requests.labels(**self._of, address="predict", status="200").inc(0)
        self._seconds.labels(**self._of, address="predict")
        self._instances.labels(**self._of).inc(0)

    def answered(self, address: str, status: int, seconds: float, code: str | None) -> None:
        self._requests.labels(**self._of, address=address, status=str(status)).inc()
        self._seconds.labels(**self._of, address=address).observe(seconds)
        if code is not None:
            self._errors.labels(**self._of, code=code).inc()

    def called(self, model: str, code: str) -> None:
        """One question to another model; code: of the refusal, or `none`."""
        self._calls.labels(**self._of, called=model, code=code).inc()

    def called_classes_missing(self, model: str, classes: int) -> None:
        self._missing.labels(**self._of, called=model).inc(classes)

    def predicted(self, instances: int) -> None:
        self._instances.labels(**self._of).inc(instances)

    def text(self) -> bytes:
        """All metrics of all workers, living and dead, as Prometheus reads them. Asked of a worker."""
        for _ in range(3):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
            registry.register(_MemoryCollector(self._of))
            try:
                return generate_latest(registry)
            except struct.error:
                continue  # a worker that just started had a file that was still empty
        return generate_latest(registry)


class _MemoryCollector:
    """Looks when it is asked."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if (found := memory.of_server(os.getppid())) is None:
            return
        for name, help_text, size in (
            ("modelyard_server_memory_bytes", "Memory of the server's processes, pages that they share counted once.", found.server),
            ("modelyard_server_worker_memory_bytes", "Memory that one of its workers holds by itself.", found.worker),
        ):
            family = GaugeMetricFamily(name, help_text, labels=list(self._labels))
            family.add_metric(list(self._labels.values()), size)
            yield family


def worker_ended(pid: int) -> None:
    """Counters and histograms of the worker stay in the sums; only what describes a living process goes."""
    mark_process_dead(pid)
