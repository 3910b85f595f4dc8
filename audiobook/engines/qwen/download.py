"""Fetching the sound behind a URL: bounded and patient, since giving up too early means paying twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    import requests

#: A take of the longest text is 8 MB (qwen-tts: 7,680 tokens at 50 a second, 24 kHz, 16 bit).
_MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_CONNECT_S = 10.0
#: Pauses before the second and later tries of one URL.
_PAUSES_S = (0.2, 1.0, 3.0, 8.0)
_GONE = frozenset({401, 403, 404, 410})


class GoneError(Exception):
    """The URL does not lead to the sound any more: it has to be made again."""


class DownloadError(Exception):
    """The sound cannot be fetched now, but may still be there. The message is clean: no address in it."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches sounds; thread-safe. ``secure`` turns http into https, except on this machine; ``check`` may raise."""

    timeout_s: float
    secure: bool = True
    check: Callable[[], None] = lambda: None
    sleep: Callable[[float], None] = time.sleep

    def fetch(self, url: str) -> bytes:
        """The whole body. Raises GoneError, DownloadError, and whatever ``check`` raises between two tries."""
        address = _address(url, secure=self.secure)
        problem = ""
        for pause in (0.0, *_PAUSES_S):
            if pause:
                self.check()
                self.sleep(pause)
            body, problem = self._once(address)
            if not problem:
                return body
        raise DownloadError(problem)

    def _once(self, address: str) -> tuple[bytes, str]:
        """The body, or what went wrong in words that carry no address (the signature is in it)."""
        import requests

        try:
            with requests.get(address, stream=True, timeout=(_CONNECT_S, self.timeout_s)) as reply:
                if reply.status_code in _GONE:
                    raise GoneError(f"status {reply.status_code}")
                if reply.status_code != requests.codes.ok:
                    return b"", f"status {reply.status_code}"
                return _body(reply), ""
        except (requests.RequestException, OSError) as error:
            return b"", type(error).__name__


def _body(reply: requests.Response) -> bytes:
    """The body up to the limit; a shorter one than announced raises, as ``requests`` does by itself since 2.32."""
    import requests

    parts, size = [], 0
    for part in reply.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            raise GoneError(f"more than {_MOST_BYTES} bytes")
    announced = reply.headers.get("Content-Length", "")
    if announced.isdigit() and "Content-Encoding" not in reply.headers and size != int(announced):
        raise requests.exceptions.ChunkedEncodingError
    return b"".join(parts)


def _address(url: str, *, secure: bool) -> str:
    """The URL to ask. Raises GoneError for what is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise GoneError("not a web address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise GoneError("not a web address")
    if secure and parts.scheme == "http" and not is_local(parts.hostname):
        return urlunsplit(parts._replace(scheme="https"))
    return url


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
