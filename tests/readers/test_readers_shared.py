"""Real books: chapter lists as their navigation has them, nothing lost, and only our own errors on the broken ones."""

from __future__ import annotations

import html
import re
import time
import zipfile
from collections import Counter

import pytest

from audiobook.document import BlockKind
from audiobook.errors import AudiobookError
from audiobook.events import silent
from audiobook.readers.choose import read_document
from audiobook.readers.walk.characters import visible

pytestmark = pytest.mark.shared_data

SILENT = {"Titlepage", "Imprint", "Colophon", "Uncopyright", "Endnotes"}
#: Novel: sections read, of which the facts count as chapters and parts of the body.
NOVELS = {
    "jane-austen_pride-and-prejudice": (61, 61),
    "mark-twain_the-adventures-of-huckleberry-finn": (45, 43),
    "f-scott-fitzgerald_the-great-gatsby": (11, 9),
    "leo-tolstoy_war-and-peace_louise-maude_aylmer-maude": (387, 386),
    "herman-melville_moby-dick": (139, 135),
    "james-joyce_ulysses": (21, 21),
    "arthur-conan-doyle_the-adventures-of-sherlock-holmes": (15, 15),
    "oscar-wilde_the-importance-of-being-earnest": (5, 4),
}


def labels(source) -> list[str]:
    """The navigation's labels by a plain reading of the file, without the pages that are not read."""
    with zipfile.ZipFile(source) as archive:
        toc = archive.read("epub/toc.xhtml").decode().partition('id="landmarks"')[0]
        half = "epub/text/halftitlepage.xhtml" in archive.namelist()
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', toc)
    plain = [(href, html.unescape(re.sub(r"<[^>]*>", "", label))) for href, label in found]
    return [label for href, label in plain if label not in SILENT and not (half and "halftitlepage" in href)]


@pytest.mark.parametrize("name", NOVELS)
def test_chapter_list_equals_the_navigation(shared, name):
    source = shared / "epub" / "novels" / f"{name}.epub"
    started = time.process_time()
    document = read_document(source, silent)
    seconds = time.process_time() - started
    titles = [section.title for section in document.sections]
    assert titles == labels(source)
    body = [s for s in document.sections if s.kind in {"chapter", "part"}]
    assert (len(titles), len(body)) == NOVELS[name]
    assert seconds < 6
    assert document.cover is not None
    assert document.metadata.authors
    assert document.metadata.language.startswith("en")


def test_play_has_its_speakers_and_loses_nothing(shared):
    document = read_document(shared / "epub" / "novels" / "oscar-wilde_the-importance-of-being-earnest.epub", silent)
    spoken = sum(len(visible(b.text)) for s in document.sections for b in s.blocks)
    named = sum(len(visible(s.text)) for s in document.skipped if s.rule in {"persona", "title-heading"})
    assert spoken + named >= 0.95 * 97_225
    acts = [s for s in document.sections if s.title.startswith("Act")]
    speakers = Counter(b.speaker for s in acts for b in s.blocks)
    assert {"Algernon", "Jack", "Gwendolen", "Cecily", "Lady Bracknell"} <= set(speakers)
    assert sum(1 for s in document.skipped if s.rule == "persona") == 879


@pytest.mark.parametrize(
    ("number", "title", "chapters"),
    [
        ("11", "Alice's Adventures in Wonderland", 12),
        ("1342", "Pride and Prejudice", 61),
        ("1661", "The Adventures of Sherlock Holmes", 12),
    ],
)
def test_gutenberg_html(shared, number, title, chapters):
    document = read_document(shared / "html" / f"gutenberg-{number}" / f"{number}-h.htm", silent)
    assert (document.metadata.title, len(document.sections)) == (title, chapters)
    text = "\n".join(b.text for s in document.sections for b in s.blocks)
    assert "gutenberg" not in text.casefold()
    assert all(s.blocks and s.title for s in document.sections)


def test_chinese_chapter(shared):
    document = read_document(shared / "markdown" / "chinese-classics" / "hong-lou-meng" / "001.md", silent)
    assert document.metadata.language == "zh"
    assert [s.title for s in document.sections] == ["第一回 甄士隐梦幻识通灵 贾雨村风尘怀闺秀"]
    assert all(b.kind is BlockKind.PARAGRAPH for b in document.sections[0].blocks)


def opened(files) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    for source in files:
        started = time.process_time()
        try:
            document = read_document(source, silent)
            outcomes["read" if document.sections else "nothing"] += 1
        except AudiobookError:
            outcomes["refused"] += 1
        assert time.process_time() - started < 10, source
    return outcomes


def test_hand_made_hostile_books(shared):
    assert opened(sorted((shared / "epub" / "adversarial").glob("*.epub"))) == {"read": 35, "refused": 10}


def test_sample_of_the_conformance_suites(shared):
    files = sorted((shared / "epub" / "conformance").rglob("*.epub"))[::9]
    outcomes = opened(files)
    assert outcomes["nothing"] == 0
    assert outcomes["read"] > 25
