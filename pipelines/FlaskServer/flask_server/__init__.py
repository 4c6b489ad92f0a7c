"""A server for scikit-learn chains: `flask_server.wsgi:app` under gunicorn, told what to serve by YARD_SERVE.

A package, so that a component may call its own module `metrics` or `chain` without hiding one of ours.
"""
