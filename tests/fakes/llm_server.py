"""A stand-in for the language model's service on this computer: speaks the wire format, fails as told, counts all."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

KEY = "sk-test-0123456789abcdef"
PATHS = {
    "/api/v1/services/aigc/text-generation/generation",
    "/api/v1/services/aigc/multimodal-generation/generation",
}


@dataclass
class Reply:
    """One reply; ``text`` makes a success of it. ``cut`` sends half of the body, ``reset`` nothing at all."""

    text: object = None
    status: int = 200
    code: str = ""
    message: str = ""
    headers: dict = field(default_factory=dict)
    body: bytes | None = None
    kind: str = "application/json"
    delay: float = 0
    cut: bool = False
    reset: bool = False
    finish: str = "stop"

    def data(self) -> bytes:
        if self.body is not None:
            return self.body
        if self.status != 200:
            return json.dumps({"code": self.code, "message": self.message, "request_id": "r-1"}).encode()
        message = {"role": "assistant", "content": self.text}
        output = {"choices": [{"finish_reason": self.finish, "message": message}]}
        usage = {"input_tokens": 7, "output_tokens": 5, "total_tokens": 12}
        return json.dumps({"output": output, "usage": usage, "request_id": "r-1"}).encode()


def asked_in(user: str) -> list[str]:
    """The quotation ids that a prompt asks for."""
    return re.search(r"^Label these quotations: (.*)$", user, re.MULTILINE).group(1).split(", ")


def all_to(label: str):
    """An oracle that gives every quotation the same label."""
    return lambda user: json.dumps(dict.fromkeys(asked_in(user), label))


class LlmServer:
    """Planned ``replies`` first, then what ``oracle`` says to the user's prompt."""

    def __init__(self) -> None:
        self.replies: deque[Reply] = deque()
        self.oracle = all_to("unknown")
        self.key = KEY
        self.requests: list[dict] = []
        self.times: list[float] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/api/v1"

    def prompts(self) -> list[str]:
        return [_text(request["body"]["input"]["messages"][1]) for request in self.requests]

    def take(self, request: dict) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.times.append(time.monotonic())
            if request["authorization"] != f"Bearer {self.key}":
                shown = request["authorization"].removeprefix("Bearer ")
                return Reply(status=401, code="InvalidApiKey", message=f"Incorrect API key provided: {shown}")
            if request["path"] not in PATHS:
                return Reply(status=404, code="InvalidURL", message="url error")
            if self.replies:
                return self.replies.popleft()
        return Reply(self.oracle(_text(request["body"]["input"]["messages"][1])))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _text(message: dict) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _handler(server: LlmServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = {"path": self.path, "authorization": self.headers["Authorization"], "body": body}
            reply = server.take(request)
            time.sleep(reply.delay)
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            data = reply.data()
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(data)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if reply.cut else data)
            except OSError:
                pass  # the client went away

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
