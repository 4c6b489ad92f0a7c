"""What a query must be: one SELECT, and in an order that it says itself."""

from __future__ import annotations

import re

from modelyard import StepFailure

# Strings, quoted names, PostgreSQL's dollar quotes, comments; what is inside of them is none of the query's own words.
_OPAQUE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(\$\w*\$).*?\1|--[^\n]*|/\*.*?\*/", re.DOTALL)
_ORDER = re.compile(r"\border\s+by\b", re.IGNORECASE)


def demand_select(query: str, parameter: str) -> str:
    """The query without a semicolon at its end. Raises StepFailure where it is not one SELECT."""
    plain = _plain(query).strip()
    if not re.match(r"(select|with)\b", plain, re.IGNORECASE):
        raise StepFailure(f"parameter {parameter} begins with {plain[:20]!r}; expected one SELECT, or WITH and a SELECT")
    if ";" in plain.rstrip("; \n\t"):
        raise StepFailure(f"parameter {parameter} holds several statements; expected one SELECT")
    return query.strip().rstrip("; \n\t") if plain.endswith(";") else query.strip()


def demand_order(query: str) -> str:
    """Raises StepFailure where the whole result has no ORDER BY: without one a database may give the rows in any order."""
    if not _ORDER.search(_outside_brackets(_plain(query))):
        raise StepFailure("parameter query has no ORDER BY of its own, so the order of its rows, and with it the result of the pipeline, is left "
                          "to chance; end it in an ORDER BY over a key")
    return query


def _plain(query: str) -> str:
    """The query with everything opaque blanked out."""
    return _OPAQUE.sub(lambda found: " " * len(found.group()), query)


def _outside_brackets(plain: str) -> str:
    depth, kept = 0, []
    for letter in plain:
        depth += (letter == "(") - (letter == ")")
        kept.append(letter if depth == 0 else " ")
    return "".join(kept)
