from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audiobook.events import silent
from audiobook.readers.choose import read_document
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.walked import Walked
from audiobook.readers.walk.xhtml import parse
from audiobook.reading import NARRATORS_CHOICE, ReadingPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from audiobook.document import Document
    from audiobook.events import Event

OPS = "http://www.idpf.org/2007/ops"
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
METADATA = """<dc:identifier id="i">x</dc:identifier><dc:title>The Book</dc:title>
<dc:creator>Ann Author</dc:creator><dc:language>en</dc:language>"""


def page(body: str, attributes: str = "") -> str:
    """An XHTML document around a body."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="{OPS}">'
        f"<head><title>t</title></head><body {attributes}>{body}</body></html>"
    )


def package(
    pages: Mapping[str, str], *, metadata: str = METADATA, extra: str = "", spine: str = "", guide: str = ""
) -> str:
    """A package file that lists the pages in order."""
    items = "".join(
        f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>' for number, name in enumerate(pages)
    )
    refs = spine or "".join(f'<itemref idref="c{number}"/>' for number in range(len(pages)))
    toc = ' toc="ncx"' if 'id="ncx"' in extra and "no-toc" not in extra else ""
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{items}{extra}</manifest><spine{toc}>{refs}</spine>{guide}</package>"
    )


def nav(entries: str) -> str:
    """A nav document with the given list items."""
    return page(f'<nav epub:type="toc"><ol>{entries}</ol></nav>')


NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'


@pytest.fixture
def make_epub(tmp_path: Path) -> Callable[..., Path]:
    """Write an EPUB; a nav document where ``entries`` are given; ``members`` add or replace zip members."""

    def make(
        pages: Mapping[str, str],
        entries: str = "",
        members: Mapping[str, str | bytes] | None = None,
        **options: str,
    ) -> Path:
        if entries:
            options["extra"] = options.get("extra", "") + NAV_ITEM
        files: dict[str, str | bytes] = {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "EPUB/p.opf": package(pages, **options),
        }
        files |= {f"EPUB/{name}": text for name, text in pages.items()}
        if entries:
            files["EPUB/nav.xhtml"] = nav(entries)
        files |= members or {}
        target = tmp_path / "book.epub"
        target.write_bytes(zipped(files))
        return target

    return make


def zipped(files: Mapping[str, str | bytes | None]) -> bytes:
    """A zip file; a member that is None is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if data is not None:
                archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def read() -> Callable[..., Document]:
    """Read a file; events go to the list ``events`` where one is given."""

    def read_file(
        source: Path, events: list[Event] | None = None, policy: ReadingPolicy = NARRATORS_CHOICE
    ) -> Document:
        return read_document(source, silent if events is None else events.append, policy)

    return read_file


@pytest.fixture
def walked() -> Callable[..., Walked]:
    """Blocks of the body of an XHTML page."""

    def walk_body(body: str, attributes: str = "", policy: ReadingPolicy = NARRATORS_CHOICE) -> Walked:
        root = parse(page(body, attributes).encode())
        assert root is not None
        return walk(root, "page.xhtml", policy=policy)

    return walk_body


@pytest.fixture
def xhtml() -> Callable[..., str]:
    """An XHTML page around a body."""
    return page


@pytest.fixture
def zip_of() -> Callable[..., bytes]:
    """A zip file's bytes."""
    return zipped
