"""Forks servers from a process that has imported what they all import: they start in no time and share its memory.

`python3 -m flask_server.fork_server SOCKET MODULE…` listens at SOCKET (a path), imports the modules, and starts a server for each
connection. It ends with its input; the servers do not, each ends with its own connection.

A connection says in one line of JSON what to start: `{"arguments": ["-m", "gunicorn", …], "environment": {…}, "grace": seconds}`.
Back come frames, each a letter, four bytes of length (big-endian) and that many bytes: `p` the process group of all that was
started and the processor time, in seconds, that importing had taken before; `o` output, and at last `e` how the server ended, as a shell tells it (docs/decisions/0021-fork-server.md).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import struct
import sys
import time
from typing import Iterable

from .guard import Guard
from .process_title import show_as


def serve(path: str, modules: Iterable[str]) -> list[str] | None:
    """Returns in each server that was forked, with its arguments; in the process itself when its input has ended, with None."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(128)
    print("listening", flush=True)
    # An interrupt of the terminal goes to whoever reads it there; that process ends this one when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for guards
    _import(modules)
    imported = time.process_time()
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    waiting.register(sys.stdin.fileno(), selectors.EVENT_READ)
    while True:
        ready = {key.fileobj for key, _ in waiting.select()}
        if listener not in ready:
            if not os.read(sys.stdin.fileno(), 4096):
                _remove(path)
                return None
            continue
        connection, _ = listener.accept()
        if os.fork() == 0:
            waiting.close()
            listener.close()
            return _start(connection, imported)
        connection.close()


def _remove(path: str) -> None:
    """The socket, and the folder that was made for it: whoever made them may have been killed."""
    for remove, place in ((os.unlink, path), (os.rmdir, os.path.dirname(path))):
        try:
            remove(place)
        except OSError:
            pass


def _import(modules: Iterable[str]) -> None:
    # What is imported stays: looking for garbage meanwhile finds none, and later would write into pages that servers share.
    gc.disable()
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as failure:  # the server that needs it will say so
            print(f"{module} cannot be imported ahead: {type(failure).__name__}: {failure}", file=sys.stderr, flush=True)
    gc.collect()
    gc.freeze()


def _start(connection: socket.socket, imported: float) -> list[str]:
    """Becomes the guard of a server, and returns in the server."""
    os.setsid()
    with connection.makefile("rb") as lines:
        request = json.loads(lines.readline())
    _frame(connection, b"p", f"{os.getpid()} {imported:.3f}".encode())
    show_as("guard of", request["environment"].get("YARD_SERVE", ""))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)  # who reads those of the fork server waits for their end
    output, written = os.pipe()
    guard = Guard()
    server = os.fork()
    if server:
        os.close(written)
        status = guard.watch(server, connection, output, request["grace"], lambda data: _frame(connection, b"o", data))
        _frame(connection, b"e", str(status).encode())
        os._exit(0)
    guard.leave()
    connection.close()
    os.close(output)
    for stream in (1, 2):
        os.dup2(written, stream)
    os.close(written)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(request["environment"])
    show_as(f"YARD_SERVE={os.environ.get('YARD_SERVE', '')}", sys.executable, *request["arguments"])
    gc.enable()
    return request["arguments"]


def _frame(connection: socket.socket, kind: bytes, data: bytes) -> None:
    try:
        connection.sendall(struct.pack(">cI", kind, len(data)) + data)
    except OSError:
        pass  # nobody listens any more; the guard sees the connection's end and does what is to be done


if __name__ == "__main__":
    arguments = serve(sys.argv[1], sys.argv[2:])
    if arguments is not None:
        # `-m MODULE ARGUMENT…`, as Python itself would take them.
        sys.argv[:] = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
