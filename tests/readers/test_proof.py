"""The verbatim proof notices a character that is lost, doubled, changed or moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audiobook.document import Skipped, Span
from audiobook.errors import CoverageError
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.proof import check_document, proven, source_text
from audiobook.readers.walk.xhtml import parse
from audiobook.source import SourceRef

BODY = b"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title>
<style>p{}</style></head><body><h1>One</h1><p>Alpha <b>beta</b><a epub:type="noteref" href="#n">1</a> gamma.</p>
<script>x()</script><p>Delta epsilon.</p></body></html>"""


@pytest.fixture
def root():
    return parse(BODY)


@pytest.fixture
def result(root):
    return walk(root, "c.xhtml")


def test_text_is_counted_without_head_scripts_and_styles(root, result):
    assert source_text(root).split() == ["OneAlpha", "beta1", "gamma.", "Delta", "epsilon."]
    assert result.characters == len("OneAlphabeta1gamma.Deltaepsilon.")


def test_the_walk_itself_holds(root, result):
    assert proven(result, root) == result


def spoil(result, change):
    blocks = list(result.blocks)
    change(blocks)
    return replace(result, blocks=tuple(blocks))


def text_of(blocks, index, text):
    blocks[index] = replace(blocks[index], spans=(Span(text),))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda blocks: blocks.pop(1), "neither read nor skipped"),
        (lambda blocks: blocks.append(blocks[2]), "neither read nor skipped|differs"),
        (lambda blocks: text_of(blocks, 2, "Delta epsilo."), "differs"),
        (lambda blocks: text_of(blocks, 2, "Delta epsilom."), "differs"),
        (lambda blocks: text_of(blocks, 1, "Alpha gamma beta."), "differs"),
        (lambda blocks: text_of(blocks, 1, "Alpha beta1 gamma."), "differs"),
    ],
    ids=["lost", "doubled", "cut", "changed", "moved", "note mark spoken"],
)
def test_a_spoilt_walk_is_noticed(root, result, change, message):
    with pytest.raises(CoverageError, match=message) as raised:
        proven(spoil(result, change), root)
    assert raised.value.source.file == "c.xhtml"
    assert "report" in raised.value.hint


def test_a_lost_skip_is_noticed(root, result):
    with pytest.raises(CoverageError):
        proven(replace(result, skipped=()), root)


def test_a_false_skip_is_noticed(root, result):
    invented = Skipped("x", "zeta", SourceRef("c.xhtml", start=2, end=3))
    with pytest.raises(CoverageError):
        proven(replace(result, skipped=(*result.skipped, invented)), root)


def test_words_that_are_added_are_no_text_of_the_book(root, result):
    block = result.blocks[2]
    more = replace(block, spans=(Span("Note: ", added="note-label"), *block.spans))
    assert proven(replace(result, blocks=(*result.blocks[:2], more)), root).characters == result.characters


@pytest.fixture
def document(make_epub, read, xhtml):
    return read(make_epub({"a.xhtml": xhtml("<h1>A</h1><p>One two.</p>"), "b.xhtml": xhtml("<h1>B</h1><p>Three.</p>")}))


def test_a_block_lost_between_page_and_chapter_is_noticed(document):
    check_document(document)
    first, *rest = document.sections
    with pytest.raises(CoverageError, match="are lost"):
        check_document(replace(document, sections=(replace(first, blocks=()), *rest)))


def test_a_block_in_two_chapters_is_noticed(document):
    first, second = document.sections
    doubled = replace(second, blocks=(*second.blocks, *first.blocks))
    with pytest.raises(CoverageError, match="are read twice"):
        check_document(replace(document, sections=(first, doubled)))
