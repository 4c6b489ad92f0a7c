"""The addresses of the server (docs/architecture.md, 6)."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map

from . import instances, json_text, metrics, protocol
from .artifact import Model
from .chain import ModelFailure
from .problems import (MODEL_FAILED, NOT_FOUND, NOT_JSON, SERVER_FAILED, TOO_LARGE, WRONG_METHOD, Problem, Refused, shorten)
from .request_body import RequestBody
from .settings import Settings

# Parsed, a body takes up to some thirty times its bytes; the interpreter's lock lets only one be parsed at a time anyway.
_LARGE_BYTES = 2**20


class _Application(Flask):
    # Paths are taken as they are: `//` is not redirected to `/`, nobody follows that with a POST.
    url_map_class = partial(Map, merge_slashes=False)


def create(settings: Settings, model: Model, counts: metrics.Metrics) -> Flask:
    app = _Application("flask_server", static_folder=None)
    name = f"/v1/models/{settings.model}"
    large = threading.Lock()
    model.calls.counts = counts

    def predict() -> Response:
        body = _read_body(settings.limits.body_bytes)
        if len(body) > _LARGE_BYTES:
            with large:
                columns = _columns(body, settings, model)
        else:
            columns = _columns(body, settings, model)
        with model.calls.of(request.headers):
            predictions = model.chain.predict(columns)
        counts.predicted(len(predictions))
        return _json({"predictions": predictions})

    def metadata() -> Response:
        return _json({"name": settings.model, "version": settings.version, "identity": settings.identity,
                      "signature": model.signature, **model.answers.described(), **({"about": model.about} if model.about else {})})

    addresses = {
        "predict": (f"{name}:predict", "POST", predict),
        "status": (name, "GET", lambda: _json(protocol.status(settings.version))),
        "metadata": (f"{name}/metadata", "GET", metadata),
        "healthz": ("/healthz", "GET", lambda: _json({"status": "ok", "model": settings.model, "version": settings.version})),
        "metrics": ("/metrics", "GET", lambda: Response(counts.text(), content_type=metrics.CONTENT_TYPE)),
    }
    for endpoint, (path, method, view) in addresses.items():
        app.add_url_rule(path, endpoint, view, methods=[method], provide_automatic_options=False)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.code = None

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["x-yard-version"] = settings.version
        body = request.environ["wsgi.input"]
        if isinstance(body, RequestBody) and not body.finished:
            body.close_connection()
            response.call_on_close(body.drain)
        counts.answered(request.endpoint or "other", response.status_code, time.perf_counter() - g.started, g.code)
        return response

    @app.errorhandler(Exception)
    def refuse(failure: Exception) -> Response:
        refused = _refusal(failure, [path for path, _, _ in addresses.values()])
        if refused.status >= 500:
            app.logger.error("%s: %s", refused.code, refused, exc_info=failure)
        g.code = refused.code
        response = _json(protocol.error(refused), refused.status)
        if isinstance(failure, MethodNotAllowed):
            response.headers["allow"] = ", ".join(sorted(failure.valid_methods or ()))
        return response

    return app


def _read_body(limit: int) -> bytes:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        message = f"body: expected no content-encoding (identity), found '{shorten(encoding)}'; send it uncompressed"
        raise Refused(Problem(NOT_JSON, message))
    try:
        body = request.environ["wsgi.input"].read_all(limit)
    except OSError as failure:
        raise Refused(Problem(NOT_JSON, f"body: cannot be read to its end: {failure}")) from failure
    if body is None:
        raise Refused(Problem(TOO_LARGE, f"body: expected at most {limit} bytes, found more; send fewer instances at a time"))
    return body


def _columns(body: bytes, settings: Settings, model: Model) -> dict[str, list[Any]]:
    document = json_text.parse(body)
    try:
        found = protocol.instances(document, settings.limits.instances)
        return instances.columns(found, model.fields, model.one_of, settings.limits.string_chars)
    except Refused:
        # What is right is never deep, so depth is looked at only in what is wrong; but then it is the first thing to say.
        json_text.refuse_depth(document)
        raise


def _refusal(failure: Exception, paths: list[str]) -> Refused:
    if isinstance(failure, Refused):
        return failure
    if isinstance(failure, ModelFailure):
        return Refused(Problem(MODEL_FAILED, f"the model failed: {failure}"))
    if isinstance(failure, MethodNotAllowed):
        methods = " or ".join(sorted(failure.valid_methods or ()))
        return Refused(Problem(WRONG_METHOD, f"{request.path}: expected {methods}, found {shorten(request.method)}"))
    if isinstance(failure, NotFound):
        return Refused(Problem(NOT_FOUND, f"{shorten(request.path)}: not found; this server has {', '.join(paths)}"))
    if isinstance(failure, HTTPException) and failure.code is not None and failure.code < 500:
        return Refused(Problem(NOT_JSON, f"the request cannot be understood: {failure.description}"))
    return Refused(Problem(SERVER_FAILED, "the server failed; its log says why"))


def _json(value: Any, status: int = 200) -> Response:
    return Response(protocol.dump(value), status, content_type="application/json")
