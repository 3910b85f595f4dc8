"""DashScope's refusals, judged (facts sheet, section 5). It serves other HTTP services too: status first, then code.

The codes are the vendor's documented ones. Wordings are not verified on the live service, so that they decide only
where one code means two things.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace

from audiobook.cloud.faults import Fault, Place, Policy, key_fault
from audiobook.cloud.retry import retry_after

#: Permanent although some of them come with status 429 or 400.
_PAYMENT = {"arrearage", "commoditynotpurchased", "prepaidbilloverdue", "postpaidbilloverdue"}
_FREE_CODE, _FREE_WORDS = "freetieronly", ("free allocated quota exceeded", "free tier of the model has been exhausted")
_INSPECTION = ("datainspectionfailed", "datainspection")
_NO_MODEL_WORDS = re.compile(
    r"model (?:does )?not exist|model not found|unknown model|model .{0,60}(?:retired|offline)"
)
#: ``InvalidParameter`` says what is wrong in words only.
_LENGTH = re.compile(
    r"length|too long|too large|max(?:imum)? (?:input|tokens|characters)|(?:token|character)s? limit|exceed"
)
_VOICE = re.compile(r"\bvoice|\bspeaker|engine (?:return )?error(?: code)?:? ?(?:411|418)|error 41[18]\b")
_MODEL = re.compile(r"\bmodel\b")
_RETRY_CODES = (
    "internalerror", "systemerror", "modelservicefailed", "requesttimeout", "modelservingerror", "modelunavailable",
    "serviceunavailable", "internal_error", "server_error",
)  # fmt: skip
_RETRY_STATUS = {408, 409, 425}
_TIMEOUT_STATUS = {408, 504}
_REDIRECTS = range(300, 400)
_LONGEST_CODE = 60


def judge_reply(
    place: Place,
    status: int,
    code: str,
    message: str,
    *,
    headers: Mapping[object, object] | None = None,
    request_id: str = "",
    now: float | None = None,
) -> Fault:
    """What follows from a reply that is not a success. ``now``: Unix seconds, for a ``Retry-After`` that is a date.

    No word of ``message`` gets into the result before it is cleaned.
    """
    name = re.sub(r"[^a-z0-9]", "", str(code).casefold())
    words = " ".join(str(message)[:2000].casefold().split())
    shown = place.redactor.clean(code, _LONGEST_CODE)
    said = place.redactor.clean(message)
    what = f"{place.service} refused (status {status}{f', {shown}' if shown else ''})" + (f": {said}" if said else "")
    fault = (
        _unpaid(place, status, name, words, what)
        or _refused(place, status, name, words, what)
        or _passing(status, name, what)
        or _about(place, status, words, what)
    )
    wait_s = retry_after(headers, time.time() if now is None else now)
    return replace(fault, code=shown or str(status), wait_s=wait_s, request_id=place.redactor.clean(request_id, 80))


def no_audio(place: Place, request_id: str = "") -> Fault:
    """Status 200 without an address to fetch the sound from."""
    message = f"{place.service} answered without audio"
    cleaned = place.redactor.clean(request_id, 80)
    return Fault(Policy.RETRY, message, "", "NoAudio", maybe_billed=True, request_id=cleaned)


def _unpaid(place: Place, status: int, name: str, words: str, what: str) -> Fault | None:
    """The account has no money or no quota left, for no request."""
    if name in _PAYMENT or status == 402:  # noqa: PLR2004 - payment required
        return Fault(
            Policy.STOP, what, "look at the account's balance and unpaid bills; then run again, all takes are kept"
        )
    if _FREE_CODE in name or any(said in words for said in _FREE_WORDS):
        hint = "the free quota of this model is spent: allow paid use in the service's console, or set another"
        return Fault(Policy.STOP, what, f"{hint} '{place.model_setting}'")
    return None


def _refused(place: Place, status: int, name: str, words: str, what: str) -> Fault | None:
    """Model, key, rights, address; and a text that the service does not want to speak."""
    if "modelnotfound" in name or (_client(status) and _NO_MODEL_WORDS.search(words)):
        return Fault(Policy.STOP, what, _model_hint(place))
    if status == 401 or name == "invalidapikey":  # noqa: PLR2004 - unauthorized
        return key_fault(place, what, "")
    if any(part in name for part in _INSPECTION):
        return Fault(
            Policy.REJECT, what, "change the wording in the script, or give the line to another engine", isolated=True
        )
    if status == 403:  # noqa: PLR2004 - forbidden
        hint = f"open model '{place.model}' for this account and workspace in {place.region}, or set another"
        return Fault(Policy.STOP, what, f"{hint} '{place.model_setting}' or '{place.region_setting}'")
    if status == 404 or status in _REDIRECTS:  # noqa: PLR2004 - not found
        return Fault(Policy.STOP, what, f"{_model_hint(place)}; or the base URL is wrong")
    return None


def _passing(status: int, name: str, what: str) -> Fault | None:
    """Everything that goes by itself."""
    if status == 429 or name.startswith("throttling"):  # noqa: PLR2004 - too many requests
        return Fault(Policy.THROTTLE, what, "use fewer --jobs, or run again later")
    plain = tuple(code.replace("_", "") for code in _RETRY_CODES)
    if status >= 500 or status in _RETRY_STATUS or name.startswith(plain):  # noqa: PLR2004 - the server's fault
        # A gateway's 504 says that nobody waited for the answer, not that nobody made it.
        timeout = status in _TIMEOUT_STATUS or "timeout" in name
        return Fault(Policy.RETRY, what, "run again later: all takes are kept", maybe_billed=timeout)
    return None


def _about(place: Place, status: int, words: str, what: str) -> Fault:
    """A request that is wrong: too long, with a setting that does not exist, or odd in itself."""
    if status == 413 or _LENGTH.search(words):  # noqa: PLR2004 - content too large
        return Fault(Policy.SPLIT, what, isolated=True)
    if _VOICE.search(words):
        named = f"voice '{place.voice}'" if place.voice else "this voice"
        hint = f"{named} may not belong to model '{place.model}': set another '{place.voice_setting}' in cast.toml"
        return Fault(Policy.STOP, what, hint)
    if _MODEL.search(words):
        return Fault(Policy.STOP, what, _model_hint(place))
    return Fault(Policy.REJECT, what, "look at this line in the script")


def _model_hint(place: Place) -> str:
    return (
        f"model '{place.model}' may be retired, or unknown in region {place.region}: "
        f"set another '{place.model_setting}' or '{place.region_setting}'"
    )


def _client(status: int) -> bool:
    return 400 <= status < 500  # noqa: PLR2004 - the client's fault
