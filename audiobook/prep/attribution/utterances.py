"""Find what is said in a book: its quotations in the book's own convention, joined to utterances.

The style is decided once from all paragraphs; then each paragraph is scanned on its own, and the quotations that one
narrating sentence breaks are joined again. Linear in the length of the book.
"""

from __future__ import annotations

import re

from audiobook.prep.attribution.letters import mark_letters
from audiobook.prep.attribution.model import Paragraphs, Sex, Stretch, Utterance
from audiobook.prep.attribution.quote_scan import Quotation, scan
from audiobook.prep.attribution.styles import Marks, Style, find_style
from audiobook.prep.attribution.tag_clauses import after, before
from audiobook.prep.attribution.tag_subjects import Found

#: Two quotations of one paragraph belong together when less than this lies between them (facts sheet, section 3).
MERGE_GAP = 260


def find_utterances(paragraphs: Paragraphs, language: str = "en") -> tuple[Utterance, ...]:
    """All utterances of a book, in order. Letters and other documents are left out (see ``find_letters``)."""
    style, scanned = _scan_all(paragraphs, language)
    letters = mark_letters(paragraphs, scanned)
    result: list[Utterance] = []
    open_before = False
    for number, text in enumerate(paragraphs):
        found = [q for n, q in enumerate(scanned[number]) if n not in letters[number]]
        continued = open_before and bool(found) and not found[0].dash and not (text or "")[: found[0].open_at].strip()
        for n, group in enumerate(_merged(text or "", found, language)):
            result.append(_utterance(number, group, continued=continued and n == 0))
        # A heading or a break ends the speech too.
        open_before = bool(found) and _left_open(text or "", found[-1], style)
    return tuple(result)


def find_letters(paragraphs: Paragraphs, language: str = "en") -> tuple[Stretch, ...]:
    """The quoted letters and documents of a book: quotations that nobody says in the scene."""
    _, scanned = _scan_all(paragraphs, language)
    letters = mark_letters(paragraphs, scanned)
    return tuple(
        Stretch(number, quotation.start, quotation.end)
        for number, found in enumerate(scanned)
        for n, quotation in enumerate(found)
        if n in letters[number]
    )


def _scan_all(paragraphs: Paragraphs, language: str) -> tuple[Style, list[list[Quotation]]]:
    style = find_style(paragraphs, language)
    return style, [scan(text, style, language) if text else [] for text in paragraphs]


def _left_open(text: str, last: Quotation, style: Style) -> bool:
    return not last.closed and style.marks is not Marks.NONE and not text[last.end :].strip()


def _utterance(paragraph: int, group: list[Quotation], *, continued: bool) -> Utterance:
    stretches = tuple(Stretch(paragraph, q.start, q.end) for q in group)
    return Utterance(stretches, closed=group[-1].closed, continued=continued, dash=group[0].dash)


def _merged(text: str, found: list[Quotation], language: str) -> list[list[Quotation]]:
    """The quotations of one paragraph in groups of one speaker."""
    groups: list[list[Quotation]] = []
    begun = 0
    for n, quotation in enumerate(found):
        until = found[n + 1].open_at if n + 1 < len(found) else len(text)
        if groups and _same_speaker(text, begun, groups[-1], quotation, until, language):
            groups[-1].append(quotation)
        else:
            begun = groups[-1][-1].close_at if groups else 0
            groups.append([quotation])
    return groups


def _same_speaker(text: str, begun: int, group: list[Quotation], second: Quotation, until: int, language: str) -> bool:
    """Whether ``second`` goes on with the group; ``begun`` and ``until`` bound the narration around both."""
    first = group[-1]
    gap = text[first.close_at : second.open_at]
    # Parts of one turn, or of one quotation with the narrator's words inside its marks.
    if (first.dash and second.dash) or first.open_at == second.open_at:
        return True
    if len(gap) >= MERGE_GAP or not gap.strip():
        return False
    mine = after(gap, text[first.start : first.end], language)
    lead = before(gap, language)
    sure = lead and (lead.near or (lead.strong and lead.phrase.kind in {"name", "noun"}))
    if lead and not (sure and (not mine or _new_clause(gap, lead))):
        lead = None
    own = mine or before(text[begun : group[0].open_at], language)
    if lead and own and own.near:
        return _agree(own, lead)
    follow = after(text[second.close_at : until], text[second.start : second.end], language)
    if own and own.near and follow and follow.near:
        return _agree(own, follow)
    return True


def _new_clause(gap: str, lead: Found) -> bool:
    """Whether a second tag begins in the narration: a new sentence, or "and Five called out"."""
    return bool(re.search(r"[.!?]\s", gap[: lead.start])) or (
        lead.strong
        and bool(re.search(r"\b(?:and|but|while|et|mais|und|aber|y|pero)\s+(?:then\s+)?$", gap[: lead.start]))
    )


def _agree(one: Found, two: Found) -> bool:
    """Whether two tags may name one person; a pronoun fits every name that is not of the other sex."""
    first, second = one.phrase, two.phrase
    if Sex.UNKNOWN not in {first.sex, second.sex} and first.sex is not second.sex:
        return False
    if second.kind == "pronoun":
        return True
    if first.kind != second.kind:
        return False
    return first.kind == "self" or bool(set(first.text.casefold().split()) & set(second.text.casefold().split()))
