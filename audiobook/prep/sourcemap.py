"""The map from a script to the places in the book it came from, kept beside the script and re-aligned after edits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from audiobook.document import BlockKind, Document
from audiobook.errors import ScriptError
from audiobook.script import Heading, Item, Paragraph, SceneBreak, Script, inline_text
from audiobook.source import SourceRef

VERSION = 1
#: The item number of a chapter's own title.
TITLE = -1
Place = tuple[int, int]


def source_map(document: Document, script: Script) -> dict[str, Any]:
    """JSON-ready data: every text of the script that stands in the document, with its place there.

    Entries are ``[digest, file, anchor, line, start, end]`` in the script's order.
    """
    pairs = list(_document(document))
    places = list(_script(script))
    refs = _align([digest for digest, _ in pairs], [digest for _, digest in places])
    entries = [
        [digest, ref.file, ref.anchor, ref.line, ref.start, ref.end]
        for (_, digest), n in zip(places, refs, strict=True)
        if n is not None and (ref := pairs[n][1])
    ]
    return {"version": VERSION, "entries": entries}


def page_marks(document: Document) -> list[list[str | int]]:
    """JSON-ready data: where each printed page begins, as ``[label, file, anchor, line, start]``, for proofreading."""
    return [
        [page.label, page.source.file, page.source.anchor, page.source.line, page.source.start]
        for page in document.page_breaks
    ]


def realign(data: Mapping[str, Any], script: Script) -> dict[Place, SourceRef]:
    """``(chapter, item) -> SourceRef`` for a script that was edited since; ``item`` is -1 for a title.

    An edited paragraph keeps its place when its neighbours are known. Raises ScriptError for data of another shape.
    """
    try:
        entries = [(str(d), SourceRef(str(f), str(a), int(n), int(s), int(e))) for d, f, a, n, s, e in data["entries"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ScriptError("the source map is damaged", hint="delete it; the next build writes it again") from error
    places = list(_script(script))
    refs = _align([digest for digest, _ in entries], [digest for _, digest in places])
    return {place: entries[n][1] for (place, _), n in zip(places, refs, strict=True) if n is not None}


def _digest(text: str) -> str:
    flat = "".join(text.split())
    return hashlib.blake2b(flat.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() if flat else ""


def _document(document: Document) -> Iterator[tuple[str, SourceRef]]:
    for section in document.sections:
        if section.title.strip():
            yield _digest("# " + section.title), section.source
        for block in section.blocks:
            if block.kind is BlockKind.SCENE_BREAK:
                yield "***", block.source
            elif block.text.strip():
                yield _digest(block.text), block.source


def _script(script: Script) -> Iterator[tuple[Place, str]]:
    for n, chapter in enumerate(script.chapters):
        if chapter.title and not chapter.silent:
            yield (n, TITLE), _digest("# " + inline_text(chapter.title))
        for i, item in enumerate(chapter.items):
            digest = _item(item)
            if digest:
                yield (n, i), digest


def _item(item: Item) -> str:
    if isinstance(item, Paragraph):
        return _digest("".join(cue.text for cue in item.cues))
    if isinstance(item, Heading):
        return _digest(inline_text(item.parts))
    return "***" if isinstance(item, SceneBreak) else ""


def _align(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each of ``new`` the index in ``old`` it stands for. Equal ends are matched first, so an edit costs little."""
    found: list[int | None] = [None] * len(new)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        found[head] = head
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
        found[len(new) - tail] = len(old) - tail
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    # The default heuristic of difflib drops what repeats often, which keeps a book of equal lines from going quadratic.
    for kind, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            for n in range(d - c):
                found[head + c + n] = head + a + n
    return found
