from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

import text_hash
from modelyard import Column, Matrix, Rows

TEXTS = ["a red hat", "a red red shoe", "帽子 赤い", "", "naïve café"] * 3


@pytest.fixture
def rows(tmp_path):
    Rows({"text": Column("string", TEXTS), "part": Column("string", ["train"] * len(TEXTS))}).write(tmp_path)
    return {"rows": tmp_path}


@pytest.mark.parametrize("with_, settings", [
    ({}, {}), ({"analyzer": "char_wb", "ngram-low": 2, "ngram-high": 4, "bits": 10},
               {"analyzer": "char_wb", "ngram_range": (2, 4), "n_features": 1024}),
    ({"signed": False, "norm": "none"}, {"alternate_sign": False, "norm": None})])
def test_terms_are_counted_as_scikit_learn_hashes_them(run_step, rows, with_, settings):
    step = run_step("text-hash", rows, with_)
    expected = HashingVectorizer(**{"lowercase": False, "n_features": 2**18, "dtype": np.float32, **settings}).transform(TEXTS)
    matrix = Matrix.read(step["matrix"])
    assert matrix.is_sparse and abs(matrix.values - expected).max() == 0


def test_a_server_counts_alike(run_step, rows):
    step = run_step("text-hash", rows, {"bits": 8}, twice=False)
    state = text_hash.load(step["state"])
    single = text_hash.transform(rows=Rows({"text": Column("string", [TEXTS[1]])}), state=state)
    assert abs(single.values - Matrix.read(step["matrix"]).values[1]).max() == 0


def test_a_range_that_is_upside_down_is_refused(failing_step, rows):
    assert failing_step("text-hash", rows, {"ngram-low": 3}) == "error: ngram-low is 3, ngram-high is 1; expected ngram-low ≤ ngram-high"
