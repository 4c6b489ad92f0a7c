"""Estimators of numbers and their report, on scikit-learn's diabetes data."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

import gradient_boosting_regressor
import linear_regressor
from conftest import specification
from modelyard import TEST, TRAIN, Column, Matrix, Rows, Targets, Values


@pytest.fixture(scope="module")
def even(run_step, numbers):
    return run_step("scale", {"matrix": numbers["matrix"]}, twice=False)


def learned(matrix, targets):
    """Training and test features float64, training numbers, test rows."""
    values, truth = Matrix.read(matrix).values.astype(np.float64), Targets.read(targets)
    return values[truth.numbers(TRAIN)], values[truth.numbers(TEST)], truth.values[truth.numbers(TRAIN)], truth.numbers(TEST)


@pytest.mark.parametrize("with_, estimator", [
    ({}, Ridge(1.0)), ({"penalty": "ridge", "alpha": 100}, Ridge(100.0)), ({"penalty": "none"}, LinearRegression()),
    ({"penalty": "lasso", "alpha": 2}, Lasso(2.0))])
def test_linear_regression_is_scikit_learns(run_step, even, halves, with_, estimator):
    step = run_step("linear-regressor", {"matrix": even["scaled"], "targets": halves["targets"]}, with_)
    train, test, truth, rows = learned(even["scaled"], halves["targets"])
    predictions = Values.read(step["predictions"])
    assert np.array_equal(predictions.rows, rows)
    assert np.allclose(predictions.values, estimator.fit(train, truth).predict(test), rtol=1e-9)


@pytest.mark.parametrize("with_, settings", [
    ({}, {}), ({"loss": "absolute", "iterations": 30}, {"loss": "absolute_error", "max_iter": 30}),
    ({"loss": "poisson", "early-stopping": True}, {"loss": "poisson", "early_stopping": True})])
def test_boosting_answers_as_scikit_learn_does(run_step, numbers, halves, with_, settings):
    step = run_step("gradient-boosting-regressor", {"matrix": numbers["matrix"], "targets": halves["targets"]}, with_)
    train, test, truth, _ = learned(numbers["matrix"], halves["targets"])
    reference = HistGradientBoostingRegressor(random_state=1, **{"early_stopping": False, **settings}).fit(train, truth)
    assert np.allclose(Values.read(step["predictions"]).values, reference.predict(test), rtol=1e-12)


@pytest.mark.parametrize("component, module", [("linear-regressor", linear_regressor),
                                               ("gradient-boosting-regressor", gradient_boosting_regressor)])
def test_a_single_row_is_answered_as_among_others(run_step, even, halves, component, module):
    step = run_step(component, {"matrix": even["scaled"], "targets": halves["targets"]}, twice=False)
    state, matrix, predictions = module.load(step["state"]), Matrix.read(even["scaled"]), Values.read(step["predictions"])
    single = [module.predict(matrix=matrix.take(np.array([row])), state=state).values[0] for row in predictions.rows[:20]]
    assert np.allclose(single, predictions.values[:20], rtol=1e-12)


def test_sparse_features_are_learned_from_too(run_step, halves):
    years = run_step("one-hot", {"rows": halves["rows"]}, {"columns": ["sex"], "sparse": True}, twice=False)
    for component in ("linear-regressor", "gradient-boosting-regressor"):
        step = run_step(component, {"matrix": years["matrix"], "targets": halves["targets"]})
        assert len(np.unique(Values.read(step["predictions"]).values.round(6))) == 2


def test_counts_below_zero_are_refused(failing_step, run_step, tmp_path):
    for name in ("rows", "matrix"):
        (tmp_path / name).mkdir()
    Targets(np.arange(8.0) - 1, np.arange(8) % 2).write(tmp_path / "rows")
    Matrix(np.arange(8.0)[:, None]).write(tmp_path / "matrix")
    message = failing_step("gradient-boosting-regressor", {"matrix": tmp_path / "matrix", "targets": tmp_path / "rows"}, {"loss": "poisson"})
    assert message == "error: loss poisson is for counts: none below 0 and not all 0; the least target is -1"


def test_the_report_has_scikit_learns_figures(run_step, even, halves):
    step = run_step("linear-regressor", {"matrix": even["scaled"], "targets": halves["targets"]}, twice=False)
    report = run_step("regression-report", {"predictions": step["predictions"], "targets": halves["targets"]})
    predictions, targets = Values.read(step["predictions"]), Targets.read(halves["targets"])
    truth = targets.values[predictions.rows]
    assert set(report.metrics) == set(specification("regression-report")["metrics"])
    assert report.metrics["rmse"] == pytest.approx(mean_squared_error(truth, predictions.values) ** 0.5, rel=1e-12)
    assert report.metrics["mae"] == pytest.approx(mean_absolute_error(truth, predictions.values), rel=1e-12)
    assert report.metrics["r2"] == pytest.approx(r2_score(truth, predictions.values), rel=1e-12)
    # Ordinary figures of this data set: half of the variance is explained.
    assert 0.35 < report.metrics["r2"] < 0.6 and report.metrics["baseline-rmse"] > report.metrics["rmse"]
    document = json.loads((report["report"] / "report.json").read_text(encoding="utf-8"))
    assert document["rows"] == len(truth) and document["absolute-error"]["0.5"] == pytest.approx(np.median(np.abs(truth - predictions.values)))
    picture = (report["report"] / "residuals.svg").read_text(encoding="utf-8")
    assert picture.count("<circle") == len(truth) and 'aria-label="Residuals of 111 rows"' in picture


@pytest.mark.parametrize("guesses, r2", [([5.0, 5.0], 1), ([5.0, 6.0], 0)])
def test_a_truth_that_never_changes_has_a_report(run_step, tmp_path, guesses, r2):
    for name in ("predictions", "targets"):
        (tmp_path / name).mkdir()
    Targets(np.full(4, 5.0), np.array([0, 0, 1, 1])).write(tmp_path / "targets")
    Values(np.array(guesses), np.array([2, 3])).write(tmp_path / "predictions")
    assert run_step("regression-report", {name: tmp_path / name for name in ("predictions", "targets")}).metrics["r2"] == r2


def test_predictions_of_other_rows_are_refused(failing_step, tmp_path):
    for name in ("predictions", "targets"):
        (tmp_path / name).mkdir()
    Targets(np.zeros(2), np.zeros(2)).write(tmp_path / "targets")
    Values(np.zeros(1), np.array([7])).write(tmp_path / "predictions")
    assert failing_step("regression-report", {name: tmp_path / name for name in ("predictions", "targets")}) == (
        "error: predictions is for row 7, targets has 2 rows; take both from the same split")
