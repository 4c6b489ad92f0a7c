"""The process between a connection and the server that it asked for: no server outlives who started it, not even after `kill -9`."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from typing import Callable

_CHUNK = 1 << 16


class Guard:
    """Leads the process group of one server. Made before the server is forked, so that no end of it is missed."""

    def __init__(self) -> None:
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # A SIGTERM for the whole group is meant for the server; the guard stays to tell how it ended.
        signal.signal(signal.SIGTERM, lambda *_: None)

    def leave(self) -> None:
        """In the server: gives up what makes a guard."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.close(self._woken)
        os.close(self._wake)

    def watch(self, server: int, lifeline: socket.socket, output: int, grace: float, tell: Callable[[bytes], None]) -> int:
        """Tells the server's output until it ends, and returns how, as a shell does. `grace`: seconds from SIGTERM to SIGKILL once the lifeline is cut."""
        os.set_blocking(output, False)
        waiting = selectors.DefaultSelector()
        for source in (lifeline, output, self._woken):
            waiting.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in waiting.select()}
            if output in ready and _pass_on(output, tell) == b"":
                waiting.unregister(output)
            if lifeline in ready and not _is_alive(lifeline):
                _end(server, output, grace)
            if self._woken in ready:
                os.read(self._woken, _CHUNK)
                if (status := _ended(server)) is not None:
                    while _pass_on(output, tell):
                        pass
                    return status


def _pass_on(output: int, tell: Callable[[bytes], None]) -> bytes | None:
    """What was told: b"" once nothing can come any more, None where nothing has come yet."""
    try:
        data = os.read(output, _CHUNK)
    except BlockingIOError:
        return None
    if data:
        tell(data)
    return data


def _is_alive(lifeline: socket.socket) -> bool:
    try:
        return bool(lifeline.recv(_CHUNK))
    except OSError:
        return False


def _ended(server: int) -> int | None:
    process, status = os.waitpid(server, os.WNOHANG)
    if process == 0:
        return None
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _end(server: int, output: int, grace: float) -> None:
    os.close(output)
    os.kill(0, signal.SIGTERM)
    until = time.monotonic() + grace
    while time.monotonic() < until and _ended(server) is None:
        time.sleep(0.1)
    os.kill(0, signal.SIGKILL)
