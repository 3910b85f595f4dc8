"""Language tags as books write them, to the shortest tag that BCP 47 asks for (``eng`` is ``en``)."""

from __future__ import annotations

import re

#: ISO 639-1 and the three-letter codes of ISO 639-2 for it, terminological and bibliographic.
_LONG = """
ar ara; be bel; bg bul; bn ben; ca cat; cs ces cze; cy cym wel; da dan; de deu ger; el ell gre; en eng; es spa; et est;
eu eus baq; fa fas per; fi fin; fr fra fre; ga gle; gl glg; gu guj; he heb; hi hin; hr hrv; hu hun; hy hye arm; id ind;
is isl ice; it ita; ja jpn; ka kat geo; kn kan; ko kor; la lat; lt lit; lv lav; mk mkd mac; ml mal; mr mar; ms msa may;
nb nob; nl nld dut; nn nno; no nor; pa pan; pl pol; pt por; ro ron rum; ru rus; sk slk slo; sl slv; sq sqi alb; sr srp;
sv swe; ta tam; te tel; th tha; tr tur; uk ukr; ur urd; vi vie; zh zho chi
"""
_SHORT = {long: row.split()[0] for row in _LONG.split(";") for long in row.split()[1:]}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}\Z")
#: No language: undetermined, multiple, no linguistic content, uncoded.
_NONE = frozenset({"und", "mul", "zxx", "mis"})


def language_tag(text: str) -> str:
    """The tag with hyphens and the short form of its language; empty when it is none or names no language."""
    text = text.strip()
    if not _TAG.match(text):
        return ""
    first, *rest = text.replace("_", "-").split("-")
    first = _SHORT.get(first.lower(), first)
    return "" if first.lower() in _NONE else "-".join((first, *rest))
