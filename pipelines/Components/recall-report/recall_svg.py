"""Recall at every number of neighbours, as an SVG picture of bars."""

from __future__ import annotations

from typing import Sequence

_STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #24292f } .axis { font-weight: 600 } .bar { fill: #0969da }
.lost { fill: #0969da; fill-opacity: .15 } .number { text-anchor: middle }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #4493f8 } .lost { fill: #4493f8 } }"""
_LEFT, _TOP, _HEIGHT = 48, 32, 160


def draw(recalls: Sequence[float], rows: int) -> str:
    """recalls: recall@1, recall@2, … from 0 to 1. The ground is left out, so that it stands on light and on dark pages."""
    side = max(6, min(40, 640 // len(recalls)))
    every = max(1, -(-40 // side))
    width, height = _LEFT + side * len(recalls) + 16, _TOP + _HEIGHT + 48
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="Recall of {len(recalls)} neighbours">',
        f"<style>{_STYLE}</style>",
        f'<text class="axis" x="{_LEFT}" y="16">recall@k of {rows} queries</text>',
        *(f'<text x="{_LEFT - 6}" y="{_TOP + _HEIGHT * (1 - share):g}" text-anchor="end" dominant-baseline="central">{share:.0%}</text>'
          for share in (0, 0.5, 1)),
    ]
    for number, recall in enumerate(recalls):
        x, filled = _LEFT + number * side, round(_HEIGHT * recall, 2)
        tip = f"<title>recall@{number + 1}: {recall:.4f}</title>"
        parts.append(f'<rect class="lost" x="{x + 1}" y="{_TOP}" width="{side - 2}" height="{_HEIGHT}">{tip}</rect>')
        parts.append(f'<rect class="bar" x="{x + 1}" y="{_TOP + _HEIGHT - filled:g}" width="{side - 2}" height="{filled:g}">{tip}</rect>')
        if number % every == 0 or number + 1 == len(recalls):
            parts.append(f'<text class="number" x="{x + side / 2:g}" y="{_TOP + _HEIGHT + 16}">{number + 1}</text>')
    parts.append(f'<text class="axis" x="{_LEFT}" y="{height - 8}">k</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
