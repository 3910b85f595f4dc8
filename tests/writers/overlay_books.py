"""A small EPUB with awkward markup, and a transcript of it with a recording of silence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from audiobook.document import Metadata
from audiobook.master import ChapterMaster, EncodedChapter, Encoding, Loudness, Master
from audiobook.sound.codec import Encoder
from audiobook.source import SourceRef
from audiobook.transcript import Line, TranscribedChapter, Transcript
from audiobook.writers.overlay.page import Page

RATE = 24_000
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OPF = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:x:1</dc:identifier><dc:title>Lamps</dc:title><dc:language>en</dc:language>
    <meta property="dcterms:modified">2001-01-01T00:00:00Z</meta>
    <!-- kept -->
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="one" href="text/one%20page.xhtml" media-type="application/xhtml+xml"/>
    <item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
    <item id="font" href="lamp.otf" media-type="font/otf"/>
  </manifest>
  <spine><itemref idref="one"/><itemref idref="two"/></spine>
</package>
"""
NAV = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>N</title></head>'
    '<body><nav epub:type="toc"><ol><li><a href="text/one%20page.xhtml">One</a></li></ol></nav></body></html>'
)


def page(body: str, head: str = "<title>T</title>") -> str:
    """An XHTML page."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops">\n<head>{head}</head>\n<body>{body}</body>\n</html>\n'
    )


def epub(path: Path, pages: dict[str, str], opf: str = OPF, extra: Iterable[tuple[str, bytes]] = ()) -> Path:
    """Write an EPUB whose pages are ``OEBPS/text/NAME``."""
    members = {"META-INF/container.xml": CONTAINER.encode(), "OEBPS/book.opf": opf.encode()}
    members |= {"OEBPS/nav.xhtml": NAV.encode(), "OEBPS/lamp.otf": bytes(range(256))}
    members |= {f"OEBPS/text/{name}": text.encode() for name, text in pages.items()} | dict(extra)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, data in members.items():
            package.writestr(name, data)
    return path


def paragraph(file: str, source: str, around: str, item: int, texts: Sequence[str]) -> list[Line]:
    """Lines of one paragraph: its place is the first stretch of the page's text from words to words."""
    text = Page(source.encode()).text
    first, _, last = around.partition("…")
    start = text.index(first)
    end = text.index(last, start) + len(last) if last else start + len(first)
    return [Line(each, 0, 0, item, source=SourceRef(file, start=start, end=end)) for each in texts]


def timed(chapters: Sequence[Sequence[Line]]) -> Transcript:
    """Made-up times, never whole milliseconds: a second and some samples a line, a pause of half a second."""
    from dataclasses import replace

    found = []
    for lines in chapters:
        at, out = 12_001, []
        for n, line in enumerate(lines):
            out.append(replace(line, start=at, end=at + RATE + 7 * n + 5))
            at = out[-1].end + 12_003
        found.append(TranscribedChapter(f"Chapter {len(found) + 1}", at, tuple(out)))
    return Transcript(RATE, "en", tuple(found))


def silent_master(folder: Path, transcript: Transcript, codec: str = "aac") -> Master:
    """A recording of silence as long as the transcript."""
    chapters = []
    for n, chapter in enumerate(transcript.chapters):
        path = folder / f"{n}.{codec}"
        encoder = Encoder(path, codec, RATE, 64_000, "fast")
        encoder.write(np.zeros(chapter.n_samples, np.int16))
        made = encoder.finish()
        encoded = EncodedChapter(Encoding(codec, 64_000, RATE), str(path), made.n_samples, made.packets)
        loudness = Loudness(-20.0, -3.0, -3.0)
        chapters.append(ChapterMaster(n, chapter.title, str(n), RATE, chapter.n_samples, loudness, (encoded,)))
    metadata = Metadata(title="Lamps", authors=("Ada Quill",), narrators=("Heart",), language="en")
    return Master(metadata, tuple(chapters), transcript=transcript)


def members(path: Path) -> dict[str, bytes]:
    """Everything in a package."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        return {name: package.read(name) for name in package.namelist()}
