"""Rows from a query of a database, each value held against the type that its column declares."""

from __future__ import annotations

from typing import Any, Mapping

from database import Database
from modelyard import Cells, Rows, Step, StepFailure, main
from query_text import demand_order, demand_select
from values import convert


def run(step: Step) -> None:
    rows = read_rows(step.parameters)
    rows.write(step.outputs["rows"])
    step.write_metrics({"rows": rows.count})


def read_rows(parameters: Mapping[str, Any]) -> Rows:
    """Raises StepFailure for a query without order, what the database says, and values that do not fit."""
    query = demand_order(demand_select(parameters["query"], "query"))
    cells = Cells(parameters["columns"], convert, parameters["most-errors"])
    with Database(parameters["connection"]) as database:
        names, rows = database.ask(query)
        twice = sorted({name for name in names if names.count(name) > 1 and name in cells.sources})
        absent = [name for name in cells.sources if name not in names]
        if twice or absent:
            fault = f"has {', '.join(map(repr, twice))} twice" if twice else f"has no column {', '.join(map(repr, absent))}"
            raise StepFailure(f"the result of the query {fault}; it has {', '.join(map(repr, names))}")
        places = [names.index(name) for name in cells.sources]
        for number, row in enumerate(rows, start=1):
            cells.take([row[place] for place in places], lambda column: f"row {number}, column {cells.sources[column]}")
    return cells.rows("the result of the query")


if __name__ == "__main__":
    main(__name__)
