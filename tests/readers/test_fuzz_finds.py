"""Inputs that a fuzzer found (scripts/fuzz), each made small and named after what was wrong."""

from __future__ import annotations

import pytest

from audiobook.errors import AudiobookError
from audiobook.events import silent
from audiobook.readers.choose import read_document
from audiobook.readers.walk.proof import check_document


def texts(tmp_path, name: str, data: bytes) -> list[str]:
    source = tmp_path / name
    source.write_bytes(data)
    document = read_document(source, silent)
    check_document(document)
    return [block.text for section in document.sections for block in section.blocks]


@pytest.mark.parametrize("markup", ["<p><s:>One.</p>", "<s:>One.", "<p><s::>One.</s::></p>"])
def test_element_whose_name_ends_with_a_colon(tmp_path, markup):
    assert texts(tmp_path, "a.html", markup.encode()) == ["One."]


@pytest.mark.parametrize("markdown", ["[\x0f]() One.", "`\x0f` One.", "One.\n\n| a\x01 |\n|-|\n| \x02 |\n"])
def test_control_character_in_markdown(tmp_path, markdown):
    try:
        found = texts(tmp_path, "a.md", markdown.encode())
    except AudiobookError as error:
        pytest.fail(f"refused: {error}")
    assert "One." in " ".join(found)


@pytest.mark.parametrize("markup", ["<pre><hgroup>Two.<pre>Three.", "<pre><hgroup>></hgroup><pre>Two.</pre></pre>"])
def test_heading_group_inside_preformatted_text(tmp_path, markup):
    assert texts(tmp_path, "a.html", f"<p>One.</p>{markup}".encode())[0] == "One."


@pytest.mark.parametrize("name", ["Title:", "script:", "style::"])
def test_unknown_element_that_looks_like_one_without_text(tmp_path, name):
    assert "Two." in " ".join(texts(tmp_path, "a.html", f"<p>One.</p><{name} X</p><p>Two.</p>".encode()))
