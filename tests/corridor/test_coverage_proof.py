"""Every build that reads a book proves it and keeps the account; another way of reading it means reading it again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.corridor.coverage import VERSION, account_of
from audiobook.document import Block, BlockKind, Document, Metadata, PageBreak, Section, Skipped, SourceText, Span
from audiobook.errors import CoverageError
from audiobook.events import Finding
from audiobook.reading import NARRATORS_CHOICE, ReadingPolicy
from audiobook.source import SourceRef
from audiobook.visible import visible

READ = replace(NARRATORS_CHOICE, notes="inline")
TEXTS = ("The first paragraph of the book.", "The second one.", "A third, and the last.")
NOTE = "A note that is read only when it is asked for."


class Bookshop:
    """Stands in for the readers: a book of three paragraphs and a note, and how often it was read."""

    def __init__(self) -> None:
        self.reads = 0
        self.lost = 0
        self.texts = TEXTS

    def read(self, source, emit, policy=NARRATORS_CHOICE, *, parts=()) -> Document:
        del emit, parts
        self.reads += 1
        file = source.name
        places = [SourceRef(file, line=n) for n in range(1, 9)]
        blocks = [Block(BlockKind.PARAGRAPH, (Span(t),), p) for t, p in zip(self.texts, places, strict=False)]
        skipped = [Skipped("title-heading", "ONE", places[0], section=0)]
        if policy.notes == "skip":
            skipped.append(Skipped("note", NOTE, places[5], section=0))
        else:
            blocks.append(Block(BlockKind.NOTE, (Span("Note: ", added="note-label"), Span(NOTE)), places[5]))
        size = sum(len(visible(text)) for text in (*self.texts, NOTE, "ONE"))
        return Document(
            Metadata(title="B", language="en"),
            (Section("One", tuple(blocks), source=places[0]),),
            skipped=tuple(skipped),
            page_breaks=(PageBreak("7", places[1]),),
            sources=(SourceText(file, size + self.lost),),
        )


@pytest.fixture
def shop(monkeypatch):
    stand_in = Bookshop()
    monkeypatch.setattr("audiobook.readers.choose.read_document", stand_in.read)
    return stand_in


@pytest.fixture
def book(tmp_path: Path) -> Path:
    source = tmp_path / "book.html"
    source.write_text("<p>one</p>", encoding="utf-8")
    return source


def prepared(source: Path, policy: ReadingPolicy = NARRATORS_CHOICE, **more):
    events: list[object] = []
    config = Config(build=BuildConfig(engine="tone", jobs=1), reading=policy)
    request = Request(source, config, until="script", **more)
    build(request, events.append)
    return request, [e for e in events if isinstance(e, Finding)]


def work(source: Path, name: str) -> Path:
    return source.with_suffix(".audiobook") / name


def kept(source: Path, name: str = "coverage.json"):
    return json.loads(work(source, name).read_text(encoding="utf-8"))


def edit(source: Path, old: str, new: str) -> None:
    script = work(source, "book.script.md")
    text = script.read_text(encoding="utf-8")
    assert old in text
    script.write_text(text.replace(old, new), encoding="utf-8")


def test_the_account_of_a_book_is_kept_beside_its_script(shop, book):
    prepared(book)
    data = kept(book)
    note = len(visible(NOTE))
    spoken = sum(len(visible(text)) for text in TEXTS)
    assert (data["version"], data["counted"]) == (VERSION, True)
    assert data["totals"] == {
        "source": spoken + note + 3,
        "spoken": spoken,
        "changed": {"title-case": 3},
        "skipped": {"note": note},
        "added": {},
    }
    (chapter,) = data["chapters"]
    assert (chapter["title"], chapter["source"], chapter["spoken"]) == ("One", spoken + note + 3, spoken)
    assert chapter["changed"]["title-case"]["texts"] == [
        {"text": "ONE", "after": "One", "at": "book.html:1", "times": 1}
    ]
    assert chapter["skipped"] == {"note": {"characters": note, "texts": [{"text": NOTE, "at": "book.html:6"}]}}
    assert kept(book, "source.json")["page_breaks"] == [["7", "book.html", "", 2, 0]]
    assert shop.reads == 1


def test_a_long_skipped_text_is_cut_and_its_count_kept(shop, book, monkeypatch):
    long = "word " * 1000
    monkeypatch.setattr(f"{__name__}.NOTE", long)
    prepared(book)
    found = kept(book)["chapters"][0]["skipped"]["note"]
    assert found["characters"] == 4000
    assert found["texts"][0]["text"] == long[:2000] + "…"
    assert shop.reads == 1


def test_the_account_is_the_same_everywhere_and_names_no_folder(shop, book, tmp_path):
    prepared(book)
    other = tmp_path / "elsewhere" / book.name
    other.parent.mkdir()
    other.write_bytes(book.read_bytes())
    prepared(other)
    assert work(book, "coverage.json").read_bytes() == work(other, "coverage.json").read_bytes()
    assert str(tmp_path) not in work(book, "coverage.json").read_text(encoding="utf-8")
    assert shop.reads == 2


def test_one_line_about_the_account_is_among_the_findings_of_every_build(shop, book):
    _, first = prepared(book)
    _, again = prepared(book)
    assert shop.reads == 1
    for findings in (first, again):
        (line,) = [f.message for f in findings if f.code == "coverage"]
        assert line.startswith("100 % accounted for: 97 characters: 58 spoken, 3 changed by rules (title-case 3), ")
    assert [f for f in kept(book, "source.json")["findings"] if f["code"] == "coverage"]


def test_a_book_that_loses_characters_gives_no_script(shop, book):
    shop.lost = 5
    with pytest.raises(CoverageError, match="5 characters are neither read nor left out"):
        prepared(book)
    assert not work(book, "book.script.md").exists()
    assert not work(book, "coverage.json").exists()


def test_a_script_that_loses_words_is_not_written(shop, book, monkeypatch):
    from audiobook.prep import scriptfile

    honest = scriptfile.format_script
    monkeypatch.setattr(scriptfile, "format_script", lambda script: honest(script).replace("second", "next"))
    with pytest.raises(CoverageError, match=r"the book has 'ragraphofthebook\.The▸") as caught:
        prepared(book)
    assert str(caught.value.source) == "book.html:2"
    assert not work(book, "book.script.md").exists()
    assert shop.reads == 1


def test_another_policy_reads_the_book_again_and_keeps_edits(shop, book):
    prepared(book)
    edit(book, "The first", "The [pause 2s] first")
    _, findings = prepared(book, READ)
    text = work(book, "book.script.md").read_text(encoding="utf-8")
    assert shop.reads == 2
    assert "script-merged" in {f.code for f in findings}
    assert f"Note: {NOTE}" in text
    assert "The [pause 2s] first" in text
    assert kept(book)["chapters"][0]["added"] == {"note-label": 5}
    prepared(book, READ)
    assert shop.reads == 2


def test_the_same_policy_reads_nothing_and_writes_nothing(shop, book):
    prepared(book)
    before = {p: p.stat().st_mtime_ns for p in book.with_suffix(".audiobook").iterdir() if p.name != ".lock"}
    prepared(book, replace(NARRATORS_CHOICE))
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert shop.reads == 1


def test_a_newer_reader_reads_the_book_again(shop, book, monkeypatch):
    prepared(book)
    monkeypatch.setattr("audiobook.corridor.coverage.READER_VERSION", 1000)
    prepared(book)
    prepared(book)
    assert shop.reads == 2


def spoil_old(data):
    del data["reading"]


def spoil_version(data):
    data["version"] = VERSION - 1


@pytest.mark.parametrize(("name", "spoil"), [("source.json", spoil_old), ("coverage.json", spoil_version)])
def test_a_work_folder_of_an_older_version_is_read_once_and_keeps_edits(shop, book, name, spoil):
    prepared(book)
    edit(book, "second", "other")
    mine = work(book, "book.script.md").read_text(encoding="utf-8")
    data = kept(book, name)
    spoil(data)
    work(book, name).write_text(json.dumps(data), encoding="utf-8")
    _, findings = prepared(book)
    prepared(book)
    assert shop.reads == 2
    assert work(book, "book.script.md").read_text(encoding="utf-8") == mine
    assert "script-merged" not in {f.code for f in findings}


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[]"])
def test_a_missing_or_damaged_account_is_made_again(shop, book, damage):
    prepared(book)
    good = work(book, "coverage.json").read_bytes()
    work(book, "coverage.json").unlink()
    if damage is not None:
        work(book, "coverage.json").write_bytes(damage)
    prepared(book)
    assert work(book, "coverage.json").read_bytes() == good
    assert shop.reads == 2


def test_the_account_knows_whether_the_script_was_edited(shop, book):
    request, _ = prepared(book)
    found = account_of(request)
    assert found is not None
    assert (found.path, found.edited) == (work(book, "coverage.json"), False)
    edit(book, "second", "other")
    edited = account_of(request)
    assert edited is not None
    assert edited.edited
    book.write_text("<p>two</p>", encoding="utf-8")
    assert account_of(request) is None
    assert account_of(replace(request, source=work(book, "book.script.md"))) is None
    assert shop.reads == 1


def test_a_changed_book_is_proven_anew(shop, book):
    prepared(book)
    shop.texts = ("A whole new paragraph.", *TEXTS)
    book.write_text("<p>two</p>", encoding="utf-8")
    prepared(book)
    assert kept(book)["totals"]["spoken"] == 58 + len(visible(shop.texts[0]))


def test_an_example_book_is_proven_from_the_file_to_the_script(story):
    request, findings = prepared(story)
    found = account_of(request)
    assert found is not None
    totals = found.data["totals"]
    assert totals["source"] == sum([totals["spoken"], *totals["changed"].values(), *totals["skipped"].values()])
    assert totals["spoken"] > 1_000
    assert [c["title"] for c in found.data["chapters"]] == ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"]
    assert any(f.code == "coverage" for f in findings)
