from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier

import gradient_boosting
from modelyard import Labels, Matrix, Predictions


def made(tmp_path, values, codes, classes):
    part = (np.arange(len(codes)) % 4 == 0).astype(np.uint8)
    for name in ("matrix", "labels"):
        (tmp_path / name).mkdir()
    Matrix(values.astype(np.float32)).write(tmp_path / "matrix")
    Labels(classes, codes, part).write(tmp_path / "labels")
    return {name: tmp_path / name for name in ("matrix", "labels")}, values.astype(np.float32), part


@pytest.mark.parametrize("load, classes", [(load_wine, ["barolo", "grignolino", "barbera"]), (load_breast_cancer, ["bad", "good"])])
def test_scores_are_scikit_learns(run_step, tmp_path, load, classes):
    values, codes = load(return_X_y=True)
    inputs, values, part = made(tmp_path, values, codes, classes)
    step = run_step("gradient-boosting", inputs, {"iterations": 40})
    reference = HistGradientBoostingClassifier(max_iter=40, early_stopping=False, random_state=1).fit(values[part == 0], codes[part == 0])
    predictions = Predictions.read(step["predictions"])
    assert np.allclose(predictions.scores, reference.predict_proba(values[part == 1]), atol=1e-6)
    assert (predictions.codes == codes[part == 1]).mean() > 0.9
    state = gradient_boosting.load(step["state"])
    single = gradient_boosting.predict(matrix=Matrix(values[part == 1][:1]), state=state)
    assert np.array_equal(single.scores[0], predictions.scores[0])


def test_a_class_without_a_training_row_is_never_predicted(run_step, tmp_path):
    values, codes = load_wine(return_X_y=True)
    inputs, *_ = made(tmp_path, values, codes + (codes == 2), ["a", "b", "c", "d"])
    scores = Predictions.read(run_step("gradient-boosting", inputs, {"iterations": 5})["predictions"]).scores
    assert scores[:, 2].max() == 0 and np.allclose(scores.sum(axis=1), 1)


def test_one_class_is_refused(failing_step, tmp_path):
    inputs, *_ = made(tmp_path, np.eye(8), np.zeros(8, dtype=int), ["a", "b"])
    assert failing_step("gradient-boosting", inputs) == "error: the training rows are of 1 class; boosting tells two or more apart"
