"""Real books: random sentences of three novels are shown by their elements and timed by their clips."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import defaultdict

import pytest
from writers.overlay_books import RATE, members, silent_master, timed

from audiobook.document import Document
from audiobook.events import silent
from audiobook.prep.sentences import split_sentences
from audiobook.readers.choose import read_document
from audiobook.readers.walk.proof import source_text
from audiobook.readers.walk.xhtml import parse
from audiobook.transcript import Line
from audiobook.visible import visible
from audiobook.writers.overlay.page import Page
from audiobook.writers.overlay.readback import read_back
from audiobook.writers.overlay.writer import EpubOverlayWriter

pytestmark = pytest.mark.shared_data

NOVELS = ("f-scott-fitzgerald_the-great-gatsby", "james-joyce_ulysses", "oscar-wilde_the-importance-of-being-earnest")
#: Sections of each book: enough for all kinds of markup.
SECTIONS = 2


def lines_of(document: Document) -> list[list[Line]]:
    """Every sentence of the longest sections with its paragraph's place."""
    chapters = []
    for section in sorted(document.sections, key=lambda section: -len(section.blocks))[:SECTIONS]:
        lines = []
        for n, block in enumerate(section.blocks):
            texts = [text.strip() for text in split_sentences(" ".join(block.text.split()), "en")]
            lines += [Line(text, 0, 0, n, source=block.source) for text in texts if visible(text)]
        chapters.append(lines)
    return chapters


@pytest.mark.parametrize("name", NOVELS)
def test_random_sentences_are_shown_by_their_elements_while_they_are_heard(shared, tmp_path, name):
    source = shared / "epub" / "novels" / f"{name}.epub"
    transcript = timed(lines_of(read_document(source, silent)))
    target = tmp_path / "read-along.epub"
    EpubOverlayWriter().write_book(silent_master(tmp_path, transcript), source, target, silent)
    clips = defaultdict(list)
    for par in read_back(target):
        clips[int(par.audio.rpartition("/")[2].removesuffix(".m4a")) - 1].append(par)
    everything = [(n, line) for n, chapter in enumerate(transcript.chapters) for line in chapter.lines]
    exact = 0
    for number, line in random.Random(8).sample(everything, 70):  # noqa: S311 - a fixed choice
        pars = sorted(clips[number], key=lambda par: par.begin)
        begin, end = line.start * 1000 / RATE, line.end * 1000 / RATE
        starts = [par.begin for par in pars]
        own = pars[bisect_left(starts, begin - 1) : bisect_left(starts, end - 1)]
        assert abs(own[0].begin - begin) <= 1
        assert abs(own[-1].end - end) <= 1
        shown = visible("".join(par.text for par in own))
        assert "".join(c for c in visible(line.text) if c.isalnum()) == "".join(c for c in shown if c.isalnum())
        exact += shown == visible(line.text)
    # The rest has a quotation mark or the like outside an element that it cannot be taken into.
    assert exact >= 66


@pytest.mark.parametrize("name", NOVELS)
def test_every_page_of_a_novel_counts_as_the_readers_count(shared, name):
    pages = members(shared / "epub" / "novels" / f"{name}.epub")
    found = [data for member, data in pages.items() if member.endswith(".xhtml")]
    assert len(found) > 5
    assert all(Page(data).text == source_text(parse(data)) for data in found)
