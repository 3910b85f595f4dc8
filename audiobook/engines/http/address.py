"""Where the server is, and who could read what is sent there."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from audiobook.errors import ConfigError

_USUAL_PATH = "/v1"
_SPEECH = "/audio/speech"
#: Names that only a local network resolves (RFC 6761, 6762, 8375; ICANN's ``internal``).
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
_HINT = "write it like http://127.0.0.1:8880/v1 or https://speech.example.com/v1"


@dataclass(frozen=True, slots=True)
class Address:
    """A server's base address. ``here``: this machine; ``near``: this machine or its local network."""

    base: str
    host: str
    secure: bool
    here: bool
    near: bool

    @property
    def speech(self) -> str:
        """Where text becomes sound."""
        return f"{self.base}{_SPEECH}"

    @property
    def voices(self) -> str:
        """Where some servers list their voices."""
        return f"{self.base}/audio/voices"


def read_address(url: str) -> Address:
    """``http.url`` as an address. Raises ConfigError, without a password that may stand in it."""
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError("'http.url' is no web address", hint=_HINT) from None
    if parts.username is not None or parts.password is not None:
        raise ConfigError("'http.url' holds a name or a password", hint="keys belong into the environment: see key_env")
    if parts.scheme not in {"http", "https"} or not name or not url.strip().isprintable() or " " in url.strip():
        raise ConfigError("'http.url' is no web address", hint=_HINT)
    if parts.query or parts.fragment:
        raise ConfigError("'http.url' holds more than an address", hint=f"leave out what follows ? or #; {_HINT}")
    path = parts.path.rstrip("/").removesuffix(_SPEECH) or _USUAL_PATH
    shown = f"[{name}]" if ":" in name else name
    host = f"{shown}:{port}" if port else shown
    here, near = _nearness(name)
    return Address(f"{parts.scheme}://{host}{path}", host, parts.scheme == "https", here, near)


def _nearness(name: str) -> tuple[bool, bool]:
    """Whether a host is this machine, and whether it is this machine or one of the local network."""
    try:
        ip = ip_address(name)
    except ValueError:
        name = name.lower().rstrip(".")
        here = name == "localhost" or name.endswith(".localhost")
        # A name without a dot is one of a local network, or of a container beside us.
        return here, here or "." not in name or name.endswith(_LOCAL_ENDINGS)
    return ip.is_loopback, ip.is_loopback or ((ip.is_private or ip.is_link_local) and not ip.is_unspecified)
