"""Who speaks in a document: its paragraphs attributed, and the lines as the script will have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audiobook.cast import Age, Character, Gender
from audiobook.document import BlockKind, Document
from audiobook.prep.attribution.ages import find_ages
from audiobook.prep.attribution.attribute import attribute_book, doubt
from audiobook.prep.attribution.llm_votes import LineProvenance
from audiobook.prep.attribution.model import Attribution, Paragraphs, Person, Sex
from audiobook.prep.line import Line
from audiobook.prep.marks import one_line
from audiobook.script import UNKNOWN

#: Blocks in which people speak; a verse, a table or code is the narrator's.
SPOKEN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
#: Sees an attribution before it becomes tags, and gives a better one of the same lines with what was done to which.
Revise = Callable[[Paragraphs, Attribution], tuple[Attribution, Sequence[LineProvenance]]]

_OPENING, _CLOSING = "“\"‘'«»„‚「『‹›”’", "”\"’'»«“‘」』›‹"
_DASHES = "—–―-"
_SEX = {Gender.MALE: Sex.MALE, Gender.FEMALE: Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Speakers:
    """A document's attribution. ``lines`` holds, for each section and each of its blocks, the lines in order.

    ``ages`` has one entry for each of the people; ``narrator`` names the character who tells a first-person book, else
    it is empty. ``revised`` says of which utterances a language model was asked, and what came of it.
    """

    attribution: Attribution
    lines: tuple[tuple[tuple[Line, ...], ...], ...]
    ages: tuple[Age, ...] = ()
    narrator: str = ""
    revised: Mapping[int, LineProvenance] = field(default_factory=dict, repr=False)

    def every_line(self) -> Iterator[Line]:
        """All lines in reading order."""
        return (line for section in self.lines for block in section for line in block)


def find_speakers(
    document: Document, given: Sequence[Character] = (), narrator: str = "", revise: Revise | None = None
) -> Speakers:
    """Attribute a document. Linear in its length; called from one thread.

    ``given`` are characters that a person has named: they keep their names, others are found beside them; ``narrator``
    is the one of them, or another one, who is known to tell the book.
    """
    paragraphs = _paragraphs(document)
    people = [
        Person(c.name, (c.name, *c.aliases), _SEX.get(c.gender, Sex.UNKNOWN), narrator=c.name == narrator)
        for c in given
    ]
    if narrator and not any(person.narrator for person in people):
        people.append(Person(narrator, (narrator,), narrator=True))
    found = attribute_book(paragraphs, document.metadata.language or "en", people, find_more=True)
    records: Sequence[LineProvenance] = ()
    if revise is not None:
        found, records = revise(paragraphs, found)
    lines = _lines(paragraphs, found)
    teller = next((person.name for person in found.people if person.narrator), "")
    ages = find_ages(paragraphs, found.utterances, found.people, found.mentions, document.metadata.language or "en")
    return Speakers(
        found, _by_block(document, lines), tuple(map(Age, ages)), one_line(teller), {r.utterance: r for r in records}
    )


def _paragraphs(document: Document) -> list[str | None]:
    """The text of each block, before each section a break: it ends a conversation, as a heading or scene break does."""
    texts: list[str | None] = []
    for section in document.sections:
        texts.append(None)
        for block in section.blocks:
            if block.kind in SPOKEN and not block.speaker:
                texts.append(block.text or " ")
            elif block.kind in {BlockKind.HEADING, BlockKind.SCENE_BREAK}:
                texts.append(None)
            else:
                texts.append("")
    return texts


def _by_block(document: Document, lines: Sequence[tuple[Line, ...]]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    result = []
    at = 0
    for section in document.sections:
        at += 1
        result.append(tuple(lines[at : at + len(section.blocks)]))
        at += len(section.blocks)
    return tuple(result)


def _lines(paragraphs: Paragraphs, found: Attribution) -> list[tuple[Line, ...]]:
    """The lines of each paragraph, quotation marks included, in order and without overlap."""
    threshold = doubt()
    lines: list[list[Line]] = [[] for _ in paragraphs]
    for number, (utterance, verdict) in enumerate(zip(found.utterances, found.verdicts, strict=True)):
        name = one_line(found.people[verdict.person].name) if verdict.person >= 0 else UNKNOWN
        unsure = name != UNKNOWN and verdict.confidence < threshold
        for stretch in utterance.stretches:
            line = Line(stretch.start, stretch.end, name, unsure, verdict.rule, verdict.confidence, number)
            lines[stretch.paragraph].append(line)
    return [_with_marks(text or "", own) for text, own in zip(paragraphs, lines, strict=True)]


def _with_marks(text: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines stretched over their quotation marks: the reader of a tag expects it before the mark."""
    result: list[Line] = []
    ceilings = (*(line.start for line in lines[1:]), len(text))
    for line, ceiling in zip(lines, ceilings, strict=False):
        floor = result[-1].end if result else 0
        result.append(replace(line, start=_opened(text, line.start, floor), end=_closed(text, line.end, ceiling)))
    return tuple(result)


def _opened(text: str, start: int, floor: int) -> int:
    """Where the marks before a line's first word begin: quotation marks, or the dash of a paragraph that is a turn."""
    at = start
    while at > floor and text[at - 1].isspace():
        at -= 1
    while at > floor and text[at - 1] in _OPENING:
        at -= 1
        start = at
    if not floor and (before := text[:start].strip()) and all(c in _DASHES for c in before):
        return len(text) - len(text.lstrip())
    return start


def _closed(text: str, end: int, ceiling: int) -> int:
    """Where the marks after a line's last word end; French ones stand off."""
    at = end
    while at < ceiling and text[at].isspace() and text[at] != "\n":
        at += 1
    if at > end and text[at : at + 1] not in {"»", "«", "›", "‹"}:
        return end
    while at < ceiling and text[at] in _CLOSING:
        at += 1
        end = at
    return end
