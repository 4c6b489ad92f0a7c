"""Joins text columns into one column in which equal texts have equal code points."""

from __future__ import annotations

import unicodedata
from typing import Any, Mapping

from modelyard import Column, Rows, StepFailure, main, read_json, write_json

# They change where a line may break, never what is read: soft hyphen, zero width space, word joiner, byte order mark.
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))


def normalise(text: str) -> str:
    """NFKC, case folding, NFKC again (folding may decompose), runs of white space as one space, none at the ends.

    NFKC makes half-width katakana full-width, full-width Latin letters and the ideographic space plain, and joins
    kana with its voicing mark. The definition is Unicode's NFKC_Casefold (UAX 31) with a shorter list of ignorables:
    joiners stay, since emoji and Persian need them.
    """
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def fit(*, rows: Rows, parameters: Mapping[str, Any]) -> dict[str, Any]:
    columns, into = list(parameters["columns"]), parameters["into"]
    if not columns:
        raise StepFailure("parameter columns is empty; name at least one text column, such as [name, summary]")
    if into in rows and into not in columns:
        raise StepFailure(f"the rows already have a column {into!r}; give parameter into another name")
    for name in columns:
        rows.strings(name)  # says which columns there are when one is missing or is not text
    return {"columns": columns, "into": into}


def transform(*, rows: Rows, state: Mapping[str, Any]) -> Rows:
    joined = zip(*(rows.strings(name) for name in state["columns"]))
    return rows.with_column(state["into"], Column("string", [normalise(" ".join(texts)) for texts in joined]))


def save(state: Mapping[str, Any], folder) -> None:
    write_json(folder / "normalise.json", state)


def load(folder) -> dict[str, Any]:
    return read_json(folder / "normalise.json")


if __name__ == "__main__":
    main(__name__)
