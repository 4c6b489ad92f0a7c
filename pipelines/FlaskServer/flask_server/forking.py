"""Signals that come while gunicorn forks a worker wait until somebody listens to them.

A worker starts with its master's handlers, which only write down what came. A SIGTERM in those milliseconds would be
written down by a process that never looks, and the master would wait for that worker until its patience is over.
"""

import os
import signal

_HELD = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


def hold_signals() -> None:
    """Before the fork, in the master: what comes from now on stays pending, in the worker too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)


def release_signals() -> None:
    """In the worker once its own handlers are there. The master does so by itself, right after the fork."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)


os.register_at_fork(after_in_parent=release_signals)
