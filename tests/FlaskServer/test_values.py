"""A chain that answers numbers: `"answers": "values"` in chain.json."""

import json

import pytest
from artifacts import PREDICTION, valued
from serving import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slope")
    with Server(folder, valued(folder / "artifact"), "slope") as server:
        yield server


def test_a_prediction_is_a_value(server):
    answer = server.predict({"amount": 1.5}, {"amount": -3})
    assert answer.json == {"predictions": [{"value": 3.0}, {"value": -6.0}]}


def test_metadata_have_no_classes(server):
    metadata = server.request("GET", "/v1/models/slope/metadata").json
    assert metadata["signature"]["prediction"] == {"value": {"type": "number"}} and "classes" not in metadata


def test_a_value_that_is_not_finite_is_the_models_failure(server):
    answer = server.predict({"amount": 13})
    assert (answer.status, answer.json["error"]) == (500, {
        "code": "YARD6020", "message": "the model failed: the estimator gave values (1,), expected finite ones [1]"})
    assert server.predict({"amount": 12}).status == 200


@pytest.mark.parametrize("answers, problem", [
    ("values", "'signature.prediction' is {PREDICTION}, expected the fields 'value'"),
    ("smells", "'answers' is 'smells', this server gives one of 'classes', 'values'")])
def test_answers_that_do_not_fit_are_refused(tmp_path, answers, problem):
    artifact = valued(tmp_path / "artifact")
    chain = json.loads((artifact / "chain.json").read_text())
    chain["signature"]["prediction"] = PREDICTION
    (artifact / "chain.json").write_text(json.dumps({**chain, "answers": answers}))
    server = Server(tmp_path / "server", artifact, "slope", wait=False)
    assert server.process.wait(30) == 1
    assert f"YARD6022: chain.json: {problem.format(PREDICTION=PREDICTION)}" in server.log
