"""Tell letters and other quoted documents from speech: nobody says them in the scene, so they get no speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiobook.prep.attribution.model import Paragraphs
from audiobook.prep.attribution.quote_scan import Quotation

_SALUTATION = re.compile(
    r"(?:(?:my|to)\s+)?(?:very\s+|ever\s+)?dear(?:est)?\b(?:[^.!?]|\bM[a-z]+\.|\bDr\.){2,45}[,:;—\-]+$|"
    r"(?:mon|ma|mes)\s+chère?s?\b[^.!?]{2,45},$|liebe[rs]?\b[^.!?]{2,45}[,!]$|querid[oa]\b[^.!?]{2,45}[:,]$|"
    r"(?:sir|madam|gentlemen|dear sir|mademoiselle|monsieur)[,:;—\-]+$",
    re.IGNORECASE,
)
_VALEDICTION = re.compile(
    r"(?:i\s+(?:am|remain)|believe\s+me|ever)?[,\s]*(?:(?:and\s+)?(?:yours?|your[’'\s]s)\b|your\s+\w+(?:ly|te|ing)\b)"
    r"|i\s+(?:am|remain),|believe\s+me\b|adieu|&c|p\.\s?s\.|love from",
    re.IGNORECASE,
)
#: A paragraph as short as this may be a place, a date, a signature (own judgement).
_SHORT = 60
_SIGNATURE = re.compile(r"[A-Z][A-Z.\s’']{2,40}")
_DOCUMENT = re.compile(
    r"\b(?:letter|note|wrote|written|telegram|epistle|postscript|inscription|inscribed|advertisement|document|despatch"
    r"|dispatch|contents|envelope|placard|handwriting|lettre|écrivit|billet|brief|schrieb|carta|escribió)\b",
    re.IGNORECASE,
)
_LEAD_END = re.compile(r"[:—\-]\s*$|\b(?:contents|letter|note|effect|follows|words|thus)\b[^.!?\w]*[.:]?[^\w]*$")
_SAYS = re.compile(r"\b(?:said|began|exclaimed|cried|replied|asked|added|say|saying|exclaiming|confusion)\b")
_DEAR = re.compile(r"(?:my\s+)?dear(?:est)?\s+\w[\w.\s]{1,30}[,.:]", re.IGNORECASE)
_WROTE_AFTER = re.compile(
    r"[\s,—\-]*(?:wrote\b|(?:[\w.]+\s+){1,3}?wrote\b|(?:the|this)\s+(?:letter|note|document|telegram|paper)\s+(?:ran|said|went|began))"
)
_WROTE_BEFORE = re.compile(r"\b(?:wrote|written|writes|indited|read|scribbled|telegraphed)\b[^.!?\"“]{0,80}[,:—\-]\s*$")
_REACH = 200


def mark_letters(paragraphs: Paragraphs, scanned: Sequence[Sequence[Quotation]]) -> list[set[int]]:
    """For each paragraph, which of its quotations belong to a letter or another document."""
    marked: list[set[int]] = [set() for _ in paragraphs]
    until = -1
    narration = ""
    unclosed = False
    for number, (text, found) in enumerate(zip(paragraphs, scanned, strict=True)):
        if not text or not found:
            unclosed = False
            narration = text or ""
            continue
        whole = _is_whole(text, found)
        if number > until and whole:
            until = _letter_end(paragraphs, scanned, number, narration)
        if number <= until or (unclosed and not text[: found[0].open_at].strip()):
            marked[number] = set(range(len(found))) if whole else {0}
        else:
            marked[number] = _inline(text, found)
        unclosed = len(found) - 1 in marked[number] and not found[-1].closed
        narration = "" if whole else text[found[-1].close_at :]
    return marked


def _letter_end(paragraphs: Paragraphs, scanned: Sequence[Sequence[Quotation]], number: int, narration: str) -> int:
    """The last paragraph of the letter that begins at ``number``; -1 when none begins.

    A salutation or an announcement must open it. It goes on, all quotation, to its signature; without one only the
    paragraph itself is sure (and what follows while the quotation stays open).
    """
    text = paragraphs[number] or ""
    first = text[scanned[number][0].start : scanned[number][0].end].strip("_ ")
    tail = narration[-_REACH:].rstrip(" _\n")
    document = bool(_DOCUMENT.search(tail))
    announced = document and bool(_LEAD_END.search(tail)) and not _SAYS.search(tail[-60:])
    salutes = bool(_SALUTATION.fullmatch(first))
    if not (announced or salutes or (document and _DEAR.match(first))):
        return -1
    last, end = number, -1
    # One letter is looked through once: its paragraphs are not tried again.
    while last < len(scanned) and scanned[last] and _is_whole(paragraphs[last] or "", scanned[last]):
        said = (paragraphs[last] or "")[scanned[last][0].start : scanned[last][0].end].strip("_ ")
        short = len(said) <= _SHORT
        if end >= 0 and not short:
            break
        if (short and last > number and _SIGNATURE.fullmatch(said)) or _VALEDICTION.match(said):
            end = last
        last += 1
    if end >= 0:
        return end
    if salutes:
        return last - 1 if last > number + 1 else -1
    return number


def _is_whole(text: str, found: Sequence[Quotation]) -> bool:
    """Whether the paragraph is nothing but quotation."""
    at = 0
    for quotation in found:
        if any(c.isalnum() for c in text[at : quotation.open_at]):
            return False
        at = quotation.close_at
    return not any(c.isalnum() for c in text[at:])


def _inline(text: str, found: Sequence[Quotation]) -> set[int]:
    """The quotations of a paragraph that somebody writes: "Remember," she wrote."""
    marked: set[int] = set()
    at = 0
    for n, quotation in enumerate(found):
        before = text[at : quotation.open_at]
        after = text[quotation.close_at : found[n + 1].open_at if n + 1 < len(found) else len(text)]
        wrote = _WROTE_BEFORE.search(before[-_REACH:])
        # "He read the names; then he said, …": the nearer verb decides.
        writes = (wrote and not _SAYS.search(wrote[0])) or _WROTE_AFTER.match(after)
        if writes or (n - 1 in marked and len(before) < _REACH):
            marked.add(n)
        at = quotation.close_at
    return marked
