"""The verbatim proof: every character of a document is in exactly one block or one skip.

The document's text is counted by a plain walk of its own that knows nothing of blocks, notes or policies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from audiobook.errors import CoverageError
from audiobook.readers.walk.characters import superscript, visible
from audiobook.readers.walk.vocabulary import MACHINE_TAGS
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from audiobook.document import Document
    from audiobook.readers.walk.walked import Walked

_HINT = "this is a fault of audiobook, not of the book: please report it with the book's name"
#: How much of a difference is shown, in characters.
_SHOWN = 30


class _Stretch(NamedTuple):
    """A stretch of the document's text, with what the walk made of it."""

    start: int
    end: int
    line: int
    text: str


def source_text(root: _Element) -> str:
    """All text of a document in order, apart from its head, scripts and styles; ``SourceRef`` offsets count in it."""
    from lxml import etree

    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        machine = not isinstance(tag, str) or tag.rpartition("}")[2].rpartition(":")[2].lower() in MACHINE_TAGS
        if event == "start":
            silent += machine
            if not silent and element.text:
                parts.append(str(element.text))
            continue
        silent -= machine
        if not silent and element.tail and element is not root:
            parts.append(str(element.tail))
    return "".join(parts)


def proven(walked: Walked, root: _Element) -> Walked:
    """The walk's result with the document's own count. Raises CoverageError when a character is lost or read twice."""
    text = source_text(root)
    stretches = [_stretch(block.source, block.own_text) for block in walked.blocks]
    stretches += [_stretch(skip.source, skip.text) for skip in walked.skipped if skip.counted]
    stretches = [stretch for stretch in stretches if stretch.end > stretch.start or stretch.text]
    # An outer stretch before those inside it.
    stretches.sort(key=lambda stretch: (stretch.start, -stretch.end))
    total = sum(_check(text, stretches, number, walked.file) for number in range(len(stretches)))
    characters = len(visible(text))
    if total != characters:
        raise _lost(text, stretches, walked.file, characters - total)
    return replace(walked, characters=characters)


def _stretch(source: SourceRef, text: str) -> _Stretch:
    return _Stretch(source.start, source.end, source.line, text)


def _check(text: str, stretches: Sequence[_Stretch], number: int, file: str) -> int:
    """Compare one stretch with the text that it stands for, stretches inside it left out; the characters it holds."""
    start, end, line, shown = stretches[number]
    at, parts = start, []
    for inner in range(number + 1, len(stretches)):
        first, last = stretches[inner].start, stretches[inner].end
        if first >= end:
            break
        if last > end:
            raise _different(file, line, shown, text[start:end])
        if first >= at:
            parts.append(text[at:first])
            at = last
    parts.append(text[at:end])
    wanted, found = visible("".join(parts)), visible(shown)
    if wanted != found and _plain(wanted) != _plain(found):
        raise _different(file, line, found, wanted)
    return len(found)


def _plain(text: str) -> str:
    """Exponents are set as superscripts: the one change that the walk makes to a character."""
    return superscript(text)


def _different(file: str, line: int, found: str, wanted: str) -> CoverageError:
    at = next((n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted)))
    first = max(0, at - 5)
    shown = slice(first, first + _SHOWN)
    return CoverageError(
        f"the text read differs from the book: {found[shown]!r} for {wanted[shown]!r}",
        source=SourceRef(file, line=line),
        hint=_HINT,
    )


def _lost(text: str, stretches: Sequence[_Stretch], file: str, missing: int) -> CoverageError:
    """What no stretch covers."""
    at = 0
    for stretch in stretches:
        if visible(text[at : stretch.start]):
            break
        at = max(at, stretch.end)
    shown = visible(text[at : at + 10 * _SHOWN])[:_SHOWN]
    return CoverageError(
        f"{missing} characters of the book are neither read nor skipped, near {shown!r}",
        source=SourceRef(file),
        hint=_HINT,
    )


def check_document(document: Document) -> None:
    """Hold every content document's own count against the blocks and skips of the book. Raises CoverageError."""
    held: Counter[str] = Counter()
    for section in document.sections:
        for block in section.blocks:
            held[block.source.file] += len(visible(block.own_text))
    for skip in document.skipped:
        if skip.counted:
            held[skip.source.file] += len(visible(skip.text))
    wanted: Counter[str] = Counter()
    for source in document.sources:
        wanted[source.file] += source.characters
    for file, characters in wanted.items():
        if (missing := characters - held[file]) != 0:
            what = f"{missing} characters are lost" if missing > 0 else f"{-missing} characters are read twice"
            raise CoverageError(f"{what} on the way to chapters", source=SourceRef(file), hint=_HINT)
