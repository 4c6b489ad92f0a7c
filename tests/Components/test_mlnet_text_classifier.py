"""mlnet-text-classifier, built from C#, on packages of Debian: digests, scores, failures."""

import json
import zipfile

import numpy as np
import pytest

from modelyard import TEST, Labels, Predictions

COLUMNS = {"columns": ["name", "description"]}


@pytest.fixture(scope="session")
def packages(run_step):
    rows = run_step("debian-packages", with_={"limit": 4000}, twice=False)["rows"]
    return run_step("split", {"rows": rows}, {"label": "section", "group": "source"}, twice=False)


@pytest.fixture(scope="session")
def done(run_step, packages):
    """Run twice by the fixture: ML.NET's own archive has the time of its saving in it, and its trainers race where threads let them."""
    return run_step("mlnet-text-classifier", {"rows": packages["rows"], "labels": packages["labels"]}, {**COLUMNS, "letters": ["name"], "iterations": 5})


def test_scores_every_test_row_and_beats_the_commonest_class(done, packages):
    predictions, labels = Predictions.read(done["predictions"]), Labels.read(packages["labels"])
    assert predictions.rows.tolist() == labels.numbers(TEST).tolist()
    assert list(predictions.classes) == list(labels.classes)
    assert np.allclose(predictions.scores.sum(axis=1), 1, atol=1e-5)
    truth = labels.codes[predictions.rows]
    assert (predictions.codes == truth).mean() > 0.6 > 3 * np.bincount(truth).max() / len(truth)
    assert (np.load(done["predictions"] / "codes.npy") == predictions.codes).all()


def test_the_artifact_is_canonical(done):
    with zipfile.ZipFile(done["state"] / "model.zip") as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.compress_type) for entry in entries} == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)}
    assert json.loads((done["state"] / "classes.json").read_text(encoding="utf-8"))[0] == "admin"


def test_another_seed_gives_another_model(run_step, packages, done):
    other = run_step("mlnet-text-classifier", {"rows": packages["rows"], "labels": packages["labels"]},
                     {**COLUMNS, "letters": ["name"], "iterations": 5, "seed": 2}, twice=False)
    assert other.digests["state"] != done.digests["state"]


@pytest.mark.parametrize("settings, message", [
    ({"columns": ["nmae"]}, "error: no column 'nmae'; the rows have: architecture, description, details, name, part, priority, section, size, source"),
    ({"columns": ["size"]}, "error: column 'size' is of type integer, expected string or number"),
    ({**COLUMNS, "min-df": 1_000_000}, "error: no word of column 'name' is in 1000000 training texts; lower min-df, or look at the column"),
])
def test_says_what_is_wrong(failing_step, packages, settings, message):
    assert failing_step("mlnet-text-classifier", {"rows": packages["rows"], "labels": packages["labels"]}, settings) == message
