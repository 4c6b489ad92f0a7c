"""What gunicorn runs: the model is loaded here, once, before the workers are forked."""

from __future__ import annotations

import logging

from . import metrics_folder

metrics_folder.make()

from . import app as server  # noqa: E402  prometheus_client must find its folder
from . import artifact, metrics  # noqa: E402
from .chain import ModelFailure  # noqa: E402
from .settings import Settings  # noqa: E402

settings = Settings.from_environment()
model = artifact.load(settings)
counts = metrics.Metrics(settings.model, settings.version)
counts.loaded(model.load_seconds)
app = server.create(settings, model, counts)

# A first prediction imports what is imported late and touches what is mapped, for all workers at once.
try:
    with model.calls.blank():
        model.chain.predict({field.name: [artifact.blank(field)] for field in model.fields})
except ModelFailure as failure:
    logging.getLogger("gunicorn.error").warning("The model cannot predict a blank instance: %s", failure)
