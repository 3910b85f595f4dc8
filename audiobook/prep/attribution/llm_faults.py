"""What to do about a refusal of the language model's service, and how to show it.

The codes are the vendor's documented ones; message wordings are not verified, so status and code come first.
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_OK = 200
_STOP_STATUS = {401, 402, 403, 404}
_THROTTLED = 429
_RETRY_STATUS = {408, 409, 425}
_SERVER = 500
#: Permanent although some of them come with status 429.
_PAYMENT = {"arrearage", "commoditynotpurchased", "prepaidbilloverdue", "postpaidbilloverdue"}
_FREE_QUOTA = "free allocated quota exceeded"
_INSPECTION = "datainspectionfailed"
#: Keys of this vendor begin so; a service that repeats one back must not get it into a log.
_KEY = re.compile(r"\bsk-[\w*.-]{4,}")
_LONGEST = 200
_KEY_HINT = "set DASHSCOPE_API_KEY to a valid key; a key is valid for one region's address only"


class Policy(StrEnum):
    """What to do after a refusal."""

    RETRY = "retry"
    THROTTLE = "throttle"
    REJECT = "reject"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal: what to do, one sentence about it, and what to type next. ``isolated``: the text was the reason."""

    policy: Policy
    message: str
    hint: str = ""
    isolated: bool = False


def classify(status: int, code: str, message: str, secret: str = "") -> Fault:
    """Judge a reply that is not a success. ``secret`` never gets into the result."""
    name = code.casefold()
    said = plain(message, secret)
    kind = plain(code, secret)[:60]
    what = f"the language model's service refused (status {status}{f', {kind}' if kind else ''})"
    what += f": {said}" if said else ""
    if name in _PAYMENT or _FREE_QUOTA in message.casefold():
        return Fault(Policy.STOP, what, "look at the account's balance and quota")
    if status in _STOP_STATUS:
        return Fault(Policy.STOP, what, _hint(status))
    if status == _THROTTLED:
        return Fault(Policy.THROTTLE, what)
    if status >= _SERVER or status in _RETRY_STATUS or name == "requesttimeout":
        return Fault(Policy.RETRY, what)
    if "model" in name and "notfound" in name.replace("_", ""):
        return Fault(Policy.STOP, what, _hint(404))
    return Fault(Policy.REJECT, what, isolated=name == _INSPECTION)


def _hint(status: int) -> str:
    if status == 404:  # noqa: PLR2004 - the status is the case
        return "the model may be retired or unknown in this region, or the address wrong; set another one"
    return _KEY_HINT


def plain(text: str, secret: str = "") -> str:
    """A stranger's message as one short line: no markup, no control signs, no key."""
    if secret:
        text = text.replace(secret, "[key]")
    text = _KEY.sub("[key]", text)
    if "<" in text:  # a proxy's page
        return ""
    text = "".join(sign if sign.isprintable() else " " for sign in text[: 20 * _LONGEST])
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def retry_after(headers: Mapping[object, object] | None) -> float | None:
    """The seconds that ``Retry-After`` asks for, as a number or a date; none when it is absent or odd."""
    for name, value in (headers or {}).items():
        if str(name).casefold() == "retry-after":
            return _seconds(str(value).strip())
    return None


def _seconds(text: str) -> float | None:
    if re.fullmatch(r"\d{1,9}(\.\d{1,3})?", text, re.ASCII):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
