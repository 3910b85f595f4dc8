"""Who speaks each quotation: rules in order of how far they can be trusted.

A name beside a verb of speech is sure; so is the narrator's ``I`` and another quotation of the same paragraph. All else
(pronouns, a name in the paragraph, a person addressed before, taking turns) is a guess and marked ``unsure``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from audiobook.prep.chinese import attribute_chinese
from audiobook.prep.line import Line
from audiobook.prep.people import People, find_people
from audiobook.prep.quotes import Quote, Style, find_quotes, find_style
from audiobook.prep.tags import NAME, Kind, Subject, clean_name, tag_after, tag_before
from audiobook.script import NARRATOR, UNKNOWN

#: Longest narration inside one paragraph over which a speaker still goes on (98 % of one quotation's gaps).
_SAME_VOICE_GAP = 260
#: Paragraphs of narration after which a conversation is over.
_CONVERSATION_GAP = 2
#: Turns that may be guessed by alternation from the last one that was known.
_LONGEST_GUESS = 6
_VOCATIVE = re.compile(
    rf"(?:(?:^|[,;:!?.—–]|\b(?:dear|oh|Oh|O|Ah|well|Well|yes|Yes|no|No|and|but|you))[\s“\"‘]*)(?P<name>{NAME})(?=[,.!?;:—–…”\"’]|$)"
)
_FULL_STOP = re.compile(r"\.[”’\"'»」』]*$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A quotation with the subject of its own tag."""

    quote: Quote
    text: str
    subject: Subject | None


@dataclass(slots=True)
class _Talk:
    """What a conversation remembers: turns of earlier paragraphs, people just named, and an open quotation."""

    turns: list[str] = field(default_factory=list)
    guesses: int = 0
    gap: int = 0
    recent: list[str] = field(default_factory=list)
    addressed: list[str] = field(default_factory=list)
    open_line: Line | None = None

    def spoke(self, lines: Sequence[Line]) -> None:
        """Remember one paragraph's speaker."""
        last = lines[-1]
        self.guesses = self.guesses + 1 if last.unsure else 0
        self.turns = [*self.turns[-7:], last.speaker]
        self.gap = 0

    def rest(self, named: list[str]) -> None:
        """Remember a paragraph without speech."""
        self.gap += 1
        self.addressed = []
        self.open_line = None
        self.recent = [*self.recent, *named][-12:]
        if self.gap > _CONVERSATION_GAP:
            self.turns = []

    @property
    def two_back(self) -> str:
        """Whose turn it is when two people talk in turns; empty when that is not known."""
        if len(self.turns) < 2 or self.gap > 1 or self.guesses >= _LONGEST_GUESS:  # noqa: PLR2004 - two people
            return ""
        other, last = self.turns[-2:]
        return other if other not in {last, UNKNOWN} else ""


def attribute(paragraphs: Sequence[str | None], language: str) -> tuple[tuple[Line, ...], ...]:
    """The quotations of every paragraph with their speakers; ``None`` stands for a break that ends a conversation.

    Linear in the length of the book. The names are steady: one person has one name all through.
    """
    style = find_style(p for p in paragraphs if p)
    if language.partition("-")[0].casefold() in {"zh", "yue", "cmn", "lzh"}:
        return attribute_chinese(paragraphs, style)
    found = _tagged(paragraphs, style, language)
    speakers = Counter(
        f.subject.text for group in found for f in group if f.subject and f.subject.kind is Kind.NAME and f.subject.near
    )
    people = find_people((_narration(p, g) for p, g in zip(paragraphs, found, strict=True) if p), speakers)
    talk = _Talk()
    result: list[tuple[Line, ...]] = []
    for text, group in zip(paragraphs, found, strict=True):
        if text is None:
            talk = _Talk()
            result.append(())
            continue
        result.append(_paragraph(text, group, people, talk))
    return tuple(result)


def _tagged(paragraphs: Sequence[str | None], style: Style, language: str) -> list[list[_Found]]:
    """Every quotation with what its own tag says."""
    result: list[list[_Found]] = []
    before_paragraph = ""
    for text in paragraphs:
        quotes = find_quotes(text, style) if text else ()
        group: list[_Found] = []
        for n, quote in enumerate(quotes):
            start = quotes[n - 1].end if n else 0
            end = quotes[n + 1].start if n + 1 < len(quotes) else len(text or "")
            group.append(_look(text or "", quote, (start, end), before_paragraph, language))
        result.append(group)
        before_paragraph = (text or "") if not quotes else ""
    return result


