"""The model item-photo, its steps run small: what its folder says fits what the components take."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
import yaml
from conftest import PIPELINES
from PIL import Image

from modelyard import Labels, Predictions, Rows

MODEL = PIPELINES.parent / "models" / "item-photo"


def decoded(photo) -> np.ndarray:
    if isinstance(photo, dict):
        return np.array(Image.open(io.BytesIO(base64.b64decode(photo["b64"], validate=True))))
    return np.array(photo)


def test_samples_are_photos_of_the_test_part_in_both_forms(run_step):
    instances = json.loads((MODEL / "samples.json").read_text(encoding="utf-8"))["instances"]
    assert {type(instance["photo"]) for instance in instances} == {list, dict}
    rows = Rows.read(run_step("fashion-mnist", with_={"limit": 100}, twice=False)["rows"])
    test = {photo.tobytes() for photo in rows["photo"].values[100:]}
    for instance in instances:
        photo = decoded(instance["photo"])
        assert photo.shape == (28, 28) and photo.astype(np.uint8).tobytes() in test


@pytest.mark.parametrize("candidate", ["forest", "network"])
def test_each_candidate_learns_from_few_photos(run_step, photos, candidate):
    pipeline = yaml.safe_load((MODEL / "model.yaml").read_text(encoding="utf-8"))["candidates"][candidate]["pipeline"]
    done = {"photos": photos}
    for name, step in pipeline.items():
        if name not in ("photos", "report"):
            references = {port: reference.split(".") for port, reference in step["inputs"].items()}
            inputs = {port: done[source][output] for port, (source, output) in references.items()}
            done[name] = run_step(step["uses"], inputs, step.get("with"), twice=False)
    labels, found = Labels.read(done["parts"]["labels"]), Predictions.read(done[candidate]["predictions"])
    assert (found.codes == labels.codes[found.rows]).mean() > 0.7
