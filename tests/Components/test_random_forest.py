from __future__ import annotations

import numpy as np
import pytest
import random_forest
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier

from modelyard import Labels, Matrix, Predictions

PARAMETERS = {"trees": 20, "criterion": "entropy", "max-depth": None, "min-samples-leaf": 1, "max-features": "sqrt", "seed": 5}


@pytest.fixture(scope="module")
def forest(run_step, pixels, parts):
    return run_step("random-forest", {"matrix": pixels["matrix"], "labels": parts["labels"]}, {"trees": 20, "seed": 5})


@pytest.fixture(scope="module")
def photos_to_test(pixels, parts):
    """Matrix and labels, and the numbers of the training and test rows."""
    labels = Labels.read(parts["labels"])
    return Matrix.read(pixels["matrix"]), labels, labels.numbers(0), labels.numbers(1)


def test_its_scores_are_those_of_scikit_learn(forest, photos_to_test):
    matrix, labels, train, test = photos_to_test
    peer = RandomForestClassifier(20, random_state=5).fit(matrix.values[train], labels.codes[train])
    found = Predictions.read(forest["predictions"])
    assert found.classes == labels.classes and np.array_equal(found.rows, test)
    np.testing.assert_allclose(found.scores, peer.predict_proba(matrix.values[test]), atol=1e-6)
    assert (found.codes == labels.codes[test]).mean() > 0.7


def test_a_server_answers_for_one_row_what_training_saw(forest, photos_to_test):
    matrix, _, _, test = photos_to_test
    found, state = Predictions.read(forest["predictions"]), random_forest.load(forest["state"])
    for number in (0, 250, 499):
        served = random_forest.predict(matrix=matrix.take(test[[number]]), state=state)
        np.testing.assert_allclose(served.scores, found.scores[[number]], atol=1e-7)


def test_its_arrays_are_mapped_not_copied(forest):
    state = random_forest.load(forest["state"])
    assert all(isinstance(getattr(state, name).base, np.memmap) for name in random_forest._ARRAYS)


def test_sparse_rows_give_the_same_forest_and_scores(photos_to_test):
    matrix, labels, train, test = photos_to_test
    some = Labels(labels.classes, labels.codes[train], labels.part[train])
    dense, thin = matrix.take(train), Matrix(sparse.csr_matrix(matrix.values[train]))
    forests = [random_forest.fit(matrix=each, labels=some, parameters=PARAMETERS, cpus=1) for each in (dense, thin)]
    scores = [random_forest.predict(matrix=each, state=forest).scores
              for each, forest in zip((matrix.take(test), Matrix(sparse.csr_matrix(matrix.values[test]))), forests)]
    np.testing.assert_allclose(scores[0], scores[1], atol=1e-7)


def test_a_class_without_training_rows_scores_nothing(photos_to_test):
    matrix, labels, train, test = photos_to_test
    train = train[labels.codes[train] != 3]
    some = Labels(labels.classes, labels.codes[train], labels.part[train])
    state = random_forest.fit(matrix=matrix.take(train), labels=some, parameters=PARAMETERS, cpus=1)
    scores = random_forest.predict(matrix=matrix.take(test), state=state).scores
    assert scores.shape == (len(test), 10) and (scores[:, 3] == 0).all()
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-6)


def test_thresholds_keep_their_side_in_float32():
    exact = np.array([0.1, 0.5, 1 / 3, -0.1, 1e-40])
    rounded = random_forest._round_down(exact)
    assert (rounded <= exact).all() and (np.nextafter(rounded, np.float32(np.inf)) > exact).all()


def test_parts_that_cannot_train_are_said_in_one_line(run_step, failing_step, photos, pixels):
    kept = run_step("split", {"rows": photos["rows"]}, {"test": 0}, twice=False)
    message = failing_step("random-forest", {"matrix": pixels["matrix"], "labels": kept["labels"]})
    assert message == "error: training needs rows in both parts; found 1000 to train, 0 to test"
