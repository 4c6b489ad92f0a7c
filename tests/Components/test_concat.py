"""Matrices side by side, and the same through ONNX."""

import numpy as np
import pytest
from scipy import sparse

import concat
from modelyard import Matrix, StepFailure, open_artifact
from onnx_evaluation import evaluate

DENSE = np.arange(12, dtype=np.float32).reshape(4, 3)
SPARSE = sparse.random(4, 5, density=0.4, format="csr", dtype=np.float32, random_state=0)


def joined(*matrices, weights=None):
    state = concat.fit(matrices=matrices, parameters={"weights": weights})
    return concat.transform(matrices=matrices, state=state)


def test_dense_stays_dense_and_sparse_wins():
    assert not joined(Matrix(DENSE), Matrix(DENSE)).is_sparse
    mixed = joined(Matrix(SPARSE), Matrix(DENSE), weights=[2, 0.5])
    assert mixed.is_sparse and mixed.values.dtype == np.float32
    np.testing.assert_allclose(mixed.values.toarray(), np.hstack([2 * SPARSE.toarray(), DENSE / 2]))


def test_step_takes_matrices_in_order(tmp_path, run_step):
    folders = [tmp_path / name for name in "ab"]
    for folder, values in zip(folders, (SPARSE, DENSE)):
        folder.mkdir()
        Matrix(values).write(folder)
    done = run_step("concat", {"matrices": folders}, {"weights": [1, 3]})
    np.testing.assert_allclose(open_artifact(done["matrix"]).values.toarray(), np.hstack([SPARSE.toarray(), 3 * DENSE]))


def test_fragment_gives_the_same():
    matrices = [Matrix(DENSE), Matrix(DENSE[:, :2])]
    state = concat.fit(matrices=matrices, parameters={"weights": [1, 0.25]})
    model = concat.onnx(matrices=matrices, state=state)
    answer = evaluate(model, {f"matrices.{number}": matrix.values for number, matrix in enumerate(matrices)})
    np.testing.assert_array_equal(answer["matrix"], concat.transform(matrices=matrices, state=state).values)


@pytest.mark.parametrize("matrices, weights, message", [
    ([DENSE, DENSE[:2]], None, r"the matrices have \[4, 2\] rows; join only matrices made of the same rows"),
    ([DENSE, DENSE], [1], "weights has 1 numbers, matrices has 2 inputs; expected one for each"),
    ([DENSE], ["loud"], "expected finite numbers"),
    ([DENSE], [True], "expected finite numbers"),
])
def test_refuses(matrices, weights, message):
    with pytest.raises(StepFailure, match=message):
        joined(*map(Matrix, matrices), weights=weights)


def test_refuses_other_columns_than_it_was_fitted_with():
    state = concat.fit(matrices=[Matrix(DENSE)], parameters={"weights": None})
    with pytest.raises(ValueError, match=r"the matrices have \[2\] columns, fitted with \[3\]"):
        concat.transform(matrices=[Matrix(DENSE[:, :2])], state=state)
