"""The report's figures are those of sklearn.metrics, and its picture is well-formed and plain."""

import json
import xml.etree.ElementTree as xml

import numpy as np
import pytest
from sklearn import metrics

from classification_report import confusion_matrix
from confusion_svg import draw
from modelyard import Labels, Predictions

CLASSES = [f"class {number:02}" for number in range(9)] + ["<R&D>", "とても長いカテゴリーの名前", "z" * 60]
RANDOM = np.random.RandomState(3)
TRUTH = RANDOM.randint(0, 11, 400)  # the last class never occurs
SCORES = RANDOM.dirichlet(np.ones(12), 400).astype(np.float32)
SCORES[np.arange(400), TRUTH] += 0.4
SCORES[:, [3, 11]] = 0  # class 3 is never predicted
SCORES /= SCORES.sum(axis=1, keepdims=True)
ROWS = np.arange(100, 500)


@pytest.fixture
def folders(tmp_path):
    codes = np.concatenate([np.zeros(100, dtype=int), TRUTH])
    artifacts = {"labels": Labels(CLASSES, codes, np.repeat([0, 1], [100, 400])),
                 "predictions": Predictions(CLASSES, SCORES, ROWS)}
    for name, artifact in artifacts.items():
        (tmp_path / name).mkdir()
        artifact.write(tmp_path / name)
    return {name: tmp_path / name for name in artifacts}


def test_equals_scikit_learn(folders, run_step):
    done = run_step("classification-report", folders)
    report = json.loads((done["report"] / "report.json").read_text())
    guesses = SCORES.argmax(axis=1)
    assert report["accuracy"] == done.metrics["accuracy"] == pytest.approx(metrics.accuracy_score(TRUTH, guesses))
    assert report["macro-f1"] == done.metrics["macro-f1"] == pytest.approx(
        metrics.f1_score(TRUTH, guesses, average="macro", zero_division=0))
    assert report["confusion"] == metrics.confusion_matrix(TRUTH, guesses, labels=range(12)).tolist()
    peer = metrics.precision_recall_fscore_support(TRUTH, guesses, labels=range(12), zero_division=0)
    for name, expected in zip(("precision", "recall", "f1", "support"), peer):
        assert [report["per-class"][label][name] for label in CLASSES] == pytest.approx(list(expected))
    known = np.clip(SCORES[np.arange(400), TRUTH], np.finfo(np.float32).tiny, 1)
    assert done.metrics["log-loss"] == pytest.approx(-np.log(known).mean())
    assert done.metrics["rows"] == 400
    assert report["classes"] == CLASSES


def shapes(svg: str) -> list[xml.Element]:
    return list(xml.fromstring(svg).iter())


@pytest.mark.parametrize("classes", [2, 12, 60])
def test_picture_names_every_class_and_has_room_for_it(classes):
    names = [f"a rather long category name {number}" for number in range(classes)]
    codes = np.random.RandomState(0).randint(0, classes, (2, 5000))
    svg = draw(confusion_matrix(*codes, classes), names)
    root, *parts = shapes(svg)
    width, height = int(root.get("width")), int(root.get("height"))
    rectangles = [part for part in parts if part.tag.endswith("rect")]
    assert all(int(part.get("x")) + int(part.get("width")) <= width and int(part.get("y")) + int(part.get("height")) <= height
               for part in rectangles)
    texts = [part.text for part in parts if part.tag.endswith("text")]
    assert all(texts.count(name) == 2 for name in names)


def test_picture_escapes_names_and_says_what_a_cell_is(folders):
    confusion = np.zeros((12, 12), dtype=int)
    confusion[9, 9], confusion[9, 10] = 3, 1
    svg = draw(confusion, CLASSES)
    titles = [part.text for part in shapes(svg) if part.tag.endswith("title")]
    assert titles == ["<R&D> called <R&D>: 3 of 4", "<R&D> called とても長いカテゴリーの名前: 1 of 4"]
    assert "prefers-color-scheme: dark" in svg and "z" * 39 + "…" in svg and "z" * 41 not in svg


def test_refuses_predictions_of_other_classes(folders, failing_step):
    Predictions([*CLASSES[:-1], "zebra"], SCORES, ROWS).write(folders["predictions"])
    assert failing_step("classification-report", folders) == (
        f"error: predictions and labels differ in their classes (zebra, {'z' * 60}); take both from the same split")


def test_refuses_rows_that_labels_do_not_have(folders, failing_step):
    Predictions(CLASSES, SCORES, ROWS + 7).write(folders["predictions"])
    assert failing_step("classification-report", folders) == (
        "error: predictions is for row 506, labels has 500 rows; take both from the same split")
