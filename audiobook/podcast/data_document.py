"""A book, a chapter of one, or an article as the material of an episode."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from audiobook.document import Block, BlockKind, Document, Section
from audiobook.errors import UsageError
from audiobook.podcast.data import Value

_SPOKEN = frozenset({BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.BLOCKQUOTE, BlockKind.LIST_ITEM})
#: What stands between quotation marks, in the pairs that books of several countries use.
_QUOTED = re.compile(r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|(?<!\w)\"([^\"]+)\"(?!\w)")
#: Shorter ones are a title or a word that somebody doubts, nothing to talk about (own judgement).
_FEWEST_WORDS = 4
_FEWEST_LETTERS = 8
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def document_data(document: Document, chapter: int = 0) -> dict[str, Value]:
    """What a template gets as ``document``.

    Texts: ``title``, ``author``, ``language``, ``date``, ``description``, and ``chapter``, the chapter's title. Lists:
    ``authors``, ``paragraphs``, ``quotes`` (block quotations and what stands in quotation marks, each once), and
    ``chapters``, tables of ``title`` and ``paragraphs``. ``chapter`` (1-based, as ``number``) takes one chapter only, 0
    all. Linear in the length of the text. Raises UsageError for a chapter that is not there.
    """
    sections = document.sections
    if chapter:
        if not 1 <= chapter <= len(sections):
            hint = (
                f"it has {len(sections)}: --chapter 1 to {len(sections)}"
                if len(sections) > 1
                else "leave --chapter out"
            )
            raise UsageError(f"the document has no chapter {chapter}", hint=hint)
        sections = sections[chapter - 1 : chapter]
    blocks = [block for section in sections for block in section.blocks]
    metadata = document.metadata
    return {
        "title": metadata.title,
        "author": ", ".join(metadata.authors),
        "authors": metadata.authors,
        "language": metadata.language,
        "date": metadata.date,
        "description": metadata.description,
        "chapter": sections[0].title if chapter else "",
        "number": chapter,
        "paragraphs": _texts(blocks),
        "quotes": tuple(dict.fromkeys(_quotes(blocks))),
        "chapters": tuple(_chapter(section) for section in sections),
    }


def _chapter(section: Section) -> dict[str, Value]:
    return {"title": section.title, "paragraphs": _texts(section.blocks)}


def _texts(blocks: Iterable[Block]) -> tuple[str, ...]:
    return tuple(text for block in blocks if block.kind in _SPOKEN and (text := block.text.strip()))


def _quotes(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        text = " ".join(block.text.split())
        if block.kind is BlockKind.BLOCKQUOTE and text:
            yield text
        elif block.kind in _SPOKEN:
            quoted = ("".join(filter(None, found.groups())).strip() for found in _QUOTED.finditer(text))
            yield from filter(_is_worth_it, quoted)


def _is_worth_it(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS or len(_CJK.findall(text)) >= _FEWEST_LETTERS
