"""The catalogue of applications that apt keeps: DEP-11 metadata and icons, one pair of files an archive section."""

from __future__ import annotations

import gzip
import html
import io
import re
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping

import numpy as np
import yaml
from PIL import Image, UnidentifiedImageError

from modelyard import StepFailure

LISTS = Path("/var/lib/apt/lists")
METADATA, ICONS = "_dep11_Components-*.yml.gz", "_dep11_icons-64x64.tar.gz"
SIZE = 64
_INSTALL = "on Debian or Ubuntu run: apt-get install apt-config-icons && apt-get update"
_BLOCK = re.compile(r"</?(?:p|ul|ol|li)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Listing:
    """One application: identity, freedesktop categories in its author's order, texts by field and locale, icon [64, 64, 4]."""

    id: str
    package: str
    categories: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    icon: np.ndarray

    def text(self, field: str, language: str) -> str | None:
        """The field in a language, or None. `en` is the untranslated text; `ja` also takes `ja_JP` and `ja-JP`."""
        found = self.texts.get(field, {})
        wanted = "C" if language == "en" else language
        locales = [wanted] if wanted in found else sorted(name for name in found if re.split("[-_.@]", name)[0] == wanted)
        return (plain(found[locales[0]]) or None) if locales else None


def plain(markup: str) -> str:
    """Text without tags and entities; a paragraph or list item is a line, other white space is one space."""
    blocks = (html.unescape(_TAG.sub("", block)) for block in _BLOCK.split(markup))
    return "\n".join(text for text in (" ".join(block.split()) for block in blocks) if text)


def read_catalogue(folder: Path) -> list[Listing]:
    """Desktop applications with an icon of 64×64 pixels, sorted by id and package; each pair of these once.

    Raises StepFailure where metadata or icons are missing or broken.
    """
    listings: dict[tuple[str, str], Listing] = {}
    for metadata, archive in _pairs(folder):
        icons = _read_icons(archive)
        for listing in _read_metadata(metadata, icons):
            listings.setdefault((listing.id, listing.package), listing)
    return [listings[key] for key in sorted(listings)]


def _pairs(folder: Path) -> list[tuple[Path, Path]]:
    found = sorted(folder.glob(f"*{METADATA}"))
    if not found:
        raise StepFailure(f"{folder}/*{METADATA} is missing: the application catalogue of apt; {_INSTALL}")
    pairs = [(path, path.with_name(path.name.split("_dep11_")[0] + ICONS)) for path in found]
    missing = [str(archive) for _, archive in pairs if not archive.exists()]
    if missing:
        raise StepFailure(f"{', '.join(missing)} is missing: the icons of the application catalogue, which apt fetches "
                          f"where the package apt-config-icons is installed; {_INSTALL}")
    return pairs


def _read_icons(archive: Path) -> dict[str, bytes]:
    """File name → PNG."""
    try:
        with tarfile.open(archive, "r|gz") as members:
            return {Path(member.name).name: members.extractfile(member).read() for member in members if member.isfile()}
    except (tarfile.TarError, EOFError, OSError, zlib.error) as broken:
        raise StepFailure(f"{archive} is not a whole archive ({broken}); {_INSTALL}") from broken


def _read_metadata(path: Path, icons: Mapping[str, bytes]) -> Iterator[Listing]:
    # The base loader leaves every scalar a string: to the others the locale `no` (Norwegian) is a boolean.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        documents = list(yaml.load_all(gzip.decompress(path.read_bytes()), Loader=loader))
    except (yaml.YAMLError, EOFError, OSError, zlib.error) as broken:
        raise StepFailure(f"{path} is not whole DEP-11 metadata ({str(broken).splitlines()[0]}); {_INSTALL}") from broken
    for document in documents:
        if document.get("Type") != "desktop-application":
            continue
        name = _icon_name(document)
        if name in icons:
            texts = {field.lower(): document.get(field, {}) for field in ("Name", "Summary", "Description")}
            yield Listing(document["ID"], document["Package"], tuple(document.get("Categories", ())), texts,
                          _pixels(icons[name], name, path))


def _icon_name(document: Mapping[str, Any]) -> str | None:
    for icon in document.get("Icon", {}).get("cached", ()):
        if (icon["width"], icon["height"], icon.get("scale", "1")) == (str(SIZE), str(SIZE), "1"):
            return icon["name"]
    return None


def _pixels(png: bytes, name: str, path: Path) -> np.ndarray:
    """uint8 [64, 64, 4]."""
    try:
        with Image.open(io.BytesIO(png)) as image:
            pixels = np.asarray(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError) as broken:
        raise StepFailure(f"icon {name} of {path} is not a picture ({broken}); {_INSTALL}") from broken
    if pixels.shape != (SIZE, SIZE, 4):
        raise StepFailure(f"icon {name} of {path} has {pixels.shape[1]}×{pixels.shape[0]} pixels, expected {SIZE}×{SIZE}")
    return pixels
