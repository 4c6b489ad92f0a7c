"""A database that is only read, in one transaction; whatever it says in an error, the secret in its URL stays out of it."""

from __future__ import annotations

import os
import sqlite3
from typing import Any, Iterator
from urllib.parse import quote, quote_plus, unquote

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from modelyard import StepFailure

BACKENDS = ("postgresql", "sqlite")
_BATCH_ROWS = 10_000


class Database:
    """variable: the environment variable that holds the URL. A context: it is closed at its end."""

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self._url = _url(variable)

    def __enter__(self) -> "Database":
        try:
            engine = create_engine("sqlite://", creator=self._open_file) if self._url.get_backend_name() == "sqlite" else create_engine(self._url)
            options: dict[str, Any] = {"stream_results": True, "yield_per": _BATCH_ROWS, "no_parameters": True}
            if self._url.get_backend_name() == "postgresql":
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._connection = engine.connect().execution_options(**options)
        except (SQLAlchemyError, sqlite3.Error, ImportError) as failure:
            raise self._failure("cannot be opened", failure) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._connection.engine.dispose()

    def ask(self, query: str) -> tuple[list[str], Iterator[Any]]:
        """The names of the result's columns, and its rows. Raises StepFailure with what the database says."""
        try:
            result = self._connection.exec_driver_sql(query)
            return list(result.keys()), self._rows(result)
        except SQLAlchemyError as failure:
            raise self._failure("refuses the query", failure) from None

    def _rows(self, result: Any) -> Iterator[Any]:
        try:
            yield from result
        except SQLAlchemyError as failure:
            raise self._failure("fails while it answers", failure) from None

    def _open_file(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{quote(self._url.database or '')}?mode=ro", uri=True)

    def _failure(self, what: str, failure: Exception) -> StepFailure:
        said = " ".join(str(getattr(failure, "orig", None) or failure).split())
        for secret in _secrets(self._url, self._variable):
            said = said.replace(secret, "***")
        return StepFailure(f"the database of {self._variable} {what}: {said}")


def _url(variable: str) -> URL:
    text = os.environ.get(variable, "")
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError):
        # What SQLAlchemy says of it would show all of it.
        raise StepFailure(f"the environment variable {variable} does not hold the URL of a database, such as "
                          "postgresql://user:password@host/name") from None
    if url.get_backend_name() not in BACKENDS:
        raise StepFailure(f"the database of {variable} is of the kind {url.get_backend_name()!r}; expected one of {', '.join(BACKENDS)}")
    if url.get_backend_name() == "sqlite" and not (url.database or "").startswith("/"):
        raise StepFailure(f"the database of {variable} is no file with an absolute path; write sqlite:////data/shop.db, with four slashes")
    return url


def _secrets(url: URL, variable: str) -> list[str]:
    """The longest first: the URL itself, and its password in every spelling."""
    password = str(url.password) if url.password else ""
    found = {os.environ.get(variable, ""), password, quote(password), quote_plus(password), unquote(password)}
    return sorted((secret for secret in found if secret), key=len, reverse=True)
