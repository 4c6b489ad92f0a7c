from __future__ import annotations

import gzip
from collections import Counter

import fashion_mnist
import numpy as np
import pytest

from modelyard import Rows, StepFailure


def test_the_whole_data_set_is_70_000_photos_in_ten_balanced_classes(run_step):
    finished = run_step("fashion-mnist", twice=False)
    rows = Rows.read(finished["rows"])
    assert rows["photo"].entry() == {"type": "image", "width": 28, "height": 28, "channels": 1}
    assert Counter(rows["part"].values) == {"train": 60_000, "test": 10_000}
    pairs = Counter(zip(rows["part"].values, rows["label"].values))
    assert pairs == {(part, name): count for part, count in (("train", 6000), ("test", 1000))
                     for name in fashion_mnist.CLASSES}
    # The data set's README shows an ankle boot first, its sole in the lower rows.
    assert rows["label"].values[0] == "Ankle boot"
    assert rows["photo"].values[0, 25, :, 0].max() > 0 and rows["photo"].values[0, 0, :, 0].max() == 0
    assert finished.metrics == {"train-photos": 60_000, "test-photos": 10_000}


def test_limit_takes_the_first_photos_of_each_part(run_step, photos):
    rows, first = Rows.read(photos["rows"]), Rows.read(run_step("fashion-mnist", with_={"limit": 3})["rows"])
    assert first["part"].values == ["train"] * 3 + ["test"] * 3
    assert np.array_equal(first["photo"].values, rows["photo"].values[[0, 1, 2, 500, 501, 502]])


def test_a_missing_file_is_named_with_its_package(tmp_path):
    with pytest.raises(StepFailure, match=r"train-images-idx3-ubyte\.gz is missing.*apt-get install dataset-fashion-mnist"):
        fashion_mnist.read_idx(tmp_path / "train-images-idx3-ubyte.gz")


@pytest.mark.parametrize("content, found", [
    (b"not gzip", "is not a whole gzip file"),
    (gzip.compress(bytes(4000))[:-20], "is not a whole gzip file"),
    (gzip.compress(b""), "starts with nothing"),
    (gzip.compress(b"\x89PNG rest"), "starts with 89504e47"),
    (gzip.compress(b"\0\0\x08\x01\0\0\0\x05abc"), r"holds 11 bytes, which is not what its header \(5,\) asks for"),
    (gzip.compress(b"\0\0\x08\x03\0\0\0\x05"), "holds 8 bytes"),
])
def test_a_broken_file_is_refused(tmp_path, content, found):
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(StepFailure, match=found):
        fashion_mnist.read_idx(path)
