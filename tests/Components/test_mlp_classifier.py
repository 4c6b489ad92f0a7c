from __future__ import annotations

import json

import mlp_classifier
import numpy as np
import onnx
import pytest
from onnx_evaluation import evaluate
from sklearn.neural_network import MLPClassifier

from modelyard import Labels, Matrix, Predictions

PARAMETERS = {"hidden": [32, 16], "epochs": 15, "batch": 64, "learning-rate": 0.003, "decay": 0.0001,
              "early-stopping": False, "seed": 4}


@pytest.fixture(scope="module")
def network(run_step, pixels, parts):
    return run_step("mlp-classifier", {"matrix": pixels["matrix"], "labels": parts["labels"]}, PARAMETERS)


@pytest.fixture(scope="module")
def photos_to_test(pixels, parts):
    """Matrix and labels, and the numbers of the training and test rows."""
    labels = Labels.read(parts["labels"])
    return Matrix.read(pixels["matrix"]), labels, labels.numbers(0), labels.numbers(1)


def fitted(matrix, labels, rows, **parameters):
    some = Labels(labels.classes, labels.codes[rows], labels.part[rows])
    return mlp_classifier.fit(matrix=matrix.take(rows), labels=some, parameters={**PARAMETERS, **parameters}, cpus=1)


def test_its_scores_are_those_of_scikit_learn(network, photos_to_test):
    matrix, labels, train, test = photos_to_test
    peer = MLPClassifier((32, 16), max_iter=15, n_iter_no_change=15, batch_size=64, learning_rate_init=0.003, random_state=4)
    with pytest.warns(match="Maximum iterations"):
        peer.fit(matrix.values[train], labels.codes[train])
    found = Predictions.read(network["predictions"])
    assert found.classes == labels.classes and np.array_equal(found.rows, test)
    np.testing.assert_allclose(found.scores, peer.predict_proba(matrix.values[test]), atol=1e-5)
    assert (found.codes == labels.codes[test]).mean() > 0.7


def test_a_server_answers_for_one_row_what_training_saw(network, photos_to_test):
    matrix, _, _, test = photos_to_test
    found, state = Predictions.read(network["predictions"]), mlp_classifier.load(network["state"])
    for number in (0, 250, 499):
        served = mlp_classifier.predict(matrix=matrix.take(test[[number]]), state=state)
        np.testing.assert_allclose(served.scores, found.scores[[number]], atol=1e-5)


def test_the_fragment_gives_labels_and_scores(network, photos_to_test):
    matrix, labels, _, test = photos_to_test
    fragment = onnx.load(str(network["onnx"] / "fragment.onnx"))
    onnx.checker.check_model(fragment, full_check=True)
    assert (fragment.ir_version, fragment.opset_import[0].version) == (7, 13)
    assert {entry.key: json.loads(entry.value) for entry in fragment.metadata_props} == {"classes": labels.classes}
    answer, found = evaluate(fragment, {"matrix": matrix.values[test]}), Predictions.read(network["predictions"])
    np.testing.assert_allclose(answer["scores"], found.scores, atol=1e-5)
    assert answer["label"].tolist() == [labels.classes[code] for code in answer["scores"].argmax(axis=1)]


@pytest.mark.parametrize("kept", [[3, 8], [0, 1, 2, 4, 5, 6, 7, 8, 9]])
def test_classes_without_training_rows_score_nothing(photos_to_test, kept):
    matrix, labels, train, test = photos_to_test
    state = fitted(matrix, labels, train[np.isin(labels.codes[train], kept)])
    scores = mlp_classifier.predict(matrix=matrix.take(test), state=state).scores
    assert scores.shape == (len(test), 10) and (np.delete(scores, kept, axis=1) == 0).all()
    judged = np.isin(labels.codes[test], kept)
    assert (scores[judged].argmax(axis=1) == labels.codes[test][judged]).mean() > 0.7


def test_two_classes_score_as_scikit_learns_logistic_output(photos_to_test):
    matrix, labels, train, _ = photos_to_test
    train = train[np.isin(labels.codes[train], (0, 1))]
    two = Labels(labels.classes[:2], labels.codes[train], labels.part[train])
    state = mlp_classifier.fit(matrix=matrix.take(train), labels=two, parameters=PARAMETERS, cpus=1)
    peer = MLPClassifier((32, 16), max_iter=15, n_iter_no_change=15, batch_size=64, learning_rate_init=0.003, random_state=4)
    with pytest.warns(match="Maximum iterations"):
        peer.fit(matrix.values[train], labels.codes[train])
    found = mlp_classifier.predict(matrix=matrix.take(train), state=state).scores
    np.testing.assert_allclose(found, peer.predict_proba(matrix.values[train]), atol=1e-5)


def test_early_stopping_ends_before_the_epochs_do(photos_to_test):
    matrix, labels, train, _ = photos_to_test
    full, stopped = (fitted(matrix, labels, train, epochs=60, **{"early-stopping": stop}) for stop in (False, True))
    assert not np.array_equal(full.weights[0], stopped.weights[0])
    assert np.abs(stopped.weights[0]).sum() < np.abs(full.weights[0]).sum()


@pytest.mark.parametrize("hidden", [[], [0], [16, "8"], [True], [1.5]])
def test_wrong_widths_are_said_in_one_line(failing_step, pixels, parts, hidden):
    message = failing_step("mlp-classifier", {"matrix": pixels["matrix"], "labels": parts["labels"]}, {"hidden": hidden})
    assert message == (f"error: parameter hidden is {hidden}; expected at least one whole number from 1 to 65536, "
                       "such as [256, 128]")
