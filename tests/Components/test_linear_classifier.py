"""The classifier is scikit-learn's, whatever its state's form."""

import numpy as np
import onnx
import pytest
from scipy import sparse
from sklearn import metrics
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import LinearSVC

import linear_classifier
from modelyard import Labels, Matrix, Predictions, StepFailure
from onnx_evaluation import evaluate

DEFAULTS = {"loss": "log", "solver": "exact", "C": 1.0, "penalty": "l2", "balanced": False, "calibrated": False, "max-iter": 1000, "seed": 1}
NAMES = ["cap", "coat", "帽子"]
RANDOM = np.random.RandomState(0)
CODES = RANDOM.randint(0, 3, 300)
VALUES = (RANDOM.rand(300, 6) + np.eye(3, 6)[CODES]).astype(np.float32)
COUNTED = sparse.csr_matrix(np.where(VALUES > 0.6, VALUES, 0))


def labels(codes=CODES, classes=NAMES) -> Labels:
    part = np.zeros(len(codes), dtype=np.uint8)
    part[::4] = 1
    return Labels(classes, codes, part)


def fitted(values, codes=CODES, classes=NAMES, **parameters):
    return linear_classifier.fit(matrix=Matrix(values), labels=labels(codes, classes), cpus=1,
                                 parameters={**DEFAULTS, **{name.replace("_", "-"): value for name, value in parameters.items()}})


@pytest.mark.parametrize("values", [VALUES, COUNTED], ids=["dense", "sparse"])
@pytest.mark.parametrize("codes, classes", [(CODES, NAMES), (CODES % 2, NAMES[:2])], ids=["three", "two"])
def test_gives_the_probabilities_of_logistic_regression(values, codes, classes):
    state = fitted(values, codes, classes, C=3.0, balanced=True)
    peer = LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000, random_state=1).fit(values, codes)
    scores = linear_classifier.predict(matrix=Matrix(values), state=state).scores
    np.testing.assert_allclose(scores, peer.predict_proba(values), atol=1e-5)
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("parameters, peer", [
    ({"loss": "squared-hinge"}, LinearSVC(random_state=1, max_iter=1000)),
    ({"loss": "squared-hinge", "penalty": "l1"}, LinearSVC(random_state=1, max_iter=1000, penalty="l1", dual=False)),
    ({"penalty": "l1"}, LogisticRegression(penalty="l1", solver="saga", max_iter=1000, random_state=1)),
    ({"solver": "sgd"}, SGDClassifier(loss="log_loss", alpha=1 / 300, random_state=1, max_iter=1000)),
    ({"solver": "sgd", "loss": "squared-hinge"}, SGDClassifier(loss="squared_hinge", alpha=1 / 300, random_state=1, max_iter=1000)),
])
def test_names_the_class_that_scikit_learn_names(parameters, peer):
    answer = linear_classifier.predict(matrix=Matrix(COUNTED), state=fitted(COUNTED, **parameters))
    assert (answer.codes == peer.fit(COUNTED.astype(np.float32), CODES).predict(COUNTED)).mean() > 0.99


def test_never_names_a_class_without_training_rows():
    state = fitted(VALUES, classes=["accessory", *NAMES], codes=CODES + 1)
    scores = linear_classifier.predict(matrix=Matrix(VALUES), state=state).scores
    assert (scores[:, 0] == 0).all()


@pytest.mark.parametrize("values", [VALUES, COUNTED], ids=["dense", "sparse"])
def test_step_serves_what_it_predicted(tmp_path, run_step, values):
    for name, artifact in {"matrix": Matrix(values), "labels": labels()}.items():
        (tmp_path / name).mkdir()
        artifact.write(tmp_path / name)
    done = run_step("linear-classifier", {name: tmp_path / name for name in ("matrix", "labels")}, {"C": 10})
    told = Predictions.read(done["predictions"])
    state = linear_classifier.load(done["state"])
    for number, row in enumerate(told.rows[:20]):  # one at a time, as a server is asked
        served = linear_classifier.predict(matrix=Matrix(values[row:row + 1]), state=state)
        np.testing.assert_allclose(served.scores[0], told.scores[number], atol=1e-6)
    model = onnx.load(done["onnx"] / "fragment.onnx")
    onnx.checker.check_model(model)
    dense = values.toarray() if sparse.issparse(values) else values
    answer = evaluate(model, {"matrix": dense[told.rows]})
    np.testing.assert_allclose(answer["scores"], told.scores, atol=1e-6)
    assert answer["label"].tolist() == [NAMES[code] for code in told.codes]


def test_calibration_keeps_labels_and_makes_scores_honest():
    codes = np.random.RandomState(1).randint(0, 3, 1000)
    values = sparse.csr_matrix(np.random.RandomState(2).rand(1000, 6) + np.eye(3, 6)[codes] / 2)
    plain, calibrated = (linear_classifier.predict(matrix=Matrix(values[500:]), state=linear_classifier.fit(
        matrix=Matrix(values[:500]), labels=Labels(NAMES, codes[:500], np.zeros(500, dtype=np.uint8)), cpus=1,
        parameters={**DEFAULTS, "loss": "squared-hinge", "calibrated": calibrated})) for calibrated in (False, True))
    assert (plain.codes == calibrated.codes).all()
    loss, better = (metrics.log_loss(codes[500:], answer.scores.astype(float)) for answer in (plain, calibrated))
    assert better < loss - 0.05
    assert calibrated.scores.max(axis=1).mean() == pytest.approx((calibrated.codes == codes[500:]).mean(), abs=0.05)


def test_calibration_needs_rows_of_every_class():
    with pytest.raises(StepFailure) as failure:
        fitted(VALUES[:9], codes=np.array([0, 0, 0, 0, 0, 1, 1, 2, 2]), calibrated=True)
    assert str(failure.value) == ("calibrated needs 4 training rows of every class, the smallest class has 2; "
                                  "leave such classes out (split: minimum) or calibrated off")


def test_warns_when_it_stops_early(capsys):
    fitted(VALUES, C=1000.0, max_iter=1)
    assert capsys.readouterr().err == "warning: not at the optimum after max-iter = 1; raise max-iter or lower C\n"


def test_needs_two_classes():
    with pytest.raises(StepFailure, match="training rows hold 1 class, a classifier needs at least 2; look at the split"):
        fitted(VALUES, codes=np.zeros(300, dtype=int))


def test_refuses_other_columns_than_it_was_fitted_with():
    with pytest.raises(ValueError, match="the matrix has 5 columns, fitted with 6"):
        linear_classifier.predict(matrix=Matrix(VALUES[:, :5]), state=fitted(VALUES))
