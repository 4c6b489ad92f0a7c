"""From columns of rows to matrices: columns, one-hot, scale."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from sklearn import preprocessing

import columns
import one_hot
import scale
from modelyard import Column, Matrix, Rows, Targets
from onnx_evaluation import evaluate


@pytest.fixture
def shop(tmp_path):
    Rows({"price": Column("number", [1.0, np.nan, 3.0, 8.0, 100.0]), "stock": Column("integer", [5, 0, 2, 2, 9]),
          "new": Column("boolean", [True, False, False, True, True]), "city": Column("string", ["Kyoto", None, "Osaka", "Kyoto", "Nara"]),
          "part": Column("string", ["train", "train", "train", "train", "test"])}).write(tmp_path)
    return tmp_path


@pytest.mark.parametrize("missing, fill", [("mean", 4), ("median", 3), ("most-frequent", 1), ("zero", 0)])
def test_missing_numbers_are_filled_from_the_training_rows(run_step, shop, missing, fill):
    step = run_step("columns", {"rows": shop}, {"columns": ["price", "stock", "new"], "missing": missing, "mark": True})
    assert Matrix.read(step["matrix"]).values.tolist() == [
        [1, 5, 1, 0], [fill, 0, 0, 1], [3, 2, 0, 0], [8, 2, 1, 0], [100, 9, 1, 0]]
    assert Matrix.read(step["matrix"]).part.tolist() == [0, 0, 0, 0, 1]


def test_a_served_row_without_a_number_is_filled_alike(run_step, shop):
    state = columns.load(run_step("columns", {"rows": shop}, {"columns": ["price", "new"]}, twice=False)["state"])
    instance = Rows({"price": Column("number", [np.nan]), "new": Column("boolean", [True])})
    assert columns.transform(rows=instance, state=state).values.tolist() == [[4, 1]]


def test_columns_of_texts_are_refused(failing_step, shop):
    assert failing_step("columns", {"rows": shop}, {"columns": ["price", "city"]}) == (
        "error: parameter columns: 'city' is string; expected columns of type number, integer, boolean")


def test_numbers_beyond_32_bits_are_refused(failing_step, tmp_path):
    Rows({"mass": Column("number", [1, 1e39]), "part": Column("string", ["train", "train"])}).write(tmp_path)
    assert failing_step("columns", {"rows": tmp_path}, {"columns": ["mass"]}) == (
        "error: column 'mass' holds 1e+39 in row 1, which 32 bits cannot hold")


def test_rows_that_were_never_split_are_refused(failing_step, patients):
    assert failing_step("columns", {"rows": patients}, {"columns": ["age"]}) == (
        "error: the rows have no column 'part'; put a split before the first step that fits")


@pytest.mark.parametrize("sparse", [False, True])
def test_categories_are_those_of_the_training_rows(run_step, shop, sparse):
    step = run_step("one-hot", {"rows": shop}, {"columns": ["city", "new"], "sparse": sparse})
    matrix = Matrix.read(step["matrix"])
    assert matrix.is_sparse == sparse
    # null, Kyoto, Osaka, false, true; nobody in training is from Nara.
    assert np.asarray(matrix.values.todense() if sparse else matrix.values).tolist() == [
        [0, 1, 0, 0, 1], [1, 0, 0, 1, 0], [0, 0, 1, 1, 0], [0, 1, 0, 0, 1], [0, 0, 0, 0, 1]]


def test_rare_and_unknown_categories_can_share_a_column(run_step, shop):
    step = run_step("one-hot", {"rows": shop}, {"columns": ["city"], "minimum": 2, "unknown": "other"})
    assert Matrix.read(step["matrix"]).values.tolist() == [[1, 0], [0, 1], [0, 1], [1, 0], [0, 1]]
    state = one_hot.load(step["state"])
    assert one_hot.transform(rows=Rows({"city": Column("string", ["Paris"])}), state=state).values.tolist() == [[0, 1]]


@pytest.mark.parametrize("with_, message", [
    ({"columns": ["price"]}, "parameter columns: 'price' is number; expected columns of type string, integer, boolean"),
    ({"columns": ["city"], "minimum": 9}, "no category of city is in 9 of the 4 training rows; lower minimum")])
def test_what_has_no_categories_is_refused(failing_step, shop, with_, message):
    assert failing_step("one-hot", {"rows": shop}, with_) == f"error: {message}"


@pytest.mark.parametrize("method, reference", [
    ("standard", preprocessing.StandardScaler()), ("min-max", preprocessing.MinMaxScaler()),
    ("max-abs", preprocessing.MaxAbsScaler()), ("robust", preprocessing.RobustScaler())])
def test_scales_are_scikit_learns_of_the_training_rows(run_step, numbers, halves, method, reference):
    step = run_step("scale", {"matrix": numbers["matrix"]}, {"method": method})
    matrix, train = Matrix.read(numbers["matrix"]), Targets.read(halves["targets"]).part == 0
    assert np.array_equal(matrix.part == 0, train)
    expected = reference.fit(matrix.values[train].astype(np.float64)).transform(matrix.values.astype(np.float64))
    assert np.allclose(Matrix.read(step["scaled"]).values, expected, atol=1e-4)
    fragment = onnx.load(step["onnx"] / "fragment.onnx")
    onnx.checker.check_model(fragment, full_check=True)
    assert np.array_equal(evaluate(fragment, {"matrix": np.asarray(matrix.values)})["scaled"], Matrix.read(step["scaled"]).values)


def test_clipping_keeps_new_rows_inside(run_step, numbers):
    step = run_step("scale", {"matrix": numbers["matrix"]}, {"method": "min-max", "clip": True})
    values = Matrix.read(step["scaled"]).values
    assert values.min() == 0 and values.max() == 1
    wild = Matrix(np.full((1, values.shape[1]), 1e6, dtype=np.float32))
    assert scale.transform(matrix=wild, state=scale.load(step["state"])).values.tolist() == [[1.0] * values.shape[1]]
    fragment = onnx.load(step["onnx"] / "fragment.onnx")
    assert evaluate(fragment, {"matrix": wild.values})["scaled"].tolist() == [[1.0] * values.shape[1]]


def test_sparse_matrices_stay_sparse(run_step, failing_step, halves):
    kinds = run_step("one-hot", {"rows": halves["rows"]}, {"columns": ["sex"], "sparse": True}, twice=False)
    for method in ("standard", "max-abs"):
        scaled = Matrix.read(run_step("scale", {"matrix": kinds["matrix"]}, {"method": method})["scaled"])
        assert scaled.is_sparse and scaled.values.nnz == 442
    assert failing_step("scale", {"matrix": kinds["matrix"]}, {"method": "min-max"}) == (
        "error: method min-max would fill a sparse matrix; use max-abs, or standard, which then keeps zeros at 0")


def test_a_matrix_that_does_not_know_its_training_rows_is_refused(failing_step, tmp_path):
    Matrix(np.eye(3)).write(tmp_path)
    assert failing_step("scale", {"matrix": tmp_path}) == (
        "error: the matrix has no part.npy, which says what rows are trained on; make it from the rows of a split")
