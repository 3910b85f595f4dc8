"""Documents as numbered passages: what a claim in an episode can refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audiobook.document import BlockKind, Document, Section
from audiobook.errors import UsageError
from audiobook.podcast.dialogue_length import tokens_of
from audiobook.visible import clean

_READ = frozenset(
    {
        *(BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.BLOCKQUOTE, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW),
        *(BlockKind.CAPTION, BlockKind.NOTE),
    }
)
#: Characters: shorter paragraphs are joined up to the one, longer ones cut at the other (own judgement: a reference
#: should lead to a few sentences, and a novel's talk should not make a passage of each "Yes.").
_SHORT, _LONG = 600, 1200
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
#: What the id and the line end around a passage cost in tokens.
_FRAME_TOKENS = 8
#: So many words (or characters without blanks) tell which passage is meant.
_FIRST_WORDS, _FIRST_CHARACTERS = 8, 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of a document. ``number`` counts from 1 over all documents; ``text`` is on one line."""

    number: int
    text: str
    file: str
    chapter: str = ""

    @property
    def name(self) -> str:
        """How a model names it: ``p12``."""
        return f"p{self.number}"

    @property
    def tokens(self) -> int:
        """About how many tokens it costs in a prompt."""
        return tokens_of(self.text) + _FRAME_TOKENS

    @property
    def begins(self) -> str:
        """Its first words."""
        first = " ".join(self.text.split()[:_FIRST_WORDS])[:_FIRST_CHARACTERS].rstrip()
        return first if len(first) == len(self.text) else f"{first}…"


def passages_of(documents: Sequence[tuple[str, Document]], chapter: int = 0) -> tuple[Passage, ...]:
    """All text of the documents (each with its file's name) in passages; ``chapter`` (1-based, 0: all) takes one only.

    Linear. Raises UsageError for a chapter that is not there, or for one of several documents.
    """
    found: list[Passage] = []
    if chapter and len(documents) > 1:
        raise UsageError("a chapter can be taken out of one document only", hint="leave --chapter out")
    for file, document in documents:
        for section in _sections(document, chapter):
            for text in _pieces(_joined(_texts(section))):
                found.append(Passage(len(found) + 1, text, _line(file), _line(section.title)))
    return tuple(found)


def _sections(document: Document, chapter: int) -> Sequence[Section]:
    count = len(document.sections)
    if not chapter:
        return document.sections
    if chapter > count:
        hint = f"it has {count}: --chapter 1 to {count}" if count > 1 else "leave --chapter out"
        raise UsageError(f"the document has no chapter {chapter}", hint=hint)
    return document.sections[chapter - 1 : chapter]


def _texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if block.kind in _READ and (text := _line(block.text)):
            yield text


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Short neighbours as one."""
    held: list[str] = []
    length = 0
    for text in texts:
        if held and length + len(text) > _SHORT:
            yield " ".join(held)
            held, length = [], 0
        held.append(text)
        length += len(text) + 1
    if held:
        yield " ".join(held)


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Long ones cut at sentence ends, and where a sentence is endless, anywhere."""
    for text in texts:
        if len(text) <= _LONG:
            yield text
            continue
        sentences = [
            sentence[at : at + _LONG] for sentence in _SENTENCE.split(text) for at in range(0, len(sentence), _LONG)
        ]
        yield from _joined(sentences)


def batches(passages: Sequence[Passage], tokens: int) -> tuple[tuple[Passage, ...], ...]:
    """Passages in order, in groups of about so many tokens at most."""
    groups: list[list[Passage]] = []
    room = 0
    for passage in passages:
        if not groups or passage.tokens > room:
            groups.append([])
            room = tokens
        groups[-1].append(passage)
        room -= passage.tokens
    return tuple(map(tuple, groups))
