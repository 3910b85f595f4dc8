"""A book that is no EPUB as one: a page for each chapter, from the words of the transcript alone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from audiobook.events import silent
from audiobook.source import SourceRef
from audiobook.writers.atomic import reporting, unfinished
from audiobook.writers.chapters import titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import fields_of
from audiobook.writers.overlay.page import Page

if TYPE_CHECKING:
    from audiobook.master import Master
    from audiobook.transcript import Line, Transcript

#: EbookLib puts everything into this folder.
_FOLDER = "EPUB"
_TITLE = -1
#: What XML cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLOCKS = frozenset({"h1", "h2", "p"})
_STYLE = b"body { line-height: 1.5; }\nh1, h2 { text-align: center; }\np { margin: 0 0 0.6em; }\n"


def clean_book(master: Master, transcript: Transcript, target: Path, ends: ExitStack) -> tuple[Path, Transcript]:
    """Write a plain EPUB 3 beside ``target``, gone when ``ends`` closes; and the transcript with places in it.

    Raises OutputError when it cannot be written.
    """
    path = unfinished(target).with_suffix(".book")
    ends.callback(path.unlink, missing_ok=True)
    names = titles(master)
    language = transcript.language or "und"
    digits = len(str(len(names)))
    pages: dict[str, bytes] = {}
    chapters = []
    for n, (title, chapter) in enumerate(zip(names, transcript.chapters, strict=True), 1):
        groups = [tuple(group) for _, group in groupby(chapter.lines, key=lambda line: line.item)]
        name = f"text/{n:0{digits}}.xhtml"
        pages[name] = _page(groups, title, language)
        chapters.append(replace(chapter, lines=tuple(_placed(groups, f"{_FOLDER}/{name}", Page(pages[name])))))
    with reporting(target):
        _write(path, master, pages, names, language)
    return path, replace(transcript, chapters=tuple(chapters))


def _page(groups: Sequence[Sequence[Line]], title: str, language: str) -> bytes:
    lang = quoteattr(language)
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops" xml:lang={lang} lang={lang}>\n<head><title>{_text(title)}</title>'
        '<link rel="stylesheet" type="text/css" href="../style/book.css"/></head>\n<body>\n'
    )
    body = "\n".join(_block(group) for group in groups)
    return f"{head}<section>\n{body}\n</section>\n</body>\n</html>\n".encode()


def _block(group: Sequence[Line]) -> str:
    tag = "h1" if group[0].item == _TITLE else "h2" if group[0].heading else "p"
    parts = [_text(line.text) + {"\n": "<br/>\n", " ": " "}.get(line.after, "") for line in group[:-1]]
    return f"<{tag}>{''.join(parts)}{_text(group[-1].text)}</{tag}>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _placed(groups: Sequence[Sequence[Line]], file: str, page: Page) -> Iterator[Line]:
    """The lines with the place of their block on the page."""
    blocks = [node for node in page.nodes if node.tag in _BLOCKS]
    for group, block in zip(groups, blocks, strict=True):
        source = SourceRef(file, start=block.text[0], end=block.text[1])
        yield from (replace(line, source=source, added=False) for line in group)


def _write(path: Path, master: Master, pages: dict[str, bytes], names: Sequence[str], language: str) -> None:
    from ebooklib import epub

    book: Any = epub.EpubBook()
    _describe(book, master, language)
    book.add_item(epub.EpubItem("style", "style/book.css", "text/css", _STYLE))
    items = []
    for n, (name, data) in enumerate(pages.items(), 1):
        items.append(epub.EpubItem(f"chapter-{n}", name, "application/xhtml+xml", data))
        book.add_item(items[-1])
    book.toc = [epub.Link(item.file_name, title, item.id) for item, title in zip(items, names, strict=True)]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = items
    epub.write_epub(str(path), book, {"raise_exceptions": True})


def _describe(book: Any, master: Master, language: str) -> None:  # noqa: ANN401 - EbookLib ships no types
    """The book's metadata. Its number follows from what it holds, so that a second export is the same book."""
    metadata, fields = master.metadata, fields_of(master.metadata, master.volume, master.volumes)
    own = f"urn:isbn:{metadata.isbn}" if metadata.isbn else next(iter(metadata.identifiers), "")
    book.set_identifier(own or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, master.key or fields.name)}")
    book.set_title(fields.name)
    book.set_language(language)
    for n, author in enumerate(metadata.authors, 1):
        book.add_author(author, uid=f"author-{n}")
    for n, translator in enumerate(metadata.translators, 1):
        book.add_metadata("DC", "contributor", translator, {"id": f"translator-{n}"})
    texts = {
        "publisher": (metadata.publisher,),
        "date": (metadata.date,),
        "description": (metadata.description,),
        "rights": (metadata.rights,),
        "subject": metadata.subjects,
    }
    for name, values in texts.items():
        for value in values:
            if value.strip():
                book.add_metadata("DC", name, _NOT_XML.sub("", value))
    cover = usable_cover(master.cover, silent)
    if cover is not None:
        suffix = "png" if cover.media_type == "image/png" else "jpg"
        book.set_cover(f"cover.{suffix}", cover.data, create_page=False)
