from __future__ import annotations

import json

import choose
import holdout
import numpy as np
import pytest
from sklearn.metrics import f1_score, log_loss

from modelyard import TEST, TRAIN, VALIDATION, Labels, Predictions

TRIALS = [{"hidden": [8]}, {"hidden": [32]}, {"hidden": [32, 16]}]


@pytest.fixture(scope="module")
def held(run_step, parts):
    return run_step("holdout", {"labels": parts["labels"]}, {"share": 0.25, "rows": 400, "seed": 3})


@pytest.fixture(scope="module")
def trials(run_step, pixels, held):
    common = {"epochs": 8, "batch": 64, "learning-rate": 0.003, "seed": 4}
    return [run_step("mlp-classifier", {"matrix": pixels["matrix"], "labels": held["labels"]}, {**common, **trial}) for trial in TRIALS]


def test_rows_are_held_back_from_training_rows_alone(held, parts):
    before, after = Labels.read(parts["labels"]), Labels.read(held["labels"])
    assert list(after.classes) == list(before.classes) and (after.codes == before.codes).all()
    assert (before.part[after.part != VALIDATION] == TRAIN).all()
    assert ((after.part == TEST).sum(), (after.part == TRAIN).sum()) == (100, 300)
    assert held.metrics == {"train-rows": 300, "test-rows": 100}


def test_each_class_keeps_its_share_on_both_sides(held, parts):
    before, after = Labels.read(parts["labels"]), Labels.read(held["labels"])
    shares = np.bincount(before.codes[before.part == TRAIN]) / (before.part == TRAIN).sum()
    for part, count in ((TRAIN, 300), (TEST, 100)):
        assert np.abs(np.bincount(after.codes[after.part == part]) - shares * count).max() <= 1.5


def test_another_seed_holds_other_rows_back(parts):
    labels = Labels.read(parts["labels"])
    assert (holdout.held_out(labels, 0.2, None, 1) != holdout.held_out(labels, 0.2, None, 2)).any()


def test_too_few_rows_are_refused(failing_step, tmp_path):
    Labels(["a", "b"], np.array([0, 1, 0]), np.array([TRAIN, TRAIN, TEST])).write(tmp_path)
    message = failing_step("holdout", {"labels": tmp_path}, {"share": 0.2})
    assert message == "error: 2 training rows leave 2 to fit on and 0 to judge on; both need one at least"


def test_the_best_trial_is_chosen(run_step, held, trials):
    chosen = run_step("choose", {"predictions": [trial["predictions"] for trial in trials], "labels": held["labels"]},
                      {"trials": json.dumps(TRIALS), "metric": "accuracy"})
    labels = Labels.read(held["labels"])
    found = [Predictions.read(trial["predictions"]) for trial in trials]
    accuracies = [float((one.codes == labels.codes[one.rows]).mean()) for one in found]
    choice = json.loads((chosen["choice"] / "choice.json").read_text())
    assert choice["trial"] == int(np.argmax(accuracies)) + 1
    assert choice["parameters"] == TRIALS[choice["trial"] - 1]
    assert [trial["value"] for trial in choice["trials"]] == accuracies
    assert chosen.metrics == {"trial": choice["trial"], "best-accuracy": max(accuracies)}


def test_metrics_are_those_of_scikit_learn(held, trials):
    labels = Labels.read(held["labels"])
    found = Predictions.read(trials[1]["predictions"])
    truth = labels.codes[found.rows]
    assert choose.macro_f1(truth, found) == pytest.approx(f1_score(truth, found.codes, average="macro"))
    assert choose.METRICS["log-loss"](truth, found) == pytest.approx(log_loss(truth, found.scores, labels=range(10)), rel=1e-5)


def test_the_first_of_equal_trials_wins_and_log_loss_is_best_when_least():
    assert choose.best([0.5, 0.7, 0.7], "accuracy") == 1
    assert choose.best([0.5, 0.2, 0.2], "log-loss") == 1
