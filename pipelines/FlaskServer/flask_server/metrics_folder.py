"""The folder in which the processes of one server add up their metrics (prometheus_client's multiprocess mode).

It is made when the server starts and removed when it ends. A server that was killed leaves its folder; the next one to start
removes it. Whether a folder is in use is told by a lock that every process of the server holds, so it ends with the last of them.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "yard-metrics-"
_held: dict[Path, int] = {}


def make() -> Path:
    """Must run before prometheus_client is imported: it chooses its mode then. A second call gives the first one's folder."""
    if not _held:
        _sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        _held[folder] = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(_held[folder], fcntl.LOCK_EX)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        atexit.register(_remove, folder, os.getpid())
    return next(iter(_held))


def remove() -> None:
    """Removes the folder, for a process that ends without running what is registered for its end."""
    for folder in _held:
        shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path, maker: int) -> None:
    # Workers are forks and run this too.
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(lock)
