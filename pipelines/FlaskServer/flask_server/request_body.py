"""The body of a request, read from the connection with bounds on bytes and time.

These take the place of gunicorn's own bodies, whose chunked reader waits for ever on a connection that closed inside a chunk
and takes a chunk-size line of any length.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Callable, Protocol

BODY_SECONDS = 60.0
DRAIN_SECONDS = 5.0
_LONGEST_LINE = 256
_MOST_TRAILERS = 8192
_PIECE = 65536


class BodyFailure(OSError):
    """The body is cut off, too slow, or not framed as HTTP has it."""


class Unreader(Protocol):
    """gunicorn's buffered connection: `read()` gives some bytes or b"" at the end, `unread` puts back what is too much."""

    def read(self) -> bytes: ...
    def unread(self, data: bytes) -> None: ...


class RequestBody(ABC):
    """`finished` turns true once the last byte has been read; until then the connection cannot carry another request.

    `close_connection()`, called before the answer, makes the answer the last one of its connection.
    """

    def __init__(self, source: Unreader, close_connection: Callable[[], None]) -> None:
        self._source = source
        self._deadline: float | None = None
        self.close_connection = close_connection
        self.finished = False

    @abstractmethod
    def read(self, size: int = _PIECE) -> bytes:
        """At most `size` bytes; b"" at the end. Raises BodyFailure, or another OSError of the connection."""

    def read_all(self, limit: int) -> bytes | None:
        """The whole body, or None as soon as it is known to be longer than `limit` bytes. Raises BodyFailure."""
        pieces, total = [], 0
        while piece := self.read():
            total += len(piece)
            if total > limit:
                return None
            pieces.append(piece)
        return b"".join(pieces)

    def drain(self) -> None:
        """Reads on for a while and forgets what it reads.

        Closing a connection with bytes unread resets it, and a client that sends all before it reads would never see
        the answer.
        """
        self._deadline = time.monotonic() + DRAIN_SECONDS
        try:
            while self.read():
                pass
        except OSError:
            return

    def _more(self) -> bytes:
        if self._deadline is None:
            self._deadline = time.monotonic() + BODY_SECONDS
        if time.monotonic() > self._deadline:
            raise BodyFailure(f"the body did not arrive within {BODY_SECONDS:.0f} s")
        data = self._source.read()
        if not data:
            raise BodyFailure("the body is cut off, or nothing of it came for too long")
        return data


class LengthBody(RequestBody):
    """A body of `length` bytes, as Content-Length said."""

    def __init__(self, source: Unreader, close_connection: Callable[[], None], length: int) -> None:
        super().__init__(source, close_connection)
        self.length = self._left = length
        self.finished = length == 0

    def read_all(self, limit: int) -> bytes | None:
        return None if self.length > limit else super().read_all(limit)

    def read(self, size: int = _PIECE) -> bytes:
        if self.finished:
            return b""
        data = self._more()
        size = min(size, self._left)
        self._source.unread(data[size:])
        data = data[:size]
        self._left -= len(data)
        self.finished = self._left == 0
        return data


class ChunkedBody(RequestBody):
    """A body in chunks (RFC 9112, section 7.1): `size in hexadecimal [; extension] CRLF bytes CRLF …  0 CRLF trailers CRLF`."""

    def __init__(self, source: Unreader, close_connection: Callable[[], None]) -> None:
        super().__init__(source, close_connection)
        self._left = 0
        self._inside = False

    def read(self, size: int = _PIECE) -> bytes:
        if self.finished:
            return b""
        if self._left == 0 and not self._next_chunk():
            return b""
        data = self._more()
        size = min(size, self._left)
        self._source.unread(data[size:])
        data = data[:size]
        self._left -= len(data)
        return data

    def _next_chunk(self) -> bool:
        if self._inside and self._line(2) != b"":
            raise BodyFailure("a chunk is longer than it says")
        self._inside = True
        digits = self._line(_LONGEST_LINE).split(b";", 1)[0].strip(b" \t")
        if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
            raise BodyFailure("the size of a chunk is not a hexadecimal number")
        self._left = int(digits, 16)
        if self._left == 0:
            self._skip_trailers()
            self.finished = True
        return not self.finished

    def _skip_trailers(self) -> None:
        left = _MOST_TRAILERS
        while line := self._line(left):
            left -= len(line) + 2
            if left < 2:
                raise BodyFailure("the trailers are too long")

    def _line(self, longest: int) -> bytes:
        """The bytes up to the next CRLF, which with them takes at most `longest` bytes."""
        data = b""
        while (end := data.find(b"\r\n")) < 0 and len(data) < longest:
            data += self._more()
        if not 0 <= end <= longest - 2:
            raise BodyFailure("a line of the chunked body is too long")
        self._source.unread(data[end + 2:])
        return data[:end]
