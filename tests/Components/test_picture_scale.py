from __future__ import annotations

import numpy as np
import onnx
import picture_scale
import pytest
from onnx_evaluation import evaluate
from PIL import Image

from modelyard import Column, Matrix, Rows

SHAPES = [(28, 28, 1), (64, 64, 4), (33, 70, 3), (28, 100, 1)]


def pictures(height: int, width: int, channels: int, count: int = 3) -> Rows:
    values = np.random.RandomState(7).randint(0, 256, (count, height, width, channels))
    return Rows({"icon": Column("image", values)})


def scaled(rows: Rows, size: int, channels: int | None):
    state = picture_scale.fit(rows=rows, parameters={"column": "icon", "size": size, "channels": channels})
    return state, picture_scale.transform(rows=rows, state=state).values


def test_photos_of_that_size_are_their_pixels(run_step, parts):
    finished = run_step("picture-scale", {"rows": parts["rows"]}, {"size": 28})
    photos = Rows.read(parts["rows"])["photo"].values
    expected = photos.reshape(len(photos), -1).astype(np.float32) / np.float32(255)
    assert np.array_equal(Matrix.read(finished["matrix"]).values, expected)


def test_a_server_answers_for_one_photo_what_training_saw(pixels, parts):
    rows, state = Rows.read(parts["rows"]), picture_scale.load(pixels["state"])
    trained = Matrix.read(pixels["matrix"]).values
    assert trained.shape == (1000, 14 * 14)
    for number in (0, 499, 999):
        served = picture_scale.transform(rows=rows.take([number]), state=state)
        assert np.array_equal(served.values, trained[[number]])


def test_the_fragment_gives_the_same_matrix(pixels, parts):
    fragment = onnx.load(str(pixels["onnx"] / "fragment.onnx"))
    onnx.checker.check_model(fragment, full_check=True)
    assert (fragment.ir_version, fragment.opset_import[0].version) == (7, 13)
    photos = Rows.read(parts["rows"])["photo"].values
    found = evaluate(fragment, {"rows.photo": photos})["matrix"]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, Matrix.read(pixels["matrix"]).values, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("channels", [1, 3, None])
@pytest.mark.parametrize("size", [8, 28, 33, 96])
def test_any_size_and_colour_is_the_same_in_onnx(shape, channels, size):
    rows = pictures(*shape)
    state, values = scaled(rows, size, channels)
    assert values.shape == (3, size * size * (channels or shape[2]))
    found = evaluate(picture_scale.onnx(rows=rows, state=state), {"rows.icon": rows["icon"].values})["matrix"]
    np.testing.assert_allclose(found, values, atol=1e-6)


@pytest.mark.parametrize("size", [8, 28, 96])
def test_it_is_pillows_resampling(size):
    rows = pictures(33, 70, 3)
    _, values = scaled(rows, size, None)
    for picture, found in zip(rows["icon"].values, values.reshape(3, size, size, 3)):
        for channel in range(3):
            plane = Image.fromarray(picture[..., channel].astype(np.float32))
            expected = np.array(plane.resize((size, size), Image.Resampling.BILINEAR)) / 255
            np.testing.assert_allclose(found[..., channel], expected, atol=1e-5)


def test_grey_is_pillows_grey_to_its_rounding():
    rows = pictures(28, 28, 3)
    _, values = scaled(rows, 28, 1)
    expected = [np.array(Image.fromarray(picture).convert("L")) for picture in rows["icon"].values]
    np.testing.assert_allclose(values.reshape(3, 28, 28) * 255, expected, atol=1)


def test_transparent_pictures_are_laid_on_white():
    clear, black = np.zeros((1, 28, 28, 4)), np.zeros((1, 28, 28, 4))
    black[..., 3] = 255
    rows = Rows({"icon": Column("image", np.concatenate([clear, black]))})
    _, values = scaled(rows, 28, 3)
    assert (values[0] == 1).all() and (values[1] == 0).all()


def test_many_pictures_are_scaled_in_batches_of_one_answer(monkeypatch):
    rows = pictures(33, 70, 3, count=5)
    state, values = scaled(rows, 16, None)
    monkeypatch.setattr(picture_scale, "_BATCH_VALUES", 33 * 70 * 3 * 2)
    assert np.array_equal(picture_scale.transform(rows=rows, state=state).values, values)


def test_pictures_of_another_shape_are_refused(pixels):
    rows = Rows({"photo": Column("image", np.zeros((1, 32, 28, 1)))})
    with pytest.raises(ValueError, match=r"'photo' are \(32, 28, 1\).*were \(28, 28, 1\)"):
        picture_scale.transform(rows=rows, state=picture_scale.load(pixels["state"]))


@pytest.mark.parametrize("column, message", [
    ("picture", "error: no column 'picture'; the rows have: label, part, photo"),
    ("label", "error: column 'label' is of type string, expected image"),
])
def test_a_wrong_column_is_said_in_one_line(failing_step, parts, column, message):
    assert failing_step("picture-scale", {"rows": parts["rows"]}, {"column": column}) == message


def test_pictures_of_two_channels_are_refused():
    with pytest.raises(ValueError, match=r"have 2 channels; expected 1 \(grey\), 3 \(RGB\) or 4 \(RGBA\)"):
        scaled(pictures(28, 28, 2), 28, None)
