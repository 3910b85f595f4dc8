"""The fuzzing harness itself: what it makes of bytes, what it calls a fault, and how it makes one small."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from audiobook.errors import CoverageError, SourceError
from audiobook.events import silent
from audiobook.readers.choose import read_document

FOLDER = Path(__file__).resolve().parents[2] / "scripts" / "fuzz"


@pytest.fixture
def fuzz(monkeypatch, tmp_path):
    """The harness's modules, writing to a folder of the test's own."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.setenv("FUZZ_FOLDER", str(tmp_path))
    import epub_grammar
    import inputs
    import minimise
    import oracle
    import seeds

    yield {"epub": epub_grammar, "inputs": inputs, "minimise": minimise, "oracle": oracle, "seeds": seeds}
    for name in ("epub_grammar", "inputs", "minimise", "oracle", "seeds"):
        sys.modules.pop(name)


def test_zeros_make_an_ordinary_book(fuzz, tmp_path):
    data, policy = fuzz["epub"].build_epub(bytes(fuzz["epub"].STRUCTURE) + b"<h1>A</h1><p>x</p>\f<h1>B</h1><p>y</p>")
    (tmp_path / "a.epub").write_bytes(data)
    document = read_document(tmp_path / "a.epub", silent)
    assert policy == 0
    assert [(s.title, [b.text for b in s.blocks]) for s in document.sections] == [
        ("Chapter 1", ["A", "x"]),
        ("Chapter 2", ["B", "y"]),
    ]
    assert document.metadata.title == "The Book"
    assert document.cover is not None


@pytest.mark.parametrize("length", [0, 1, 47, 48, 49, 500])
def test_any_bytes_make_a_file(fuzz, length):
    data, policy = fuzz["epub"].build_epub(bytes(range(256)) * 2 if length == 500 else bytes(length))
    assert len(data) > 100
    assert 0 <= policy < len(fuzz["oracle"].POLICIES)


def test_each_choice_of_the_grammar_changes_the_book(fuzz):
    pages = b"<p>a</p>\f<p>b</p>"
    plain = fuzz["epub"].build_epub(bytes(fuzz["epub"].STRUCTURE) + pages)
    different = 0
    for place in range(fuzz["epub"].STRUCTURE):
        structure = bytearray(fuzz["epub"].STRUCTURE)
        structure[place] = 1
        different += fuzz["epub"].build_epub(bytes(structure) + pages) != plain
    assert different >= 25


def test_first_byte_chooses_the_policy(fuzz):
    assert fuzz["inputs"].build("html", b"2<p>x") == (b"<p>x", 2)
    assert fuzz["inputs"].build("markdown", b"x") == (b"x", 0)


def test_good_and_refused_books_are_no_faults(fuzz, tmp_path):
    oracle = fuzz["oracle"]
    assert oracle.examine(".md", b"# One\n\nText.", oracle.POLICIES[0]) is None
    assert oracle.examine(".epub", b"PK\x03\x04", oracle.POLICIES[0]) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "signature"),
    [
        (CoverageError("12 characters are lost"), "coverage # characters are lost"),
        (ValueError("x"), "ValueError outside"),
        (RecursionError("x"), "RecursionError outside"),
        (SourceError(""), "error without a message"),
    ],
)
def test_faults_have_a_signature(fuzz, monkeypatch, error, signature):
    oracle = fuzz["oracle"]

    def fail(*_):
        raise error

    monkeypatch.setattr(oracle, "read_document", fail)
    assert oracle.examine(".md", b"x", oracle.POLICIES[0]).signature == signature


def test_slow_input_is_a_fault(fuzz, monkeypatch):
    oracle = fuzz["oracle"]
    monkeypatch.setattr(oracle, "SECONDS_PER_64K", 0.0)
    assert oracle.examine(".md", b"# One\n\nText.", oracle.POLICIES[0]).signature == "slow"


@pytest.mark.parametrize("reader", ["html", "epub"])
def test_find_is_made_small(fuzz, monkeypatch, reader):
    minimise = fuzz["minimise"]
    monkeypatch.setattr(minimise, "signature", lambda _, data: "bad" if b"!x" in data else "")
    structure = bytes([3]) * fuzz["epub"].STRUCTURE if reader == "epub" else b""
    small = minimise.minimise(reader, structure + b"abc!xdef" * 3, "bad", 10)
    assert small == bytes(len(structure)) + b"!x"


@pytest.mark.parametrize("reader", ["epub", "html", "markdown"])
def test_seeds_come_from_the_tests(fuzz, reader):
    found = fuzz["seeds"].seeds_of(reader)
    assert len(found) > 50
    assert all(word.isprintable() or word.strip("\n\t\f ") or word.isspace() for word in fuzz["seeds"].words_of(reader))
    if reader == "epub":
        data, _ = fuzz["epub"].build_epub(found[0])
        assert "E/p.opf" in zipfile.ZipFile(io.BytesIO(data)).namelist()
