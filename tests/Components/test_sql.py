"""The source sql against SQLite and against a PostgreSQL server that the tests start."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import psycopg2
import pytest

from conftest import tree_digest
from modelyard import Rows

PASSWORD = "open sesame/1%"
COLUMNS = {"id": "integer", "title": "string", "price": {"type": "number", "optional": True}, "new": "boolean", "since": "string"}
QUERY = "SELECT id, title, price, new, since FROM offers ORDER BY id"
ROWS = [(3, "Hat; 100 % \"wool\"", 19.5, True, "2024-02-29"), (1, "帽子", None, False, "2023-01-02"), (2, "", 7.25, True, "2024-12-31")]


class Server:
    """PostgreSQL with a data folder of its own, which its own user must own: it refuses to run as root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="modelyard-postgres-"))
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        (password := self.folder / "password").write_text(PASSWORD)
        password.chmod(0o644)
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "shop", "-A", "scram-sha-256", f"--pwfile={password}", "--no-sync", "-E", "UTF8", "--locale=C")
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", settings, "-w", "start")

    def url(self, password: str = "open%20sesame%2F1%25") -> str:
        return f"postgresql://shop:{password}@127.0.0.1:{self.port}/postgres"

    def connect(self):
        return psycopg2.connect(host="127.0.0.1", port=self.port, user="shop", password=PASSWORD, dbname="postgres")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        ended = subprocess.run([*as_user, str(self.binaries / program), *arguments], cwd="/", text=True, timeout=120,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
                               stderr=subprocess.STDOUT if program != "pg_ctl" else subprocess.DEVNULL)
        assert ended.returncode == 0, ended.stdout


@pytest.fixture(scope="module")
def server():
    server = Server()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE offers (id bigint PRIMARY KEY, title text NOT NULL, price numeric, new boolean, since date)")
        cursor.executemany("INSERT INTO offers VALUES (%s, %s, %s, %s, %s)", ROWS)
    connection.close()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "shop of ours.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE offers (id integer PRIMARY KEY, title text, price real, new integer, since text)")
        connection.executemany("INSERT INTO offers VALUES (?, ?, ?, ?, ?)", ROWS)
    connection.close()
    return path


@pytest.fixture
def ask(run_step, with_secret):
    """ask(url, query=…): the rows, and the step."""

    def run(url, query=QUERY, columns=COLUMNS, **more):
        with with_secret(url):
            step = run_step("sql", with_={"connection": "SHOP_URL", "query": query, "columns": columns, **more})
        return Rows.read(step["rows"]), step

    return run


@pytest.fixture
def refused(failing_step, with_secret):
    def run(url, query=QUERY, columns=COLUMNS, lines=1):
        with with_secret(url):
            return failing_step("sql", with_={"connection": "SHOP_URL", "query": query, "columns": columns}, lines=lines)

    return run


def test_both_databases_give_the_same_rows_to_the_byte(ask, server, file):
    here, first = ask(server.url())
    there, second = ask(f"sqlite:///{file}")
    assert first.digests == second.digests and tree_digest(first["rows"]) == tree_digest(second["rows"])
    assert here["id"].values.tolist() == [1, 2, 3] and here["title"].values == ["帽子", "", 'Hat; 100 % "wool"']
    assert np.array_equal(here["price"].values, [np.nan, 7.25, 19.5], equal_nan=True)
    assert here["new"].values.tolist() == [False, True, True] and there["since"].values == ["2023-01-02", "2024-12-31", "2024-02-29"]


def test_names_of_the_result_may_differ_and_the_rest_is_left_out(ask, file):
    rows, _ = ask(f"sqlite:///{file}", "WITH all_of AS (SELECT * FROM offers) SELECT price AS \"Price (EUR)\", id FROM all_of WHERE price > 1 ORDER BY id;",
                  {"price": {"type": "number", "from": "Price (EUR)"}})
    assert sorted(rows) == ["price"] and rows["price"].values.tolist() == [7.25, 19.5]


