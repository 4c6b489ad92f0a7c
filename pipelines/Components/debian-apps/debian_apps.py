"""Rows from the application catalogue of Debian: texts, icon and main category of each application."""

from __future__ import annotations

from collections import Counter
from typing import Sequence

import numpy as np

from dep11 import LISTS, Listing, read_catalogue
from modelyard import Column, Rows, Step, StepFailure, main

# The main categories of the freedesktop menu specification; Audio and Video are parts of AudioVideo there.
MAIN = ("AudioVideo", "Development", "Education", "Game", "Graphics", "Network", "Office", "Science", "Settings",
        "System", "Utility")
_CATEGORY = {**{name: name for name in MAIN}, "Audio": "AudioVideo", "Video": "AudioVideo"}
_TEXTS = ("name", "summary", "description")


def category(listing: Listing) -> str | None:
    """The first main category that the listing names."""
    return next((_CATEGORY[name] for name in listing.categories if name in _CATEGORY), None)


def texts(listing: Listing, language: str) -> tuple[str, ...] | None:
    """Name, summary and description; what is not translated stays as it is. None where nothing is translated."""
    own = [listing.text(field, "en") or "" for field in _TEXTS]
    if language == "en":
        return tuple(own)
    translated = [listing.text(field, language) for field in _TEXTS]
    return tuple(text or plain for text, plain in zip(translated, own)) if any(translated) else None


def rows_of(listings: Sequence[Listing], languages: Sequence[str]) -> Rows:
    """One row a listing with a category and language; languages count once each, in the order of the alphabet."""
    found = [(listing, language, words) for listing in listings if category(listing)
             for language in sorted(set(languages)) if (words := texts(listing, language))]
    absent = sorted(set(languages) - {language for _, language, _ in found})
    if absent or not found:
        raise StepFailure(f"parameter languages: no listing is in {', '.join(absent) or 'any language'}; "
                          f"most listings are in {', '.join(_most_common(listings))}")
    columns = {
        "id": [listing.id for listing, _, _ in found],
        "package": [listing.package for listing, _, _ in found],
        "language": [language for _, language, _ in found],
        "category": [category(listing) for listing, _, _ in found],
        **{field: [words[number] for _, _, words in found] for number, field in enumerate(_TEXTS)},
    }
    icons = np.stack([listing.icon for listing, _, _ in found])
    return Rows({**{name: Column("string", values) for name, values in columns.items()}, "icon": Column("image", icons)})


def _most_common(listings: Sequence[Listing]) -> list[str]:
    counts = Counter(locale for listing in listings for locale in listing.texts["summary"] if locale != "C")
    return ["en", *sorted(locale for locale, _ in counts.most_common(12))]


def run(step: Step) -> None:
    listings = read_catalogue(LISTS)
    rows = rows_of(listings, step.parameters["languages"])
    rows.write(step.outputs["rows"])
    step.write_metrics({"listings": sum(category(listing) is not None for listing in listings),
                        "without-category": sum(category(listing) is None for listing in listings), "rows": rows.count})


if __name__ == "__main__":
    main(__name__)
