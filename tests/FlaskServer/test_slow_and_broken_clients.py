"""Clients that stop in the middle, lie about lengths, or send bytes for ever."""

import socket
import time

import pytest
from flask_server.request_body import BodyFailure, ChunkedBody, LengthBody
from serving import compose

HEAD = "POST /v1/models/listing:predict HTTP/1.1\r\nHost: x\r\n"


class Pieces:
    """A connection that gives these pieces, then ends."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read(self):
        return self.pieces.pop(0) if self.pieces else b""

    def unread(self, data):
        if data:
            self.pieces.insert(0, data)


def chunked(*pieces):
    return ChunkedBody(Pieces(*pieces), lambda: None)


def test_chunks_arrive_byte_by_byte():
    wire = b"3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\nGET"
    source = Pieces(*(bytes([byte]) for byte in wire))
    body = ChunkedBody(source, lambda: None)
    assert body.read_all(100) == b"abc0123456789" and body.finished
    assert b"".join(source.pieces) == b"GET"


@pytest.mark.parametrize("wire", [b"", b"5", b"5\r\nab", b"5\r\nabcde", b"5\r\nabcdeXX", b"-1\r\n", b"\r\n", b"0x5\r\nabcde\r\n",
                                  b"1_0\r\n", b"0\r\nX: y\r\n", b"5;" + b"x" * 1000 + b"\r\nabcde", b"f" * 17 + b"\r\n",
                                  b"0\r\n" + b"X: y\r\n" * 3000 + b"\r\n"])
def test_chunks_that_are_broken(wire):
    with pytest.raises(BodyFailure):
        chunked(wire).read_all(1000)


def test_chunks_over_the_limit_are_not_kept():
    assert chunked(*[b"a\r\n0123456789\r\n"] * 20, b"0\r\n\r\n").read_all(100) is None


def test_the_next_request_is_left_in_place():
    source = Pieces(b"abcGET /")
    assert LengthBody(source, lambda: None, 3).read_all(3) == b"abc"
    assert source.read() == b"GET /"


@pytest.mark.parametrize("sent", ["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                                  "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde", "Transfer-Encoding: chunked\r\n\r\n"])
def test_a_client_that_leaves_in_the_middle_uses_nothing_up(servers, sent):
    server = servers["listing"]
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall((HEAD + sent).encode())
    assert server.request("GET", "/healthz").status == 200


def test_half_closed_client_is_told(servers):
    with socket.create_connection(("127.0.0.1", servers["listing"].port), timeout=10) as connection:
        connection.sendall((HEAD + "Content-Length: 100\r\n\r\n{").encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert b" 400 " in answer and b"YARD6001" in answer and b"cut off" in answer


def test_unbounded_body_is_answered_and_the_connection_closed(servers):
    """The client sends on until it is cut off; the answer came first."""
    with socket.create_connection(("127.0.0.1", servers["listing"].port), timeout=20) as connection:
        connection.sendall((HEAD + "Transfer-Encoding: chunked\r\n\r\n").encode())
        started, piece = time.monotonic(), b"10000\r\n" + b"x" * 65536 + b"\r\n"
        connection.sendall(piece * 2)
        answer = b""
        while not answer.endswith(b"}}"):
            answer += connection.recv(65536)
        assert b" 400 " in answer and b"YARD6003" in answer and b"Connection: close" in answer
        with pytest.raises(OSError):
            while time.monotonic() - started < 15:
                connection.sendall(piece)
                time.sleep(0.02)
        assert 3 < time.monotonic() - started < 12


def test_two_requests_in_one_write(servers):
    """What follows an unread body is not taken for a request: the connection closes."""
    server = servers["listing"]
    hidden = compose("GET", "/healthz", None)
    first = (f"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: {len(hidden)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(first + hidden)
        received = b""
        while data := connection.recv(65536):
            received += data
    assert received.count(b"HTTP/1.1 ") == 1 and b" 404 " in received


@pytest.mark.parametrize("length", ["+5", "1_0", "\xb2", "0x5", "5, 5", "5 5", ""])
def test_content_length_that_is_not_digits(servers, length):
    sent = (HEAD + f"Content-Length: {length}\r\n\r\n[1,2]").encode("latin-1")
    answer = servers["listing"].send(sent)
    assert (answer.status, answer.code) == (400, "YARD6001")


@pytest.mark.parametrize("header", ["SCRIPT_NAME: /x", "Host: \xff\xfe", "Host: a b", "Host: [::", "X: " + "y" * 9000,
                                    "Content-Type: \xe9; charset=\"", "Cookie: ====", "Range: bytes=x", ": none", "no colon"])
def test_headers_of_all_kinds_are_never_a_500(servers, header):
    sent = f"GET /healthz HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n".encode("latin-1")
    answer = servers["listing"].send(sent)
    assert answer.status in (200, 400, 404), answer.body
