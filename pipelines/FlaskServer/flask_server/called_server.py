"""One question to another server, on a connection of its own: a kept one may be closed by the other side just then."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, Mapping, NamedTuple
from urllib.parse import urlsplit

_MOST_BYTES = 64 << 20
_PIECE = 1 << 16


class Answer(NamedTuple):
    status: int
    document: Mapping[str, Any]


def post(server: str, path: str, body: Any, headers: Mapping[str, str], seconds: float) -> Answer:
    """Raises TimeoutError after so many seconds, OSError where nobody answers, ValueError for what is no JSON object."""
    until = time.monotonic() + seconds
    place = urlsplit(server)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=seconds)
    try:
        connection.request("POST", path, json.dumps(body).encode(), {"content-type": "application/json", **headers})
        response = connection.getresponse()
        document = json.loads(_read(connection, response, until))
    except http.client.HTTPException as failure:
        raise ConnectionError(f"{type(failure).__name__}: {failure}") from failure
    finally:
        connection.close()
    if not isinstance(document, dict):
        raise ValueError("the answer is not a JSON object")
    return Answer(response.status, document)


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, until: float) -> bytes:
    pieces, length = [], 0
    while piece := response.read1(_PIECE):
        length += len(piece)
        if length > _MOST_BYTES:
            raise ValueError(f"the answer is longer than {_MOST_BYTES} bytes")
        pieces.append(piece)
        # The limit of a socket holds for one wait, and an answer in drops has many.
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer was not complete in time")
        if connection.sock is not None:
            connection.sock.settimeout(left)
    return b"".join(pieces)
