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
import time
from pathlib import Path

_PREFIX = "yard-metrics-"
# Until it holds its lock a folder has another name: a sweeper would take it for one that is left over.
_UNLOCKED = "yard-unlocked-metrics-"
_ABANDONED = 60.0  # seconds after which one without a lock belongs to nobody: its maker was killed between two calls
_held: dict[Path, int] = {}


def make() -> Path:
    """Must run before prometheus_client is imported: it chooses its mode then. A second call gives the first one's folder."""
    if not _held:
        _sweep(Path(tempfile.gettempdir()))
        unlocked = Path(tempfile.mkdtemp(prefix=_UNLOCKED))
        lock = os.open(unlocked / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = unlocked.rename(unlocked.with_name(unlocked.name.replace(_UNLOCKED, _PREFIX)))
        _held[folder] = lock
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
    for folder in parent.glob(f"{_UNLOCKED}*"):
        try:
            if time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # its maker just gave it its name
