"""The model listing-category, whole: every step of its pipeline twice, then its chain as a server walks it."""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image
from sklearn import metrics
from sklearn.feature_extraction.text import TfidfVectorizer

import classification_report
import concat
import linear_classifier
import picture_colours
import text_normalise
import text_tfidf
from modelyard import TEST, TRAIN, Column, Labels, Predictions, Rows, open_artifact

MODEL = Path(__file__).resolve().parents[2] / "models" / "listing-category"
SPEC = yaml.safe_load((MODEL / "model.yaml").read_text(encoding="utf-8"))
PIPELINE = SPEC["candidates"]["listing"]["pipeline"]
TRANSFORMS = {"text": text_normalise, "title": text_normalise, "words": text_tfidf, "letters": text_tfidf,
              "colours": picture_colours}


@pytest.fixture(scope="session")
def done(run_step):
    """Step → what it left. The file names steps in an order in which each follows those that it reads."""
    finished = {}

    def folder(reference):
        step, port = reference.split(".")
        return finished[step][port]

    for name, step in PIPELINE.items():
        inputs = {port: [folder(one) for one in given] if isinstance(given, list) else folder(given)
                  for port, given in step.get("inputs", {}).items()}
        finished[name] = run_step(step["uses"], inputs, step.get("with", {}))
    return finished


@pytest.fixture(scope="session")
def answer(done):
    """answer(rows) → Predictions, through the fitted states, from columns of the signature alone."""
    states = {name: module.load(done[name]["state"]) for name, module in TRANSFORMS.items()}
    joined, fitted = concat.load(done["features"]["state"]), linear_classifier.load(done["category"]["state"])

    def ask(rows: Rows) -> Predictions:
        text = text_normalise.transform(rows=rows, state=states["text"])
        title = text_normalise.transform(rows=rows, state=states["title"])
        matrices = [text_tfidf.transform(rows=text, state=states["words"]),
                    text_tfidf.transform(rows=title, state=states["letters"]),
                    picture_colours.transform(rows=rows, state=states["colours"])]
        return linear_classifier.predict(matrix=concat.transform(matrices=matrices, state=joined), state=fitted)

    return ask


def test_passes_its_gate(done):
    assert done["report"].metrics["accuracy"] >= SPEC["gates"]["accuracy"]["at-least"]


def test_split_keeps_packages_together_in_both_languages(done):
    rows, labels = Rows.read(done["parts"]["rows"]), Labels.read(done["parts"]["labels"])
    packages = np.array(rows.strings("package"))
    assert not set(packages[labels.numbers(TRAIN)]) & set(packages[labels.numbers(TEST)])
    assert {"en", "ja"} == set(np.array(rows.strings("language"))[labels.numbers(TEST)])


def test_report_agrees_with_scikit_learn(done):
    predictions, labels = Predictions.read(done["category"]["predictions"]), Labels.read(done["parts"]["labels"])
    truth = labels.codes[predictions.rows]
    report = json.loads((done["report"]["report"] / "report.json").read_text(encoding="utf-8"))
    assert report["accuracy"] == pytest.approx(metrics.accuracy_score(truth, predictions.codes))
    assert report["macro-f1"] == pytest.approx(metrics.f1_score(truth, predictions.codes, average="macro"))
    assert report["confusion"] == metrics.confusion_matrix(truth, predictions.codes, labels=range(len(labels.classes))).tolist()
    assert done["report"].metrics["log-loss"] == pytest.approx(
        metrics.log_loss(truth, predictions.scores.astype(float), labels=range(len(labels.classes))), rel=1e-4)


def test_words_are_those_of_scikit_learn(done):
    rows = Rows.read(done["text"]["rows"])
    peer = TfidfVectorizer(sublinear_tf=True, lowercase=False).fit(rows.training_part().strings("text"))
    ours, theirs = open_artifact(done["words"]["matrix"]).values, peer.transform(rows.strings("text"))
    assert ours.shape == theirs.shape
    assert abs(ours - theirs).max() < 1e-6


def test_serves_what_it_was_tested_with(done, answer):
    fields = list(SPEC["signature"]["instance"])
    rows = Rows.read(done["parts"]["rows"])
    raw = Rows({name: rows[name] for name in fields})
    told = Predictions.read(done["category"]["predictions"])
    np.testing.assert_allclose(answer(raw.take(told.rows)).scores, told.scores, atol=1e-6)
    for number in range(0, len(told.rows), 29):  # one at a time, as a server is asked
        alone = answer(raw.take(told.rows[number:number + 1]))
        np.testing.assert_allclose(alone.scores[0], told.scores[number], atol=1e-5)


def test_answers_its_samples(answer):
    instances = json.loads((MODEL / SPEC["tests"]["samples"]).read_text(encoding="utf-8"))["instances"]
    columns = {name: Column("string", [instance[name] for instance in instances]) for name in ("name", "summary", "description")}
    icons = Column("image", np.stack([pixels(instance["icon"]) for instance in instances]))
    told = answer(Rows({**columns, "icon": icons}))
    assert [told.classes[code] for code in told.codes] == ["Game", "Graphics", "Education", "AudioVideo"]


def test_an_empty_listing_has_an_answer(answer):
    nothing = Column("string", [""])
    told = answer(Rows({"name": nothing, "summary": nothing, "description": nothing,
                        "icon": Column("image", np.zeros((1, 64, 64, 4)))}))
    assert told.scores.sum() == pytest.approx(1, abs=1e-5)


def pixels(value) -> np.ndarray:
    if isinstance(value, dict):
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(value["b64"]))).convert("RGBA"))
    return np.array(value, dtype=np.uint8)