@pytest.mark.parametrize("query, message", [
    ("SELECT id FROM offers", "parameter query has no ORDER BY of its own, so the order of its rows, and with it the result of the pipeline, is left "
                              "to chance; end it in an ORDER BY over a key"),
    ("SELECT id FROM (SELECT * FROM offers ORDER BY id) s -- ORDER BY id", "parameter query has no ORDER BY of its own, so the order of its rows, "
     "and with it the result of the pipeline, is left to chance; end it in an ORDER BY over a key"),
    ("SELECT 'ORDER BY' AS id FROM offers", "parameter query has no ORDER BY of its own, so the order of its rows, and with it the result of the "
                                            "pipeline, is left to chance; end it in an ORDER BY over a key"),
    ("DELETE FROM offers ORDER BY id", "parameter query begins with 'DELETE FROM offers O'; expected one SELECT, or WITH and a SELECT"),
    ("SELECT 1 ORDER BY 1; DROP TABLE offers", "parameter query holds several statements; expected one SELECT")])
def test_queries_without_a_fixed_order_or_that_do_more_are_refused(refused, file, query, message):
    assert refused(f"sqlite:///{file}", query, {"id": "integer"}) == f"error: {message}"


def test_every_value_that_does_not_fit_is_told(refused, file):
    error = refused(f"sqlite:///{file}", "SELECT id, title, price FROM offers ORDER BY id", {"title": "number", "price": "number"}, lines=5)
    assert error == ("error: the result of the query does not fit its declared columns:\n"
                     "  row 1, column title: expected number, found '帽子'\n"
                     "  row 1, column price: expected number, found nothing\n"
                     "  row 2, column title: expected number, found ''\n"
                     "  row 3, column title: expected number, found 'Hat; 100 % \"wool\"'")


def test_a_column_that_is_not_in_the_result_is_named(refused, file):
    assert refused(f"sqlite:///{file}", "SELECT id FROM offers ORDER BY id", {"ident": "integer"}) == (
        "error: the result of the query has no column 'ident'; it has 'id'")


def test_nothing_can_be_written(refused, server):
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS numbers")
    connection.close()
    assert refused(server.url(), "SELECT nextval('numbers') AS id ORDER BY 1", {"id": "integer"}) == (
        "error: the database of SHOP_URL refuses the query: cannot execute nextval() in a read-only transaction")


@pytest.mark.parametrize("url, message", [
    ("nonsense secret", "the environment variable SHOP_URL does not hold the URL of a database, such as postgresql://user:password@host/name"),
    ("mysql://shop:secret@127.0.0.1/x", "the database of SHOP_URL is of the kind 'mysql'; expected one of postgresql, sqlite"),
    ("sqlite:///secret.db", "the database of SHOP_URL is no file with an absolute path; write sqlite:////data/shop.db, with four slashes"),
    ("sqlite:////nowhere/secret.db", "the database of SHOP_URL cannot be opened: unable to open database file")])
def test_urls_that_lead_nowhere_are_refused_and_not_shown(refused, url, message):
    assert refused(url) == f"error: {message}"


def test_a_password_is_in_no_message(refused, server):
    for password in ("let%20me%20in", "open%20sesame%2F1%25"):
        error = refused(server.url(password).replace("postgres?", "x"), "SELECT nothing FROM nowhere ORDER BY 1")
        assert error.startswith("error: the database of SHOP_URL ")
        assert "let me in" not in error and "let%20me" not in error and "sesame" not in error


def test_the_fingerprint_follows_the_data(with_secret, file, tmp_path):
    from sql_version import fingerprint

    copy = tmp_path / "copy.db"
    shutil.copy(file, copy)
    whole = {"connection": "SHOP_URL", "query": QUERY, "columns": COLUMNS, "version": None, "most-errors": 20}
    cheap = {**whole, "version": "SELECT count(*) FROM offers"}
    with with_secret(f"sqlite:///{file}"):
        before = [fingerprint(parameters) for parameters in (whole, cheap)]
    with with_secret(f"sqlite:///{copy}"):
        assert [fingerprint(parameters) for parameters in (whole, cheap)] == before
        with sqlite3.connect(copy) as connection:
            connection.execute("UPDATE offers SET price = 8 WHERE id = 2")
        connection.close()
        after = [fingerprint(parameters) for parameters in (whole, cheap)]
    assert after[0] != before[0] and after[1] == before[1]
