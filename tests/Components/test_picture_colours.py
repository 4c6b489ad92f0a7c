from __future__ import annotations

import numpy as np
import picture_colours
import pytest

from modelyard import Column, Matrix, Rows

PARAMETERS = {"column": "icon", "bins": 4}


def colours(pictures, **parameters) -> np.ndarray:
    rows = Rows({"icon": Column("image", pictures)})
    state = picture_colours.fit(rows=rows, parameters={**PARAMETERS, **parameters})
    return picture_colours.transform(rows=rows, state=state).values


def flat(*colour: int) -> np.ndarray:
    return np.full((1, 8, 8, len(colour)), colour, dtype=np.uint8)


@pytest.fixture(scope="module")
def fashion(run_step, parts):
    return run_step("picture-colours", {"rows": parts["rows"]}, {"column": "photo"})


def test_a_server_answers_for_one_picture_what_training_saw(fashion, parts):
    rows, state = Rows.read(parts["rows"]), picture_colours.load(fashion["state"])
    trained = Matrix.read(fashion["matrix"]).values
    for number in (0, 499, 999):
        served = picture_colours.transform(rows=rows.take([number]), state=state)
        assert np.array_equal(served.values, trained[[number]])


def test_grey_photos_fill_only_the_grey_diagonal(fashion):
    values = Matrix.read(fashion["matrix"]).values
    grey = [(step * 4 + step) * 4 + step for step in range(4)]
    assert values.shape == (1000, 64) and (np.delete(values, grey, axis=1) == 0).all()
    np.testing.assert_allclose((values**2).sum(axis=1), 1, atol=1e-6)


def test_the_histogram_is_numpys():
    pictures = np.random.RandomState(1).randint(0, 256, (4, 16, 16, 4)).astype(np.uint8)
    for picture, found in zip(pictures, colours(pictures, bins=5)):
        peer, _ = np.histogramdd(picture[..., :3].reshape(-1, 3), bins=5, range=[(0, 256)] * 3,
                                 weights=picture[..., 3].ravel().astype(float))
        np.testing.assert_allclose(found**2, peer.ravel() / peer.sum(), atol=1e-6)


def test_a_pixel_counts_as_much_as_it_covers():
    half = np.concatenate([flat(255, 0, 0, 255), flat(0, 0, 255, 85)], axis=2)
    values = colours(half)[0]
    assert values[48] ** 2 == pytest.approx(0.75) and values[3] ** 2 == pytest.approx(0.25)


def test_what_cannot_be_seen_has_no_colours():
    assert (colours(flat(255, 255, 255, 0)) == 0).all()


@pytest.mark.parametrize("bins", [2, 16])
def test_white_is_in_the_last_bin(bins):
    assert colours(flat(255, 255, 255), bins=bins)[0, -1] == 1


@pytest.mark.parametrize("column, message", [
    ("icon", "error: no column 'icon'; the rows have: label, part, photo"),
    ("label", "error: column 'label' is of type string, expected image"),
])
def test_a_wrong_column_is_said_in_one_line(failing_step, parts, column, message):
    assert failing_step("picture-colours", {"rows": parts["rows"]}, {"column": column}) == message


def test_pictures_of_two_channels_are_refused():
    with pytest.raises(ValueError, match="'icon' have 2 channels; expected 1"):
        colours(flat(1, 2))
