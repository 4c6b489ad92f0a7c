"""The order of Debian's version numbers."""

from __future__ import annotations

import re

_PARTS = re.compile(r"([^0-9]*)([0-9]*)")


def version_key(version: str) -> tuple:
    """A key that sorts as Debian policy, section 5.6.12, orders versions: epoch, upstream version, revision."""
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return int(epoch) if epoch.isdigit() else 0, _key(upstream), _key(revision)


def _key(text: str) -> tuple:
    """Letters and numbers in turn. A tilde sorts before the end, letters before all other signs."""
    parts = [part for part in _PARTS.findall(text) if part != ("", "")]
    # The end of the letters is 0, so that a tilde (-1) comes before it; the end of the text is an empty part.
    return tuple((*(_weight(letter) for letter in letters), 0, int(number or 0)) for letters, number in [*parts, ("", "")])


def _weight(letter: str) -> int:
    return -1 if letter == "~" else ord(letter) if letter.isalpha() else ord(letter) + 256
