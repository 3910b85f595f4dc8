"""What can go wrong with a request to a service, and what follows from it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from audiobook.cloud.prices import Usage
from audiobook.cloud.redaction import PATTERNS_ONLY, Redactor


class Policy(StrEnum):
    """What to do after a fault."""

    RETRY = "retry"
    THROTTLE = "throttle"
    SPLIT = "split"
    REJECT = "reject"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal or failure. ``message`` is a sentence for a person and clean of secrets, ``hint`` what to do next.

    ``code`` is the service's code or the exception's class. ``maybe_billed``: the service may have worked although
    nothing usable came back. ``wait_s``: how long it wants to be left alone. ``isolated``: this text was the reason.
    """

    policy: Policy
    message: str
    hint: str = ""
    code: str = ""
    maybe_billed: bool = False
    wait_s: float | None = None
    request_id: str = ""
    isolated: bool = False


class RefusedError(Exception):
    """A request without a usable answer. ``usage`` is what the service says it billed all the same."""

    def __init__(self, fault: Fault, usage: Usage | None = None) -> None:
        """Shown as the fault's message."""
        super().__init__(fault.message)
        self.fault = fault
        self.usage = usage

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by parts."""
        return (RefusedError, (self.fault, self.usage))


@dataclass(frozen=True, slots=True)
class Place:
    """Where requests go and which settings decide it, for messages and hints."""

    service: str
    host: str
    region: str
    model: str
    voice: str = ""
    key_variable: str = "DASHSCOPE_API_KEY"
    region_setting: str = "region"
    model_setting: str = "model"
    voice_setting: str = "voice"
    timeout_s: float = 0.0
    redactor: Redactor = field(default=PATTERNS_ONLY, repr=False)


#: Classes by name, since the libraries that define them are not imported here (``requests``, ``urllib3``, ``http``).
_NEVER_SENT = {
    "ConnectTimeout", "ConnectTimeoutError", "NewConnectionError", "NameResolutionError", "ConnectionRefusedError",
    "gaierror", "ProxyError",
}  # fmt: skip
_CERTIFICATE = {"SSLCertVerificationError", "CertificateError"}
_ADDRESS = {"InvalidURL", "InvalidSchema", "MissingSchema", "LocationParseError", "InvalidProxyURL"}
_TIMEOUT = {"Timeout", "ReadTimeout", "ReadTimeoutError", "TimeoutError"}
_UNREADABLE = {
    "JSONDecodeError", "InvalidJSONError", "UnicodeDecodeError", "ContentDecodingError", "DecodeError",
    "ChunkedEncodingError", "IncompleteRead",
}  # fmt: skip
_CONNECTION = {
    "RequestException",
    "HTTPException",
    "HTTPError",
    "SSLError",
    "ConnectionError",
    "URLError",
    "ProtocolError",
}
_SDK_KEY, _SDK = "AuthenticationError", "DashScopeException"
#: Failures of our own machine, not of the network.
_LOCAL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOENT, errno.EACCES, errno.EEXIST}
#: So far an exception's causes are followed.
_DEEPEST = 12


def judge_exception(place: Place, error: BaseException) -> Fault | None:
    """What follows from an exception of an HTTP client or of the SDK; ``None`` when it looks like a bug of ours.

    Only classes are looked at: messages of such exceptions carry addresses and text.
    """
    if not isinstance(error, Exception):
        return None
    kinds = {kind.__name__ for one in _causes(error) for kind in type(one).__mro__}
    code = type(error).__name__
    local = isinstance(error, OSError) and error.errno in _LOCAL
    return _lasting(place, kinds, code) or _passing(place, kinds, code, network=not local and "OSError" in kinds)


def _lasting(place: Place, kinds: set[str], code: str) -> Fault | None:
    """What another try would not change."""
    if _SDK_KEY in kinds:
        return key_fault(place, f"{place.service} did not get a key", code)
    if _SDK in kinds:
        return Fault(Policy.REJECT, f"the SDK does not accept this request for {place.service} ({code})", code=code)
    if kinds & _CERTIFICATE:
        hint = "look at this machine's clock and at the proxy, if there is one"
        return Fault(Policy.STOP, f"{place.host} shows a certificate that cannot be trusted", hint, code)
    if kinds & _ADDRESS:
        return Fault(Policy.STOP, f"the address of {place.service} cannot be used", "correct the base URL", code)
    return None


def _passing(place: Place, kinds: set[str], code: str, *, network: bool) -> Fault | None:
    """What may be better the next time."""
    if kinds & _NEVER_SENT:
        return Fault(Policy.RETRY, f"{place.host} cannot be reached ({code})", "look at the network", code)
    if kinds & _TIMEOUT:
        within = f" within {place.timeout_s:g} s" if place.timeout_s else " in time"
        return Fault(Policy.RETRY, f"{place.host} did not answer{within}", "", code, maybe_billed=True)
    if kinds & _UNREADABLE:
        return _unreadable(place, code)
    if kinds & _CONNECTION or network:
        return Fault(Policy.RETRY, f"{place.host} broke the connection ({code})", "", code, maybe_billed=True)
    return None


def broken_reply(place: Place, error: BaseException | None = None, request_id: str = "") -> Fault:
    """The service said that all is well, but what it sent cannot be understood."""
    return _unreadable(place, type(error).__name__ if error else "BrokenReply", request_id)


def _unreadable(place: Place, code: str, request_id: str = "") -> Fault:
    message = f"{place.host} sent a reply that cannot be read ({code})"
    return Fault(Policy.RETRY, message, "", code, maybe_billed=True, request_id=request_id)


def key_fault(place: Place, message: str, code: str, request_id: str = "") -> Fault:
    """The key is missing, wrong, or of another region."""
    hint = (
        f"set {place.key_variable} to a valid key; a key is valid in one region only, and this request went to "
        f"{place.region} ({place.host}): set '{place.region_setting}' to the region of the key"
    )
    return Fault(Policy.STOP, message, hint, code, request_id=request_id)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it wraps, however the library keeps it."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo and len(seen) < _DEEPEST:
        one = todo.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args[:2]]
