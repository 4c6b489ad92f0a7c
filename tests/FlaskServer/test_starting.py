"""What the server refuses to start with, and how it says so: exit code 1, a coded line a problem, no traceback."""

import json
import shutil

import pytest
from artifacts import PREDICTION, fitted
from serving import Server

SIGNATURE = {"instance": {"text": {"type": "string"}, "amount": {"type": "number"}}, "prediction": PREDICTION}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return fitted(tmp_path_factory.mktemp("whole") / "artifact", "shop", SIGNATURE)


@pytest.fixture
def artifact(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "artifact")


def refuse(tmp_path, artifact, **settings):
    server = Server(tmp_path / "server", artifact, "shop", wait=False, **settings)
    assert server.process.wait(30) == 1, server.log
    assert "Traceback" not in server.log
    assert list(server.temp.iterdir()) == []
    return server.log


def change(artifact, **entries):
    chain = json.loads((artifact / "chain.json").read_text())
    (artifact / "chain.json").write_text(json.dumps({**chain, **entries}))
    return chain


def test_format_that_is_not_known(artifact, tmp_path):
    change(artifact, format=2)
    assert "YARD6022: chain.json: 'format' is 2, this server reads format 1" in refuse(tmp_path, artifact)


def test_artifact_that_is_not_there(tmp_path):
    assert "YARD6022" in refuse(tmp_path, tmp_path / "nowhere")


def test_chain_that_is_cut_off(artifact, tmp_path):
    (artifact / "chain.json").write_text('{"format": 1, "steps": [')
    assert "chain.json cannot be read as JSON" in refuse(tmp_path, artifact)


def test_every_problem_of_the_chain_at_once(artifact, tmp_path):
    chain = change(artifact)
    chain["steps"][2]["inputs"] = {"matrices": ["words.matrix", "vaules.matrix"]}
    chain["steps"][3]["call"] = "fit"
    change(artifact, steps=chain["steps"], kind="onnx", model="other", classes=[],
           signature={"instance": {"text": {"type": "txt"}}, "prediction": PREDICTION})
    log = refuse(tmp_path, artifact)
    for text in ("'kind' is 'onnx'", "'model' is 'other'", "'signature.instance.text' is", "'classes' is []",
                 "steps[2]: input 'matrices' is 'vaules.matrix', expected one of $instance, words.matrix, values.matrix",
                 "steps[3]: 'call' is 'fit', expected one of transform, predict"):
        assert f"YARD6022: chain.json: {text}" in log


def test_code_and_state_that_are_missing(artifact, tmp_path):
    shutil.rmtree(artifact / "code" / "join")
    shutil.rmtree(artifact / "state" / "words")
    log = refuse(tmp_path, artifact)
    assert "YARD6022: code/join is missing" in log and "YARD6022: state/words is missing" in log


def test_shared_code_is_not_taken_from_elsewhere(artifact, tmp_path):
    shutil.rmtree(artifact / "code" / "runtime" / "modelyard")
    assert "code/runtime: the module 'modelyard' cannot be imported" in refuse(tmp_path, artifact)


def test_state_that_is_cut_off(artifact, tmp_path):
    file = artifact / "state" / "classes" / "model.joblib"
    file.write_bytes(file.read_bytes()[:100])
    assert "YARD6022: state/classes cannot be loaded: " in refuse(tmp_path, artifact)


def test_module_that_has_the_name_of_another(artifact, tmp_path):
    (artifact / "code" / "join" / "flask.py").write_text("from modelyard import *\n")
    chain = change(artifact)
    chain["steps"][2]["module"] = "flask"
    change(artifact, steps=chain["steps"])
    assert "code/join: expected the module 'flask' there, but another of that name was found" in refuse(tmp_path, artifact)


def test_two_components_with_a_module_of_one_name(artifact, tmp_path):
    for component in ("join", "logistic"):
        (artifact / "code" / component / "shared.py").write_text("")
        module = artifact / "code" / component / f"{component}.py"
        module.write_text("import shared\n" + module.read_text())
    assert "the module 'shared' is in code/join and code/logistic" in refuse(tmp_path, artifact)


def test_settings_with_every_problem_at_once(tmp_path):
    log = refuse(tmp_path, "relative/path", port=0, workers="2", version="", limits={"instances": -1})
    for text in ("'artifact' is 'relative/path', expected an absolute path", "'port' is 0", "'workers' is '2'",
                 "'version' is ''", "'instances' is -1"):
        assert text in log
    assert log.count("YARD6021: ") == 5


def test_code_comes_from_the_artifact_and_leaves_no_trace(artifact, tmp_path):
    """The working directory holds modules of the same names that would fail."""
    for name in ("modelyard", "logistic", "join"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('from the working directory')\n")
    with Server(tmp_path / "server", artifact, "shop", cwd=tmp_path) as server:
        assert server.predict({"text": "a", "amount": 1}).status == 200
    assert list(artifact.rglob("__pycache__")) == []
