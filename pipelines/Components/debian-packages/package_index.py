"""Reads apt's lists of packages: paragraphs of fields, as deb-packages(5) and Debian policy, section 5.1, describe them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping

from debian_version import version_key
from list_file import Broken, unpacked
from modelyard import StepFailure

LISTS = Path("/var/lib/apt/lists")
PATTERN = "*_binary-*_Packages*"

_FIELDS = ("Package", "Source", "Version", "Section", "Description", "Priority", "Architecture", "Size")


@dataclass(frozen=True)
class Package:
    """A binary package. size: bytes of its archive; details: its long description, None where the list leaves it out."""

    name: str
    source: str
    version: str
    section: str
    description: str
    details: str | None
    priority: str | None
    architecture: str | None
    size: int


def read_index(lists: Path) -> list[Package]:
    """Every package of every list, sorted by name; of several versions of one the newest."""
    files = sorted(path for path in lists.glob(PATTERN) if path.is_file())
    if not files:
        raise StepFailure(f"{lists}/{PATTERN} is missing: the package lists of apt; run: apt-get update")
    newest: dict[str, Package] = {}
    for file in files:
        for fields in _paragraphs(_text(file)):
            package = _package(fields, file)
            known = newest.get(package.name)
            if known is None or version_key(package.version) > version_key(known.version):
                newest[package.name] = package
    return [newest[name] for name in sorted(newest)]


def _text(file: Path) -> str:
    try:
        return unpacked(file).decode("utf-8")
    except Broken as broken:
        raise StepFailure(f"{file} cannot be read: {broken}") from broken
    except UnicodeDecodeError as broken:
        raise StepFailure(f"{file} is not a list of packages: {broken.reason} at byte {broken.start}") from broken


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    """The fields that matter; a field's further lines follow its first after a line break, as they stand."""
    for paragraph in text.split("\n\n"):
        fields: dict[str, str] = {}
        field = None
        for line in paragraph.split("\n"):
            if line[:1] in (" ", "\t"):
                if field is not None:
                    fields[field] += "\n" + line
            else:
                name, colon, value = line.partition(":")
                field = name if colon and name in _FIELDS else None
                if field is not None:
                    fields[field] = value.strip()
        if fields:
            yield fields


def _package(fields: Mapping[str, str], file: Path) -> Package:
    if "Package" not in fields or "Version" not in fields:
        raise StepFailure(f"{file} holds a paragraph without Package or Version: {dict(fields)!r:.120}")
    size = fields.get("Size", "0")
    if not (size.isascii() and size.isdigit()):
        raise StepFailure(f"{file}: package {fields['Package']}: Size is {size!r}, expected a whole number")
    description, _, rest = fields.get("Description", "").partition("\n")
    return Package(
        name=fields["Package"],
        # "Source: gcc-12 (12.2.0-14)" where the versions differ; a package without one is its own source.
        source=fields.get("Source", fields["Package"]).partition(" ")[0],
        version=fields["Version"],
        # "contrib/games": the archive's area, then the section.
        section=fields.get("Section", "").rpartition("/")[2],
        description=description.strip(),
        details=_long_text(rest),
        priority=fields.get("Priority"),
        architecture=fields.get("Architecture"),
        size=int(size))


def _long_text(lines: str) -> str | None:
    """Policy 5.6.13: lines begin with a space, and a lone dot is an empty line."""
    if not lines:
        return None
    return "\n".join("" if line.strip() == "." else line[1:] for line in lines.split("\n")).strip()
