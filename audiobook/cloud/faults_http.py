"""Refusals of servers that speak the common HTTP dialect of speech and language models, judged: status first.

Codes and wordings are those of the interface's inventor and of servers that imitate it (FastAPI's ``detail``); they are
read only where one status means several things.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audiobook.cloud.faults import Fault, Place, Policy
from audiobook.cloud.retry import retry_after

_PAYMENT = re.compile(r"insufficient_?quota|billing|credit balance|out of credits|payment required")
_CONTENT = re.compile(r"content_?(?:policy|filter)|moderation|safety system")
_LENGTH = re.compile(
    r"too long|too large|too many (?:characters|tokens)|max(?:imum)?[ _](?:input|tokens|characters|length|context)"
    r"|at most \d+ characters|string_too_long|exceeds? the (?:limit|maximum)"
)
_VOICE, _MODEL, _FORMAT = (
    re.compile(r"\bvoice|\bspeaker"),
    re.compile(r"\bmodel\b"),
    re.compile(r"response_format|\bcodec"),
)
_FIELD = re.compile(r"extra_forbidden|extra (?:inputs|fields)|unexpected (?:keyword|field)|unknown (?:field|parameter)")
_RETRY_STATUS, _TIMEOUT_STATUS = {408, 425}, {408, 504}
_SETTINGS = "in the [http] table of audiobook.toml"
_LATER = "run again later: everything made so far is kept"
_LONGEST_CODE = 60


def error_words(body: bytes) -> tuple[str, str]:
    """Code and message of an error's JSON, in any of the usual shapes; empty for what is none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return "", body[:2000].decode("utf-8", "replace")
    found = data.get("error", data.get("detail", data)) if isinstance(data, dict) else data
    if isinstance(found, list):
        return "", "; ".join(_validation(each) for each in found[:5])
    if not isinstance(found, dict):
        return "", str(found)[:2000]
    code = next((found[key] for key in ("code", "type", "error") if isinstance(found.get(key), str)), "")
    message = found.get("message", found.get("detail", ""))
    return str(code), str(message)[:2000]


def _validation(entry: Any) -> str:  # noqa: ANN401 - JSON has any type
    """One line of FastAPI's list: where, what, and its type."""
    if not isinstance(entry, dict):
        return str(entry)[:200]
    where = entry.get("loc")
    place = ".".join(map(str, where)) if isinstance(where, list) else ""
    # The type ("string_too_long") says more than the words; the input, which it may hold, is left out.
    return f"{place}: {entry.get('msg', '')} ({entry.get('type', '')})"[:400]


def judge_http(
    place: Place,
    status: int,
    code: str,
    message: str,
    *,
    headers: Mapping[object, object] | None = None,
    now: float | None = None,
) -> Fault:
    """What follows from a reply that is not a success. ``now``: Unix seconds, for a ``Retry-After`` that is a date.

    No word of ``message`` gets into the result before it is cleaned.
    """
    words = " ".join(f"{code} {message}"[:2500].casefold().split())
    shown, said = place.redactor.clean(code, _LONGEST_CODE), place.redactor.clean(message)
    what = f"{place.service} refused (status {status}{f', {shown}' if shown else ''})" + (f": {said}" if said else "")
    fault = (
        _lasting(place, status, words, what) or _passing(status, what) or _missing(place, status, words, what)
        or _about(place, status, words, what)
    )  # fmt: skip
    wait_s = retry_after(headers, time.time() if now is None else now)
    return replace(fault, code=shown or str(status), wait_s=wait_s)


def not_sound(place: Place, kind: str, message: str = "") -> Fault:
    """Status 200 with something else than sound; ``kind`` is its content type."""
    said = place.redactor.clean(message)
    what = f"{place.service} answered with {place.redactor.clean(kind, 40) or 'nothing'} instead of sound"
    hint = f"is the url {_SETTINGS} right? it ends where /audio/speech begins, often in /v1"
    return Fault(Policy.RETRY, f"{what}: {said}" if said else what, hint, "NotSound", maybe_billed=True)


def _lasting(place: Place, status: int, words: str, what: str) -> Fault | None:
    """What another try would not change, for no text."""
    if status == 402 or _PAYMENT.search(words):  # noqa: PLR2004 - payment required
        return Fault(Policy.STOP, what, "look at the account's balance and limits; then run again")
    if status == 401:  # noqa: PLR2004 - unauthorized
        return Fault(Policy.STOP, what, _key_hint(place))
    if _CONTENT.search(words):
        return Fault(Policy.REJECT, what, "change the wording, or give the line to another engine", isolated=True)
    if status == 403:  # noqa: PLR2004 - forbidden
        return Fault(Policy.STOP, what, f"may this key use the model '{place.model}'? else {_key_hint(place)}")
    return _elsewhere(status, what)


def _elsewhere(status: int, what: str) -> Fault | None:
    """Another address, or another server."""
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        hint = f"requests are not sent on, since they carry text and key: write the final address as url {_SETTINGS}"
        return Fault(Policy.STOP, what, hint)
    if status in {501, 505}:
        return Fault(Policy.STOP, what, f"this server does not offer what is asked for; look at url {_SETTINGS}")
    return None


def _passing(status: int, what: str) -> Fault | None:
    """What goes by itself."""
    if status == 429:  # noqa: PLR2004 - too many requests
        return Fault(Policy.THROTTLE, what, f"set a lower rpm or fewer workers {_SETTINGS}")
    if status >= 500 or status in _RETRY_STATUS:  # noqa: PLR2004 - the server's fault
        return Fault(Policy.RETRY, what, _LATER, maybe_billed=status in _TIMEOUT_STATUS)
    return None


def _missing(place: Place, status: int, words: str, what: str) -> Fault | None:
    if status not in {404, 405, 410}:
        return None
    if _VOICE.search(words):
        return Fault(Policy.STOP, what, _voice_hint(place))
    if _MODEL.search(words):
        return Fault(Policy.STOP, what, _model_hint(place))
    return Fault(Policy.STOP, what, f"is the url {_SETTINGS} right? it ends where /audio/speech begins, often in /v1")


def _about(place: Place, status: int, words: str, what: str) -> Fault:
    """A request that is wrong: too long, with a setting that does not exist, or odd in itself."""
    if status == 413 or _LENGTH.search(words):  # noqa: PLR2004 - content too large
        return Fault(Policy.SPLIT, what, f"set a lower max_characters {_SETTINGS}", isolated=True)
    if _FIELD.search(words):
        return Fault(Policy.STOP, what, f"look at supports and body {_SETTINGS}: this server takes fewer fields")
    if status in {406, 415} or _FORMAT.search(words):
        return Fault(Policy.STOP, what, f"set another format {_SETTINGS}")
    if _VOICE.search(words):
        return Fault(Policy.STOP, what, _voice_hint(place))
    if _MODEL.search(words):
        return Fault(Policy.STOP, what, _model_hint(place))
    return Fault(Policy.REJECT, what, "look at this line in the script, and at [http] in audiobook.toml")


def _key_hint(place: Place) -> str:
    if place.key_variable:
        return f"set {place.key_variable} to a valid key for {place.host}"
    return f"this server wants a key: name the environment variable that holds it as key_env {_SETTINGS}"


def _voice_hint(place: Place) -> str:
    named = f"the voice '{place.voice}'" if place.voice else "this voice"
    return f"{named} may not exist there: correct voices {_SETTINGS}, or set list_voices = true"


def _model_hint(place: Place) -> str:
    return f"the model '{place.model}' may not exist there: set another model {_SETTINGS}"
