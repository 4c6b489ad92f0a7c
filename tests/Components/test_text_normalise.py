"""Texts that a person takes for the same become the same."""

import pytest

import text_normalise
from modelyard import Column, Rows, StepFailure

PARAMETERS = {"columns": ["name", "summary"], "into": "text"}


@pytest.mark.parametrize("text, normal", [
    ("ｶﾞｲﾄﾞ ﾌﾞｯｸ", "ガイド ブック"),          # half-width kana with separate voicing marks
    ("か\u3099そう", "がそう"),               # a combining voicing mark
    ("Ｃｏｄｅ　１２３！", "code 123!"),      # full-width letters, ideographic space
    ("㌔㍉", "キロミリ"),                     # squared kana
    ("ひらがな ヒラガナ", "ひらがな ヒラガナ"),
    ("コーヒー", "コーヒー"),                 # the long vowel mark is a letter
    ("STRASSE Straße", "strasse strasse"),
    ("İstanbul", "i\u0307stanbul"),
    ("ﬁle ① ²", "file 1 2"),
    ("co\u00adop\u200b\ufeff  a\t\nb\u00a0", "coop a b"),
    ("👩\u200d🔬", "👩\u200d🔬"),             # an emoji of two, held together by a joiner
    ("ΟΔΟΣ", "οδοσ"),
    ("", ""),
])
def test_normalises(text, normal):
    assert text_normalise.normalise(text) == normal
    assert text_normalise.normalise(normal) == normal


def rows(**columns) -> Rows:
    return Rows({name: Column("string", values) for name, values in columns.items()})


def test_joins_columns_in_order_and_keeps_the_others():
    given = rows(name=["Ａ", None], summary=["B ", "c"], id=["1", "2"])
    state = text_normalise.fit(rows=given, parameters={"columns": ["summary", "name"], "into": "all"})
    told = text_normalise.transform(rows=given, state=state)
    assert told.strings("all") == ["b a", "c"]
    assert told["id"].values == ["1", "2"]


def test_may_replace_one_of_its_columns():
    state = text_normalise.fit(rows=rows(name=["A"]), parameters={"columns": ["name"], "into": "name"})
    assert text_normalise.transform(rows=rows(name=["A"]), state=state).strings("name") == ["a"]


def test_refuses_to_replace_another_column():
    with pytest.raises(StepFailure, match="already have a column 'text'; give parameter into another name"):
        text_normalise.fit(rows=rows(name=["a"], summary=["b"], text=["c"]), parameters=PARAMETERS)


def test_names_the_columns_there_are(tmp_path, failing_step):
    rows(name=["a"], part=["train"]).write(tmp_path)
    line = failing_step("text-normalise", {"rows": tmp_path}, {"columns": ["name", "sumary"]})
    assert line == "error: no column 'sumary'; the rows have: name, part"
