"""Prints one line that changes when the data does: the fingerprint of the source."""

from __future__ import annotations

import hashlib

from database import Database
from modelyard import Step, main
from query_text import demand_select
from sql_rows import read_rows


def run(step: Step) -> None:
    print(fingerprint(step.parameters))


def fingerprint(parameters) -> str:
    """SHA-256 of the result of `version`, or of the rows themselves where there is none."""
    digest = hashlib.sha256()
    if parameters["version"] is not None:
        with Database(parameters["connection"]) as database:
            names, rows = database.ask(demand_select(parameters["version"], "version"))
            digest.update(repr((names, [tuple(map(str, row)) for row in rows])).encode())
        return digest.hexdigest()
    rows = read_rows(parameters)
    for name in sorted(rows):
        column = rows[name]
        digest.update(f"{name} {column.type} {len(column)}\n".encode())
        digest.update(repr(column.values).encode("utf-8", "surrogatepass") if column.type == "string" else column.values.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main(__name__)
