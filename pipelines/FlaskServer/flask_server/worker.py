"""Gunicorn's threaded worker, made patient with slow clients and polite to broken ones."""

from __future__ import annotations

import errno
import json
import os
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import InvalidHeader, ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

from .forking import release_signals
from .problems import NOT_JSON
from .request_body import ChunkedBody, LengthBody

SILENCE_SECONDS = 15.0


class Connection(SocketUnreader):
    """Bytes of a client; b"" at its end, and also after SILENCE_SECONDS without one byte."""

    def chunk(self) -> bytes:
        try:
            return super().chunk()
        except TimeoutError:
            return b""


class Worker(gthread.ThreadWorker):
    """`version` goes into the answers that the worker gives without the application."""

    version = ""

    def init_signals(self) -> None:
        super().init_signals()
        release_signals()

    def run(self) -> None:
        # A signal puts a byte into this pipe: SIGTERM then stops the worker at once, not when its second of waiting is over.
        self.poller.register(self.PIPE[0], EVENT_READ, lambda pipe: os.read(pipe, 4096))
        super().run()

    def accept(self, server: Any, listener: Any) -> None:
        """Takes a connection, and gives it a thread only once it has sent something: idle ones must not use threads up."""
        if not hasattr(self, "reuse_connection"):
            return super().accept(server, listener)  # later versions of gunicorn do the same themselves
        try:
            sock, client = listener.accept()
        except OSError as failure:
            if failure.errno in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                return
            raise
        conn = gthread.TConn(self.cfg, sock, client, server)
        self.nr_conns += 1
        conn.set_timeout()
        with self._lock:
            self._keep.append(conn)
            self.poller.register(sock, EVENT_READ, partial(self.reuse_connection, conn))

    def handle(self, conn: Any) -> Any:
        conn.sock.settimeout(SILENCE_SECONDS)
        if not isinstance(conn.parser.unreader, Connection):
            conn.parser.unreader = Connection(conn.sock)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> bool:
        for name, value in req.headers:
            # int() also takes `+5` and `1_0`, which a proxy in front may take for another length.
            if name == "CONTENT-LENGTH" and not (value.isascii() and value.isdigit()):
                raise InvalidHeader(name, req=req)
        source = conn.parser.unreader
        close = partial(req.headers.insert, 0, ("CONNECTION", "close"))
        chunked = isinstance(req.body.reader, ChunkedReader)
        req.body = ChunkedBody(source, close) if chunked else LengthBody(source, close, req.body.reader.length)
        keep = super().handle_request(req, conn)
        # An answer that left the body unread said `Connection: close`.
        return keep and req.body.finished

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answers what is not HTTP. The application lets no exception out, so the request is at fault."""
        if not isinstance(exc, ParseException):
            self.log.warning("Refused a request that cannot be understood: %r", exc)
        message = f"the request is not well-formed HTTP: {type(exc).__name__}"
        body = json.dumps({"error": {"code": NOT_JSON, "message": message}}).encode()
        head = ("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\n"
                f"x-yard-version: {self.version}\r\nContent-Length: {len(body)}\r\n\r\n")
        try:
            client.sendall(head.encode("latin-1") + body)
        except OSError:
            self.log.debug("The client was gone before it could be told.")
