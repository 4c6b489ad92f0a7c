"""What a value of a database means, by the type of its column."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid
from typing import Any

from modelyard import MISSING


def convert(kind: str, value: Any) -> Any:
    """Raises ValueError that says what was expected and found. NULL is missing; numbers are not read out of texts."""
    if value is None:
        return MISSING
    if kind == "string":
        if isinstance(value, (datetime.date, datetime.time)):
            return value.isoformat()
        if isinstance(value, (str, uuid.UUID)):
            return str(value)
    elif kind == "boolean":
        # SQLite has no booleans and keeps them as 0 and 1.
        if isinstance(value, bool) or (isinstance(value, int) and value in (0, 1)):
            return bool(value)
    elif isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
        if kind == "number" and math.isfinite(value):
            return float(value)
        if kind == "integer" and value == value.__trunc__() and -(2**63) <= value < 2**63:
            return int(value)
    shown = repr(value)
    raise ValueError(f"expected {kind}, found {shown if len(shown) <= 60 else shown[:59] + '…'}")
