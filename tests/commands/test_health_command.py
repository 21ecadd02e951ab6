"""`golden-thread health`: what a container's health check sees."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.commands.conftest import Run


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """A server on this machine that says this to everybody; yields its port."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            del format, args

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
    assert asked == ["/healthz"]


def test_a_ready_server_is_exit_0(run: Run) -> None:
    with answering(200, b'{"ready": true, "reasons": []}') as port:
        result = run("health", "--port", str(port))
    assert (result.exit_code, result.stdout) == (0, '{"ready": true, "reasons": []}\n')


def test_a_server_that_is_not_ready_is_exit_1_with_its_reasons(run: Run) -> None:
    with answering(503, b'{"ready": false,\n "reasons": ["The last tick ended long ago"]}') as port:
        result = run("health", "--port", str(port))
    assert result.exit_code == 1
    assert result.stdout == '{"ready": false, "reasons": ["The last tick ended long ago"]}\n'


@pytest.mark.parametrize("body", [b"<h1>It works!</h1>\nAnother line", b"\xff\xfe\x00", b""])
@pytest.mark.parametrize("status", [404, 500])
def test_somebody_elses_server_is_exit_1_in_one_line(run: Run, body: bytes, status: int) -> None:
    with answering(status, body) as port:
        result = run("health", "--port", str(port))
    assert result.exit_code == 1
    assert result.stdout == "the answer is not one of Golden Thread's: something else listens on that port\n"


@pytest.mark.parametrize("body", [b"<h1>It works!</h1>", b"[]", b'"fine"'])
def test_somebody_elses_server_that_is_well_is_not_ours(run: Run, body: bytes) -> None:
    with answering(200, body) as port:
        result = run("health", "--port", str(port))
    assert result.exit_code == 1
    assert "something else listens on that port" in result.stdout


def test_no_server_is_exit_1_and_says_what_to_start(run: Run) -> None:
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))  # not listening, and nobody else can be meanwhile
        port = ours.getsockname()[1]
        result = run("health", "--port", str(port))
    assert result.exit_code == 1
    assert result.stdout.startswith(f"no answer from http://127.0.0.1:{port}/healthz: ")
    assert "is `golden-thread serve` running there?" in result.stdout


def test_a_server_that_speaks_no_http_is_exit_1_without_a_traceback(run: Run) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def babble() -> None:
        caller, _ = listening.accept()
        with caller:
            caller.recv(1000)
            caller.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")

    thread = Thread(target=babble)
    thread.start()
    with listening:
        result = run("health", "--port", str(listening.getsockname()[1]))
        thread.join()
    assert result.exit_code == 1
    assert result.stdout.strip(), repr(result.exception)
