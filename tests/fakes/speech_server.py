"""A stand-in for servers of ``/v1/audio/speech`` on this computer: beeps as long as the text, fails as told, counts."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import numpy as np
import soundfile

from audiobook.engines.tone import ToneEngine
from audiobook.take import Slate

KEY = "key-of-a-test-0123456789abcdef"
KINDS = {"wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "pcm": "audio/pcm"}
_SPEECH, _VOICES = "/v1/audio/speech", "/v1/audio/voices"
_SINGERS = ("alto", "tenor", "soprano", "bass", "mezzo", "baritone")


@dataclass
class Reply:
    """One reply. Without ``body`` it is the sound asked for, changed as the other fields say."""

    status: int = 200
    body: bytes | None = None
    kind: str = ""
    headers: dict = field(default_factory=dict)
    delay: float = 0
    trickle: float = 0
    reset: bool = False
    cut: bool = False
    #: How much longer than usual the sound is; 0 for silence of the usual length.
    longer: float = 1.0


def error(status, message, code="", **headers):
    """A refusal in the interface's own shape."""
    body = json.dumps({"error": {"message": message, "type": "invalid_request_error", "code": code or None}})
    return Reply(status, body.encode(), "application/json", {k.replace("_", "-"): v for k, v in headers.items()})


def beeps(text, voice="", speed=1.0):
    """Float samples at 24 kHz that ``text`` becomes."""
    singer = _SINGERS[sum(voice.encode()) % len(_SINGERS)]
    return ToneEngine().synthesize(Slate(text, "tone", "1", "", singer, "", speed=speed)).samples


def packed(samples, form, rate_hz=24000, *, streamed=False):
    """Samples as a file of a format; a ``streamed`` WAV says of its sizes what an encoder says that does not know."""
    if form == "pcm":
        return np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    out = io.BytesIO()
    soundfile.write(out, samples, rate_hz, format=form.upper(), subtype="PCM_16" if form in {"wav", "flac"} else None)
    data = bytearray(out.getvalue())
    if streamed:
        data[4:8] = data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    return bytes(data)


class SpeechServer:
    """Planned ``replies`` first, then sound. ``longest`` and ``rpm`` are limits that it refuses to pass."""

    def __init__(self, *, key="", voices=("alloy", "nova"), listed=None, longest=4096, rpm=0, streamed=False) -> None:
        self.replies: deque[Reply] = deque()
        self.key, self.voices, self.longest, self.rpm, self.streamed = key, voices, longest, rpm, streamed
        self.listed = {"voices": list(voices)} if listed is None else listed
        self.requests: list[dict] = []
        self.most_at_once = self.refusals = self.answered = self.characters = 0
        self.default = Reply()
        self._at_once = 0
        self._times: deque[float] = deque()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def spoken(self) -> list[dict]:
        """The bodies of all requests for speech."""
        return [each["body"] for each in self.requests if each["path"] == _SPEECH]

    def take(self, request: dict) -> Reply:
        with self._lock:
            self.requests.append(request)
            if self.key and request["authorization"] != f"Bearer {self.key}":
                return error(401, f"Incorrect API key provided: {request['authorization']}", "invalid_api_key")
            if request["path"] == _VOICES:
                return Reply(body=json.dumps(self.listed).encode(), kind="application/json")
            if request["path"] != _SPEECH:
                return Reply(404, b'{"detail":"Not Found"}', "application/json")
            return self._planned(request["body"])

    def _planned(self, body: dict) -> Reply:
        if self.rpm:
            now = time.monotonic()
            while self._times and self._times[0] < now - 1:
                self._times.popleft()
            if len(self._times) >= self.rpm / 60:
                self.refusals += 1
                return error(429, "Rate limit reached", "rate_limit_exceeded")
            self._times.append(now)
        if self.replies:
            return self.replies.popleft()
        if body["voice"] not in self.voices:
            detail = {"error": "validation_error", "message": f"Voice '{body['voice']}' not found"}
            return Reply(400, json.dumps({"detail": detail}).encode(), "application/json")
        if len(body["input"]) > self.longest:
            return error(400, f"string_too_long: input should have at most {self.longest} characters")
        return self.default

    def sound(self, body: dict, reply: Reply) -> bytes:
        samples = beeps(body["input"], body["voice"], body.get("speed", 1.0))
        if reply.longer == 0:
            samples = np.zeros_like(samples)
        elif reply.longer < 1:
            samples = samples[: int(samples.size * reply.longer)]
        else:
            samples = np.tile(samples, round(reply.longer))
        return packed(samples, body.get("response_format", "mp3"), streamed=self.streamed)

    def count(self, body: dict) -> None:
        with self._lock:
            self.answered += 1
            self.characters += len(body["input"])

    @contextlib.contextmanager
    def serving(self):
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(server: SpeechServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one class in a function
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve({})

        def do_POST(self) -> None:
            self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _serve(self, body: dict) -> None:
            with server.serving():
                request = {"path": self.path, "authorization": self.headers.get("Authorization", ""), "body": body}
                reply = server.take(request | {"headers": dict(self.headers)})
                time.sleep(reply.delay)
                if reply.reset:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    self.connection.close()
                    return
                sounds = reply.status == 200 and reply.body is None
                data = server.sound(body, reply) if sounds else reply.body or b""
                kind = reply.kind or (KINDS[body.get("response_format", "mp3")] if sounds else "")
                if sounds:
                    server.count(body)
                with contextlib.suppress(OSError):  # the client went away
                    self._send(reply, data, kind)

        def _send(self, reply: Reply, data: bytes, kind: str) -> None:
            self.send_response(reply.status)
            if kind:
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.trickle:
                for at in range(0, len(data), 100):
                    self.wfile.write(data[at : at + 100])
                    time.sleep(reply.trickle)
                return
            self.wfile.write(data[: len(data) // 2] if reply.cut else data)
            if reply.cut:
                self.close_connection = True

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
