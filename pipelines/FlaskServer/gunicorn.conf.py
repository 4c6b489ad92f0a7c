"""gunicorn's settings for the Flask server: `python3 -m gunicorn --config gunicorn.conf.py flask_server.wsgi:app`."""

import gc
import os
import sys
from pathlib import Path

# Workers are the parallelism. More threads inside one would fight for the cores, and a BLAS or OpenMP that has started
# threads does not survive the fork. Both libraries read these when they are loaded, so they come first.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

_program = str(Path(__file__).resolve().parent)
# `python3 -m` put the working directory on the path: code of a working tree must not be found there by accident.
sys.path[:] = [_program, *(path for path in sys.path if path not in ("", os.getcwd(), _program))]

from flask_server import forking  # noqa: E402
from flask_server.problems import StartFailure  # noqa: E402
from flask_server.settings import Settings  # noqa: E402

try:
    _settings = Settings.from_environment()
except StartFailure as _failure:
    raise SystemExit(str(_failure)) from None
os.environ["YARD_SERVE"] = os.path.abspath(os.environ["YARD_SERVE"])

chdir = _program
bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "flask_server.worker.Worker"
threads = 4
preload_app = True
timeout = 120
graceful_timeout = 30
keepalive = 75  # longer than clients keep idle connections, so that it is they who close them
loglevel = "warning"


def when_ready(server):
    # The collector would write into the header of every object, and so copy every page that the workers share.
    gc.collect()
    gc.freeze()
    print(f"{_settings.model} {_settings.version} listens at {bind} with {workers} workers", file=sys.stderr, flush=True)


def pre_fork(server, worker):
    forking.hold_signals()


def post_fork(server, worker):
    worker.version = _settings.version


def worker_exit(server, worker):
    # Told to stop, and all is answered: taking interpreter, model and libraries apart would only cost half a second.
    if worker.booted and not worker.alive:
        sys.stderr.flush()
        os._exit(0)


def child_exit(server, worker):
    from flask_server.metrics import worker_ended

    worker_ended(worker.pid)


def on_exit(server):
    from gunicorn.errors import HaltServer

    from flask_server.metrics_folder import remove

    # gunicorn calls this while it handles what ended it; a failure has an exit code of its own.
    if not isinstance(sys.exc_info()[1], HaltServer):
        remove()
        sys.stderr.flush()
        os._exit(0)
