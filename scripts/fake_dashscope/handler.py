"""HTTP/1.1 with connections kept open, as the real SDK uses them, on the standard library's threading server."""

from __future__ import annotations

import contextlib
import io
import select
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fake_dashscope.counter import Counter
from fake_dashscope.desk import Desk
from fake_dashscope.replies import Cut, Reply

#: Connections that may wait to be taken: more than any client opens at once.
_QUEUE = 256
#: Closing with this sends a reset instead of an orderly end.
_NO_LINGER = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """The listening side. Its threads end with their connections, which ``hang_up`` closes."""

    daemon_threads = True
    request_queue_size = _QUEUE
    desk: Desk
    counter: Counter

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.troubles: list[str] = []

    def hang_up(self) -> None:
        """End all connections that are open."""
        with self._lock:
            connections = tuple(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's types
        """Take a connection, and remember it."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the base class's types
        """End a connection that nobody needs any more."""
        self.forget(request)
        super().shutdown_request(request)

    def forget(self, connection: socket.socket) -> None:
        """A connection is about to be closed."""
        with self._lock:
            self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's types
        """Keep what went wrong; a client that hangs up is nothing wrong."""
        del request, client_address
        error = sys.exception()
        if not isinstance(error, OSError):
            self.troubles.append(f"{type(error).__name__}: {error}")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_POST(self) -> None:
        """Speech and chat."""
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request_id, reply = self.server.desk.serve(self.path, dict(self.headers.items()), data, self._gone)
        try:
            self._send(reply)
        except OSError:
            self.server.desk.journal.lose(request_id)
            self.close_connection = True

    def do_GET(self) -> None:
        """Audio."""
        reply = self.server.counter.serve(self.path)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if reply.cut in {Cut.RESET, Cut.CLOSE}:
            self._end(reset=reply.cut is Cut.RESET)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(memoryview(reply.body)[: reply.sent])
        self.wfile.flush()
        if reply.cut is not Cut.WHOLE:
            self._end(reset=reply.cut is Cut.HALF_RESET)

    def _end(self, *, reset: bool) -> None:
        """End the connection now. The files on it count as users, so that all three must be closed.

        The base class flushes what it writes to after each request, so it gets something to flush.
        """
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.rfile.close()
        self.wfile.close()
        self.wfile = io.BytesIO()
        self.server.forget(self.connection)
        self.connection.close()

    def _gone(self) -> bool:
        """Whether the client has hung up: its side is readable, and there is nothing to read."""
        try:
            readable = select.select([self.connection], [], [], 0)[0]
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def finish(self) -> None:
        """Close the files of the connection, of which nothing may be left."""
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Say nothing; the journal has it all."""
