from __future__ import annotations

import numpy as np
import pytest

import calibrate
from modelyard import Labels, Predictions


@pytest.fixture(scope="module")
def forest(run_step, photos):
    """A forest of few trees, too sure of itself, with 300 validation rows."""
    parts = run_step("split", {"rows": photos["rows"]}, {"test": 0.3, "validation": 0.3}, twice=False)
    pixels = run_step("picture-scale", {"rows": parts["rows"]}, {"size": 8}, twice=False)
    inputs = {"matrix": pixels["matrix"], "labels": parts["labels"]}
    return run_step("random-forest", inputs, {"trees": 8}), parts


@pytest.mark.parametrize("method, most", [("temperature", 1.1), ("platt", 1.05), ("isotonic", 0.95)])
def test_scores_become_better_probabilities(run_step, forest, method, most):
    step, parts = forest
    labels = parts["labels"]
    before = run_step("classification-report", {"predictions": step["predictions"], "labels": labels}, twice=False)
    sure = run_step("calibrate", {"predictions": step["predictions"], "labels": labels}, {"method": method})
    after = run_step("classification-report", {"predictions": sure["predictions"], "labels": labels}, twice=False)
    assert after.metrics["log-loss"] < most < before.metrics["log-loss"]
    assert after.metrics["accuracy"] > before.metrics["accuracy"] - 0.04
    raw, scored = Predictions.read(step["predictions"]), Predictions.read(sure["predictions"])
    assert np.array_equal(raw.rows, scored.rows) and np.allclose(scored.scores.sum(axis=1), 1, atol=1e-6)
    if method == "temperature":
        assert np.array_equal(raw.codes, scored.codes)
    single = calibrate.predict(predictions=Predictions(raw.classes, raw.scores[:1]), state=calibrate.load(sure["state"]))
    assert np.allclose(single.scores[0], scored.scores[0], atol=1e-7)


def test_predictions_of_an_estimator_hold_its_validation_rows(forest):
    step, parts = forest
    predictions, labels = Predictions.read(step["predictions"]), Labels.read(parts["labels"])
    assert np.array_equal(predictions.rows, labels.numbers(1)) and np.array_equal(predictions.validation.rows, labels.numbers(2))


@pytest.mark.parametrize("method", ["platt", "isotonic"])
def test_a_class_without_validation_rows_keeps_its_scores(method):
    draw = np.random.RandomState(5)
    scores = draw.dirichlet([2, 2, 0.2], 60)
    labels = Labels(["a", "b", "c"], draw.randint(0, 2, 60), np.full(60, 2))
    state = calibrate.fit(predictions=Predictions(["a", "b", "c"], scores), labels=labels, parameters={"method": method}, cpus=1)
    assert state["curves"][2] is None
    assert np.isfinite(calibrate.predict(predictions=Predictions(["a", "b", "c"], scores), state=state).scores).all()


def test_without_validation_rows_it_says_what_to_do(failing_step, run_step, pixels, parts):
    step = run_step("linear-classifier", {"matrix": pixels["matrix"], "labels": parts["labels"]}, twice=False)
    assert failing_step("calibrate", {"predictions": step["predictions"], "labels": parts["labels"]}) == (
        "error: predictions holds no validation rows to learn from; give the split a validation part (validation: 0.2)")
