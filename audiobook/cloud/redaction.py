"""Text of strangers and of our own errors, made fit to be shown: no key, no signature, one short line."""

from __future__ import annotations

import base64
import re
from typing import NoReturn
from urllib.parse import quote, quote_plus

_LONGEST = 200
#: Longer input is cut before patterns are searched in it: they are slow on some texts, and a proxy's page may have
#: megabytes.
_LONGEST_INPUT = 2_000
_KEY = "[key]"
#: A known secret that is shorter would black out ordinary words.
_SHORTEST_SECRET = 4
#: Keys of DashScope and of its imitators begin with sk-; other parts are what HTTP headers and signed addresses carry.
_PATTERNS = (
    (re.compile(r"\bsk-[\w*.\-]{4,}"), _KEY),
    (re.compile(r"\b(bearer|basic|token)\s+[\w+/=~.*\-]{8,}", re.IGNORECASE), rf"\1 {_KEY}"),
    (
        re.compile(
            r"""(["']?\b(?:authorization|proxy-authorization|(?:x-)?(?:[\w]+-){0,2}api[-_]?key|(?:oss)?access[-_]?key(?:[-_]?(?:id|secret))?"""
            r"""|secret|signature|(?:security-?|session-?)?token)["']?\s*[:=]\s*["']?)(?!\[key\]|(?:bearer|basic|token)\s)[^\s"',;&}]+""",
            re.IGNORECASE,
        ),
        rf"\1{_KEY}",
    ),
    (re.compile(r"(\b[a-z][a-z0-9+.\-]{1,12}://)[^\s/@\"'<>]*@", re.IGNORECASE), r"\1"),
    (re.compile(r"(\b[a-z][a-z0-9+.\-]{1,12}://[^\s?\"'<>#]*)[?#][^\s\"'<>)]*", re.IGNORECASE), r"\1?[…]"),
    # A path with a signed query, as urllib3 names it in its errors.
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>)]*=[^\s\"'<>)]*"), r"\1?[…]"),
)
_PAGE = re.compile(r"<(?:!doctype|html|head|body|\?xml|center|title|h1)\b", re.IGNORECASE)


class Redactor:
    """Cleans text of known secrets and of what looks like one. Shows nothing of them itself; thread-safe."""

    __slots__ = ("_forms",)

    def __init__(self, *secrets: str) -> None:
        """Empty and very short secrets are left out."""
        forms = {form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in _forms(secret)}
        # The longest first, so that no rest of one stays.
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def clean(self, text: object, longest: int = _LONGEST) -> str:
        """One printable line of at most ``longest`` signs; empty for a proxy's page."""
        said = str(text)
        for form in self._forms:
            said = said.replace(form, _KEY)
        room = max(_LONGEST_INPUT, longest)
        if len(said) > room:
            # Nothing of the last word is kept: half a key is still half a key.
            said = said[:room].rpartition(" ")[0]
        if _PAGE.search(said):
            return ""
        said = "".join(sign if sign.isprintable() else " " for sign in said)
        for pattern, replacement in _PATTERNS:
            said = pattern.sub(replacement, said)
        said = " ".join(said.split())
        return said if len(said) <= longest else f"{said[: longest - 1]}…"

    def __repr__(self) -> str:
        """Without the secrets."""
        return "Redactor()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets do not leave their process")


def _forms(secret: str) -> set[str]:
    """The ways in which a secret appears in requests, errors and logs."""
    coded = base64.b64encode(secret.encode("utf-8", "replace")).decode()
    escaped = secret.encode("unicode_escape").decode()
    return {secret, quote(secret, safe=""), quote_plus(secret), coded, coded.rstrip("="), escaped}


#: Knows no secret, only what secrets look like.
PATTERNS_ONLY = Redactor()


def clean(text: object, longest: int = _LONGEST) -> str:
    """``Redactor.clean`` by looks alone."""
    return PATTERNS_ONLY.clean(text, longest)
