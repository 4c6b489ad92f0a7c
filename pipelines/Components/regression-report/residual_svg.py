"""The residuals of a regression as an SVG picture: the predicted number to the right, predicted minus true upwards."""

from __future__ import annotations

from typing import Iterator

import numpy as np

_MOST = 1500  # points drawn; of more rows every n-th
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 360, 72, 16, 16, 44
_STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #24292f } .axis { font-weight: 600 } .end { text-anchor: end } .mid { text-anchor: middle }
.point { fill: #0969da; fill-opacity: 0.35 } .zero { stroke: #1a7f37; stroke-width: 1.5 } .grid { stroke: #8c959f; stroke-opacity: 0.3 }
.frame { fill: none; stroke: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .point { fill: #4493f8 } .zero { stroke: #3fb950 } }"""


def draw(guesses: np.ndarray, residuals: np.ndarray) -> str:
    """guesses, residuals: float [T]. The ground is left out, so that the picture stands on light and on dark pages."""
    across, up = _ticks(guesses), _ticks(np.append(residuals, 0.0))
    # Evenly spaced in the order of what is predicted, so that no region is left out.
    order = np.argsort(guesses, kind="stable")
    shown = order[np.arange(min(_MOST, len(order))) * len(order) // min(_MOST, len(order))]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'role="img" aria-label="Residuals of {len(guesses)} rows">',
        f"<style>{_STYLE}</style>",
        *_axes(across, up),
        *(f'<circle class="point" cx="{_x(guesses[row], across):.1f}" cy="{_y(residuals[row], up):.1f}" r="2.5"/>' for row in shown),
        f'<line class="zero" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_y(0, up):.1f}" y2="{_y(0, up):.1f}"/>',
        f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_WIDTH - _LEFT - _RIGHT}" height="{_HEIGHT - _TOP - _BOTTOM}"/>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(across: list[float], up: list[float]) -> Iterator[str]:
    for tick in across:
        x = f"{_x(tick, across):.1f}"
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
        yield f'<text class="mid" x="{x}" y="{_HEIGHT - _BOTTOM + 16}">{tick:.6g}</text>'
    for tick in up:
        y = f"{_y(tick, up):.1f}"
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="end" x="{_LEFT - 6}" y="{y}" dominant-baseline="central">{tick:.6g}</text>'
    yield f'<text class="axis mid" x="{(_LEFT + _WIDTH - _RIGHT) // 2}" y="{_HEIGHT - 8}">predicted</text>'
    yield f'<text class="axis mid" transform="translate(14 {(_TOP + _HEIGHT - _BOTTOM) // 2}) rotate(-90)">predicted − true</text>'


def _ticks(values: np.ndarray) -> list[float]:
    """Round numbers, 4 to 9 of them, of which the first is below all values and the last above."""
    least, greatest = float(values.min()), float(values.max())
    if greatest - least <= abs(greatest) * 1e-9:
        least, greatest = least - max(abs(least), 1) / 2, greatest + max(abs(greatest), 1) / 2
    rough = (greatest - least) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first, last = np.floor(least / step), np.ceil(greatest / step)
    return [float(number * step) for number in np.arange(first, last + 1)]


def _x(value: float, ticks: list[float]) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - ticks[0]) / (ticks[-1] - ticks[0])


def _y(value: float, ticks: list[float]) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (value - ticks[0]) / (ticks[-1] - ticks[0])
