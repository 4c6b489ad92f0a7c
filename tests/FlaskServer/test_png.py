"""Our reading of PNG against Pillow's, on random pictures of every kind."""

import base64
import io

import numpy as np
import pytest
from flask_server import pictures
from PIL import Image

CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "P": 3}


@pytest.mark.parametrize("mode", CHANNELS)
@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 33)])
def test_random_pictures(mode, size):
    draw = np.random.default_rng(sum(size))
    for target, wanted in (("RGB", 3), ("RGBA", 4), ("L", 1)):
        image = Image.fromarray(draw.integers(0, 256, (size[1], size[0], 4), dtype=np.uint8), "RGBA")
        # Straight from RGBA, Pillow makes palettes with alpha.
        image = image.convert("RGB").convert("P") if mode == "P" else image.convert(mode)
        file = io.BytesIO()
        image.save(file, "PNG", optimize=bool(draw.integers(2)))
        value = {"b64": base64.b64encode(file.getvalue()).decode()}
        fits = wanted >= CHANNELS[mode] and (wanted == 4 or mode in ("L", "RGB", "P"))
        if fits:
            found = pictures.read(value, *size, wanted)
            assert np.array_equal(found, np.asarray(image.convert(target)).reshape(size[1], size[0], wanted))
        else:
            with pytest.raises(pictures.WrongPicture, match="would lose"):
                pictures.read(value, *size, wanted)


def test_no_byte_of_a_file_can_change_unnoticed():
    """Every chunk has its checksum: a flipped bit is found, or it sits where it changes no pixel."""
    pixels = np.arange(16, dtype=np.uint8).reshape(4, 4)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    for at in range(len(file.getvalue())):
        data = bytearray(file.getvalue())
        data[at] ^= 1
        with pytest.raises(pictures.WrongPicture):
            pictures.read({"b64": base64.b64encode(data).decode()}, 4, 4, 1)
