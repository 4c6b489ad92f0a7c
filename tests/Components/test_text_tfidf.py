"""tf-idf is scikit-learn's, and its state is read back whole."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import text_tfidf
from modelyard import Column, Rows, StepFailure, open_artifact

TEXTS = ["画像を編集する", "画像を表示する道具", "a tool to edit images", "edit edit edit text", "image viewer", ""]
DEFAULTS = {"column": "text", "analyzer": "word", "ngram-low": 1, "ngram-high": 1, "min-df": 1, "max-features": None,
            "sublinear": False}


def rows(texts) -> Rows:
    return Rows({"text": Column("string", texts), "part": Column("string", ["train"] * len(texts))})


def fitted(folder, texts=TEXTS, **parameters):
    state = text_tfidf.fit(rows=rows(texts), parameters={**DEFAULTS, **parameters})
    text_tfidf.save(state, folder)
    return text_tfidf.load(folder)


@pytest.mark.parametrize("ours, theirs", [
    ({}, {}),
    ({"ngram-high": 2, "min-df": 2}, {"ngram_range": (1, 2), "min_df": 2}),
    ({"analyzer": "char", "ngram-high": 3, "sublinear": True}, {"analyzer": "char", "ngram_range": (1, 3), "sublinear_tf": True}),
    ({"analyzer": "char_wb", "ngram-low": 2, "ngram-high": 4}, {"analyzer": "char_wb", "ngram_range": (2, 4)}),
])
def test_equals_scikit_learn(tmp_path, ours, theirs):
    state = fitted(tmp_path, **ours)
    peer = TfidfVectorizer(lowercase=False, **theirs)
    expected = peer.fit_transform(TEXTS)
    given = text_tfidf.transform(rows=rows(TEXTS), state=state)
    assert state["vectorizer"].get_feature_names_out().tolist() == peer.get_feature_names_out().tolist()
    assert given.is_sparse and given.values.dtype == np.float32
    np.testing.assert_allclose(given.values.toarray(), expected.toarray(), atol=1e-6)


def test_characters_find_japanese_words_that_words_do_not(tmp_path):
    (tmp_path / "words").mkdir()
    new = rows(["編集の画像"])
    words = text_tfidf.transform(rows=new, state=fitted(tmp_path / "words"))
    (tmp_path / "characters").mkdir()
    characters = fitted(tmp_path / "characters", **{"analyzer": "char_wb", "ngram-low": 2, "ngram-high": 3})
    assert words.values.nnz == 0
    found = text_tfidf.transform(rows=new, state=characters).values.indices
    assert {"編集", "画像"} <= set(characters["vectorizer"].get_feature_names_out()[found])


def test_keeps_the_most_frequent_terms_and_the_alphabet_breaks_ties(tmp_path):
    state = fitted(tmp_path, texts=["b b c a", "d c b", "a d"], **{"analyzer": "char", "max-features": 4})
    assert state["vectorizer"].get_feature_names_out().tolist() == [" ", "a", "b", "c"]


def test_step_leaves_equal_bytes_and_a_state_without_pickle(tmp_path, run_step):
    rows(TEXTS * 20).write(tmp_path)
    done = run_step("text-tfidf", {"rows": tmp_path}, {"analyzer": "char_wb", "ngram-high": 3})
    assert sorted(path.name for path in done["state"].iterdir()) == ["idf.npy", "tfidf.json", "vocabulary.json"]
    assert open_artifact(done["matrix"]).shape[0] == 120


@pytest.mark.parametrize("parameters, message", [
    ({"ngram-low": 3}, "ngram-low is 3, ngram-high is 1; expected ngram-low ≤ ngram-high"),
    ({"min-df": 50}, "no term of column 'text' is in 50 of the 6 training texts (analyzer word, 1 to 1); "
                     "lower min-df, or look at the column"),
])
def test_says_what_to_change(tmp_path, parameters, message):
    with pytest.raises(StepFailure) as failure:
        fitted(tmp_path, **parameters)
    assert str(failure.value) == message
