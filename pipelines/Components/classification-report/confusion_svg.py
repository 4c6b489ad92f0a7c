"""A confusion matrix as an SVG picture: one row a true class, one column a predicted class."""

from __future__ import annotations

from typing import Iterator
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import numpy as np

_SIZE = 12  # of the letters, in pixels
_DEEP = 0.75  # from this share on, the colour of the ground reads better on a cell than the colour of the text
_STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #24292f } .axis { font-weight: 600 } .number { text-anchor: middle }
.cell { fill: #0969da } .right { fill: #1a7f37 } .frame { fill: none; stroke: #8c959f } .on { fill: #ffffff }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .cell { fill: #4493f8 } .right { fill: #3fb950 }
  .on { fill: #0d1117 } }"""


def draw(confusion: np.ndarray, classes: list[str]) -> str:
    """confusion: int [C, C], [true][predicted]. A cell's colour is its share of its row; green is right, blue is wrong.

    The ground is left out, so that the picture stands on light and on dark pages.
    """
    side = _side(confusion, len(classes))
    names = [_shorten(name) for name in classes]
    margin = max(_width(name) for name in names) + 12
    left, top = margin + 24, margin + 24
    extent = side * len(classes)
    width, height = left + extent + margin // 2 + 12, top + extent + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="Confusion matrix of {len(classes)} classes">',
        f"<style>{_STYLE}</style>",
        f'<text class="axis" x="{left}" y="16">predicted</text>',
        f'<text class="axis" transform="translate(16 {top + extent}) rotate(-90)">true</text>',
        *_names(names, left, top, side),
        *_cells(confusion, classes, left, top, side),
        f'<rect class="frame" x="{left}" y="{top}" width="{extent}" height="{extent}"/>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _names(names: list[str], left: int, top: int, side: int) -> Iterator[str]:
    for code, name in enumerate(names):
        middle = code * side + side // 2
        yield (f'<text x="{left - 6}" y="{top + middle}" text-anchor="end" dominant-baseline="central">'
               f"{escape(name)}</text>")
        # Turned by 60 degrees, names stand apart in narrow columns and are read without turning the head far.
        yield f'<text transform="translate({left + middle + 4} {top - 6}) rotate(-60)">{escape(name)}</text>'


def _cells(confusion: np.ndarray, classes: list[str], left: int, top: int, side: int) -> Iterator[str]:
    for true, predicted in zip(*np.nonzero(confusion)):
        count, of = int(confusion[true, predicted]), int(confusion[true].sum())
        share = count / of
        x, y = left + int(predicted) * side, top + int(true) * side
        kind = "right" if true == predicted else "cell"
        tip = f"{classes[true]} called {classes[predicted]}: {count} of {of}"
        yield (f'<rect class="{kind}" x="{x}" y="{y}" width="{side}" height="{side}" '
               f'fill-opacity="{0.08 + 0.92 * share:.3f}"><title>{escape(tip)}</title></rect>')
        ink = "number on" if share > _DEEP else "number"
        yield f'<text class="{ink}" x="{x + side // 2}" y="{y + side // 2}" dominant-baseline="central">{count}</text>'


def _side(confusion: np.ndarray, classes: int) -> int:
    """Width of a cell in pixels: the longest number fits, and few classes do not make a tiny picture."""
    digits = len(str(int(confusion.max())))
    return max(8 * digits + 6, 36 if classes <= 12 else 22)


def _shorten(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"


def _width(text: str) -> int:
    """Pixels that a text is likely to take: a wide letter (kana, kanji) is a square, another six tenths of it."""
    return sum(_SIZE if east_asian_width(letter) in "WF" else round(0.6 * _SIZE) for letter in text)
