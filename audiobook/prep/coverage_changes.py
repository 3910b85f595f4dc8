"""Texts of the book that are spoken in another form, and the message where book and script part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audiobook.document import Block, BlockKind, Skipped
from audiobook.errors import CoverageError
from audiobook.source import SourceRef
from audiobook.visible import visible

FAULT = "this is a fault of audiobook, not of the book: please report it with the book's name"
#: How much of both texts a message shows on each side of the first difference.
_SHOWN = 20
#: Signs that part a persona's name from the speech.
_NAME_ENDS = ".:,;—–-()[]"
#: Most pieces that inline markup cuts a persona's name into.
_PIECES = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the book and the rule that changed it or left it out.

    ``characters`` are those that are seen; ``after`` is what stands in its place, empty for nothing.
    """

    rule: str
    text: str
    characters: int
    source: SourceRef = field(default_factory=SourceRef)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Titled:
    """A chapter's title against the headings it came from, in characters that are seen."""

    spoken: int
    changed: tuple[Passage, ...]
    added: int


def passage(skip: Skipped) -> Passage:
    """A skip with its characters counted."""
    return Passage(skip.rule, skip.text, len(visible(skip.text)), skip.source)


def title_account(title: str, headings: Sequence[Passage]) -> Titled:
    """What of the headings stands in the title as written, what was changed, and what the title says besides.

    Rules: ``title-case`` for capitals throughout that became title case, ``title`` where the title (from the
    navigation, or of joined lines) says it otherwise. ``added`` is 0 when something was changed by ``title``: the
    whole title then stands for that heading.
    """
    line = " ".join(title.split())
    folded = line.casefold()
    spoken = at = lower = known = 0
    changed: list[Passage] = []
    replaced = False
    for heading in headings:
        text = " ".join(heading.text.split())
        if (place := _find(line, text, at)) >= 0:
            at = place + len(text)
            spoken += heading.characters
            known += heading.characters
        elif (place := _find(folded, text.casefold(), lower)) >= 0:
            lower = place + len(text.casefold())
            known += heading.characters
            changed.append(replace(heading, rule="title-case", after=line))
        else:
            replaced = True
            changed.append(replace(heading, rule="title", after=line))
    return Titled(spoken, tuple(changed), 0 if replaced else max(len(visible(title)) - known, 0))


def _find(line: str, text: str, at: int) -> int:
    """Where ``text`` stands in the line as whole words, from ``at`` on; -1 for nowhere."""
    place = line.find(text, at)
    end = place + len(text)
    if place < 0 or not text or line[:place][-1:].isalnum() or line[end : end + 1].isalnum():
        return -1
    return place


def split_personas(
    passages: Iterable[Passage], speakers: Iterable[str]
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """``(names that became a speaker's tag, everything else)``; a name may stand in several pieces after each other."""
    tags = {_name(speaker): f"[{speaker}]" for speaker in sorted(speakers) if speaker}
    names: list[Passage] = []
    others: list[Passage] = []
    found = list(passages)
    at = 0
    while at < len(found):
        pieces, tag = _tagged(found[at : at + _PIECES], tags)
        names += [replace(piece, after=tag) for piece in pieces]
        if not pieces:
            others.append(found[at])
        at += max(len(pieces), 1)
    return tuple(names), tuple(others)


def _tagged(passages: Sequence[Passage], tags: Mapping[str, str]) -> tuple[Sequence[Passage], str]:
    """The longest run of pieces from the first on that is a speaker's name, with the tag; nothing if there is none."""
    size = next((n for n, found in enumerate(passages) if found.rule != "persona"), len(passages))
    for end in range(size, 0, -1):
        if tag := tags.get(_name("".join(found.text for found in passages[:end]))):
            return passages[:end], tag
    return (), ""


def _name(text: str) -> str:
    return visible(text).strip(_NAME_ENDS).casefold()


def check_same(book: str, script: str, chapter: str, blocks: Sequence[Block]) -> None:
    """Raise CoverageError at the first difference of two texts without white space; nothing if they are equal.

    ``blocks`` are those of which ``book`` is the text, to find the place.
    """
    if book == script:
        return
    at = next((n for n, (a, b) in enumerate(zip(book, script, strict=False)) if a != b), min(len(book), len(script)))
    left = book[max(at - _SHOWN, 0) : at]
    ends = [f"'{left}▸{text[at : at + _SHOWN]}'" for text in (book, script)]
    raise CoverageError(
        f"chapter '{chapter}': the book has {ends[0]} where the script has {ends[1]}",
        source=_place(blocks, at),
        hint=FAULT,
    )


def _place(blocks: Sequence[Block], at: int) -> SourceRef | None:
    """The place of the block that holds character ``at`` of the blocks' text."""
    last = None
    for block in blocks:
        if block.kind is BlockKind.SCENE_BREAK:
            continue
        last = block.source
        at -= len(visible(block.text))
        if at < 0:
            break
    return last
