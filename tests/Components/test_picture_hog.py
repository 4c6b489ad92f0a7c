from __future__ import annotations

import numpy as np
import pytest
from skimage.feature import hog

import picture_hog
from modelyard import Column, Labels, Matrix, Predictions, Rows


def test_features_are_scikit_images_and_tell_clothes_apart(run_step, parts):
    step = run_step("picture-hog", {"rows": parts["rows"]})
    matrix, photos = Matrix.read(step["matrix"]), Rows.read(parts["rows"])["photo"].values
    assert matrix.shape == (1000, 3 * 3 * 4 * 9) and matrix.values.min() >= 0
    expected = hog(photos[7, :, :, 0] / 255, pixels_per_cell=(7, 7), cells_per_block=(2, 2), block_norm="L2-Hys")
    assert np.allclose(matrix.values[7], expected, atol=1e-6)
    model = run_step("linear-classifier", {"matrix": step["matrix"], "labels": parts["labels"]}, twice=False)
    predictions, labels = Predictions.read(model["predictions"]), Labels.read(parts["labels"])
    # 500 photos to learn from; their pixels give 0.75.
    assert (predictions.codes == labels.codes[predictions.rows]).mean() > 0.76


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_colour_and_transparency_are_taken(run_step, tmp_path, channels):
    pictures = np.random.RandomState(3).randint(0, 256, (4, 16, 20, channels)).astype(np.uint8)
    Rows({"icon": Column("image", pictures), "part": Column("string", ["train"] * 4)}).write(tmp_path)
    step = run_step("picture-hog", {"rows": tmp_path}, {"column": "icon", "cell": 4, "block": 1, "orientations": 6})
    assert Matrix.read(step["matrix"]).shape == (4, 4 * 5 * 6)
    state = picture_hog.load(step["state"])
    single = picture_hog.transform(rows=Rows({"icon": Column("image", pictures[1:2])}), state=state)
    assert np.array_equal(single.values[0], Matrix.read(step["matrix"]).values[1])


def test_blocks_that_do_not_fit_are_refused(failing_step, parts):
    assert failing_step("picture-hog", {"rows": parts["rows"]}, {"cell": 10, "block": 3}) == (
        "error: a block is 30×30 pixels (cell 10 times block 3), pictures of column 'photo' are 28×28; lower cell or block")
