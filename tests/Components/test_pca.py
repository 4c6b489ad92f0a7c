from __future__ import annotations

import numpy as np
import pca
import pytest
from sklearn.decomposition import PCA

from modelyard import Labels, Matrix


@pytest.fixture(scope="module")
def embedding(run_step, pixels):
    return run_step("pca", {"matrix": pixels["matrix"]}, {"components": 16})


def test_its_components_are_those_of_scikit_learn(pixels, parts):
    matrix = Matrix.read(pixels["matrix"])
    train = Labels.read(parts["labels"]).numbers(0)
    state = pca.fit(matrix=matrix.take(train), parameters={"components": 16})
    peer = PCA(16, svd_solver="full").fit(matrix.values[train].astype(np.float64))
    signs = np.sign((peer.components_ * state.axes.T).sum(axis=1))
    np.testing.assert_allclose(state.axes.T, peer.components_ * signs[:, np.newaxis], atol=1e-5)
    np.testing.assert_allclose(state.explained, peer.explained_variance_ratio_, rtol=1e-6)


def test_the_greatest_coordinate_of_a_component_is_positive(embedding):
    axes = pca.load(embedding["state"]).axes
    assert (axes[np.abs(axes).argmax(axis=0), np.arange(16)] > 0).all()


def test_a_server_answers_for_one_row_what_training_saw(embedding, pixels):
    matrix, found = Matrix.read(pixels["matrix"]), Matrix.read(embedding["matrix"])
    assert found.shape == (1000, 16)
    served = pca.transform(matrix=matrix.take(np.array([7])), state=pca.load(embedding["state"]))
    np.testing.assert_allclose(served.values[0], found.values[7], atol=1e-5)


def test_more_components_than_columns_are_refused_in_one_line(failing_step, pixels):
    message = failing_step("pca", {"matrix": pixels["matrix"]}, {"components": 300})
    assert message.startswith("error: 300 components (parameter components) need as many columns and one training row more; found 196 columns")