def _look(text: str, quote: Quote, room: tuple[int, int], earlier: str, language: str) -> _Found:
    said = text[quote.start : quote.end]
    before = text[room[0] : quote.start]
    if not before.strip() and room[0] == 0 and earlier.rstrip().endswith(":"):
        before = earlier
    subject = tag_after(text[quote.end : room[1]], beat=bool(_FULL_STOP.search(said)), language=language)
    return _Found(quote, said, subject or (tag_before(before, language) if before.strip() else None))


def _narration(text: str | None, group: Sequence[_Found]) -> str:
    if not text or not group:
        return text or ""
    kept = []
    at = 0
    for found in group:
        kept.append(text[at : found.quote.start])
        at = found.quote.end
    kept.append(text[at:])
    return " ".join(kept)


def _paragraph(text: str, group: Sequence[_Found], people: People, talk: _Talk) -> tuple[Line, ...]:
    named = people.mentioned(_narration(text, group))
    if not group:
        talk.rest(named)
        return ()
    addressed = [name for found in group for name in _vocatives(found.text, people)]
    lines: list[Line | None] = [_by_tag(found, people, talk, addressed) for found in group]
    _share(lines, group)
    if any(line is None for line in lines):
        speaker, unsure, rule = _guess(group, named, addressed, talk)
        lines = [
            line or Line(f.quote.start, f.quote.end, speaker, unsure, rule)
            for line, f in zip(lines, group, strict=True)
        ]
    done = tuple(line for line in lines if line)
    talk.recent = [*talk.recent, *named, *(line.speaker for line in done if line.speaker not in {UNKNOWN, NARRATOR})][
        -12:
    ]
    talk.addressed = addressed
    talk.spoke(done)
    talk.open_line = done[-1] if not group[-1].quote.closed else None
    return done


def _by_tag(found: _Found, people: People, talk: _Talk, addressed: Sequence[str]) -> Line | None:
    subject = found.subject
    start, end = found.quote.start, found.quote.end
    if subject is None:
        return None
    if subject.kind is Kind.SELF:
        return Line(start, end, NARRATOR, unsure=False, rule="i")
    if subject.kind is Kind.NAME:
        name = people.names.get(subject.text, subject.text)
        return Line(start, end, name, unsure=not subject.near, rule="name" if subject.near else "far-name")
    if subject.kind is Kind.NOUN:
        return Line(start, end, subject.text, unsure=not subject.near, rule="noun")
    name = _of_gender(subject, people, talk, addressed)
    return Line(start, end, name or UNKNOWN, unsure=bool(name), rule=str(subject.kind))


def _of_gender(subject: Subject, people: People, talk: _Talk, addressed: Sequence[str]) -> str:
    """Whom ``he``, ``she`` or ``his wife`` means: whose turn it is, else who was last named, of that gender."""
    other = talk.two_back
    if other and other not in addressed and people.gender(other) in {subject.gender, ""}:
        return other
    if subject.kind is Kind.KIN:
        return ""
    last = talk.turns[-1] if talk.turns and not talk.gap else ""
    for name in reversed(talk.recent):
        if name != last and name not in addressed and people.gender(name) == subject.gender:
            return name
    return ""


def _share(lines: list[Line | None], group: Sequence[_Found]) -> None:
    """Give a quotation without a tag the speaker of its neighbour in the same paragraph."""
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for n in order:
            near = lines[n + step]
            if lines[n] is not None or near is None:
                continue
            one, two = sorted((group[n].quote, group[n + step].quote), key=lambda q: q.start)
            far = two.start - one.end > _SAME_VOICE_GAP
            quote = group[n].quote
            lines[n] = Line(
                quote.start, quote.end, near.speaker, near.unsure or (far and near.speaker != UNKNOWN), "same-paragraph"
            )


def _guess(
    group: Sequence[_Found], named: Sequence[str], addressed: Sequence[str], talk: _Talk
) -> tuple[str, bool, str]:
    """A speaker for a paragraph without any tag, whether it is a guess, and the rule."""
    if talk.open_line and group[0].quote.start == 0:
        return talk.open_line.speaker, talk.open_line.unsure, "continued"
    free = [name for name in dict.fromkeys(named) if name not in addressed]
    if len(free) == 1:
        return free[0], True, "named-here"
    last = talk.turns[-1] if talk.turns and not talk.gap else ""
    called = [name for name in dict.fromkeys(talk.addressed) if name not in addressed and name != last]
    if called and last:
        return called[-1], True, "addressed"
    other = talk.two_back
    if other not in {"", NARRATOR} and other not in addressed:
        return other, True, "turns"
    return UNKNOWN, False, "unknown"


def _vocatives(said: str, people: People) -> list[str]:
    said = said.strip("“”\"‘’'«»„「」『』 ")
    if said.rstrip(".") in people.names:  # “Bingley.” answers a question
        return []
    found = (people.names.get(clean_name(m["name"])) for m in _VOCATIVE.finditer(said))
    return [name for name in found if name]
