"""The read-along EPUB: the book as it was, with overlays that show and time each line."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from writers.overlay_books import OPF, RATE, epub, members, page, paragraph, silent_master, timed

from audiobook.errors import OutputError, SourceError
from audiobook.events import silent
from audiobook.sound.codec import Encoder, decode_blocks
from audiobook.source import SourceRef
from audiobook.transcript import Line
from audiobook.writers.overlay.readback import read_back
from audiobook.writers.overlay.writer import EpubOverlayMp3Writer, EpubOverlayWriter

ONE = page(
    '<section id="s1" epub:type="chapter"><h1>CHAPTER I<br/>The Start</h1>'
    "<p>One lamp burned.<a epub:type='noteref' href='#n'>1</a> Two lamps,<a epub:type='noteref' href='#n'>2</a>"
    " he said.</p><p>“Three?” she asked.</p>"
    '<aside epub:type="footnote" id="n"><p>A note.</p></aside></section>'
)
TWO = page("<p>On the second page. It ends.</p>")
FIRST, SECOND = "OEBPS/text/one page.xhtml", "OEBPS/text/two.xhtml"
TITLE = Line("Chapter I: The Start", 0, 0, -1, heading=True, source=SourceRef(FIRST, "s1"))
LAMPS = paragraph(FIRST, ONE, "One lamp…he said.", 0, ["One lamp burned.", "Two lamps, he said."])
THREE = paragraph(FIRST, ONE, "“Three?…asked.", 1, ["“Three?”", "she asked."])
NOTE = paragraph(FIRST, ONE, "A note.", 2, ["A note."])
END = paragraph(SECOND, TWO, "On the…ends.", 3, ["On the second page.", "It ends."])
CREDIT = Line("This is Lamps.", 0, 0, 0, added=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return epub(tmp_path / "lamps.epub", {"one page.xhtml": ONE, "two.xhtml": TWO})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "lamps-read-along.epub"


def written(book: Path, target: Path, chapters, writer=None, emit=silent, **changes) -> dict[str, bytes]:
    transcript = timed(chapters)
    writer = writer or EpubOverlayWriter()
    master = replace(silent_master(target.parent, transcript, writer.codec), **changes)
    assert writer.write_book(master, book, target, emit) == (target,)
    return members(target)


def pars(target: Path) -> list[tuple[str, float, float]]:
    """What is shown from when to when in milliseconds, without the pauses."""
    found, last = [], ("", "")
    for par in read_back(target):
        if (par.page, par.id) != last:
            found.append((" ".join(par.text.split()), par.begin, par.end))
        last = par.page, par.id
    return found


def test_every_line_is_shown_by_its_own_words_while_it_is_heard(book, target):
    chapters = [[TITLE, *LAMPS, *THREE, *END]]
    written(book, target, chapters)
    found = pars(target)
    assert [text for text, _, _ in found] == [
        "CHAPTER IThe Start",
        "One lamp burned.",
        "Two lamps,2 he said.",
        "“Three?”",
        "she asked.",
        "On the second page.",
        "It ends.",
    ]
    for (_, begin, end), line in zip(found, timed(chapters).chapters[0].lines, strict=True):
        assert abs(begin - line.start / 24) <= 0.5
        assert abs(end - line.end / 24) <= 0.5


def test_pauses_are_heard_too_so_that_nothing_is_jumped_over(book, target):
    written(book, target, [[*LAMPS, *THREE]])
    clips = [(par.begin, par.end) for par in read_back(target)]
    assert [end for _, end in clips[:-1]] == [begin for begin, _ in clips[1:]]
    transcript = timed([[*LAMPS, *THREE]])
    assert clips[-1][1] == round(transcript.chapters[0].n_samples / 24)


def test_the_source_stays_byte_for_byte_but_for_marked_pages_and_the_package(book, target):
    before = members(book)
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    after = written(book, target, [[*END]])
    assert hashlib.sha256(book.read_bytes()).hexdigest() == digest
    assert {name for name in before if after.get(name) != before[name]} == {"OEBPS/book.opf", SECOND}
    assert next(iter(after)) == "mimetype"
    unmarked = re.sub(r"<link [^>]*read-along[^>]*/>|</?span[^>]*>| id=\"ab\d+\"", "", after[SECOND].decode())
    assert unmarked == TWO
    assert b"<!-- kept -->" in after["OEBPS/book.opf"]


def test_notes_are_a_sequence_that_can_be_skipped_and_sections_are_named(book, target):
    after = written(book, target, [[*LAMPS, *NOTE]])
    smil = etree.fromstring(after["OEBPS/read-along/0001.smil"])
    kinds = [each.get("{http://www.idpf.org/2007/ops}type") for each in smil.iter("{*}seq")]
    assert "chapter" in kinds
    assert "footnote" in kinds
    assert all(each.get("{http://www.idpf.org/2007/ops}textref") for each in smil.iter("{*}seq"))


def test_a_page_may_be_heard_from_two_files_and_a_file_on_two_pages(book, target):
    after = written(book, target, [[*LAMPS], [*THREE, *END]])
    assert {name for name in after if name.endswith(".m4a")} == {f"OEBPS/read-along/audio/{n}.m4a" for n in (1, 2)}
    sounds = {(par.page, par.audio[-5:]) for par in read_back(target)}
    assert sounds == {(FIRST, "1.m4a"), (FIRST, "2.m4a"), (SECOND, "2.m4a")}


def test_mp3_clips_are_late_by_the_decoders_delay(book, target):
    after = written(book, target, [[*END]], EpubOverlayMp3Writer())
    assert "OEBPS/read-along/audio/1.mp3" in after
    assert abs(pars(target)[0][1] - (12_001 + 1105) / 24) <= 0.5


def test_audio_is_wrapped_without_its_encoders_delay(book, target, tmp_path):
    after = written(book, target, [[*END]])
    file = tmp_path / "heard.m4a"
    file.write_bytes(after["OEBPS/read-along/audio/1.m4a"])
    length = timed([[*END]]).chapters[0].n_samples
    assert sum(len(block) for block in decode_blocks(file)) == -(-length // 1024) * 1024


@pytest.mark.parametrize("writer", [EpubOverlayWriter(), EpubOverlayMp3Writer()])
def test_what_is_heard_from_a_clips_begin_on_is_the_recording_of_its_line(book, target, tmp_path, writer):
    transcript = timed([[*END]])
    master = silent_master(tmp_path, transcript, writer.codec)
    (chapter,) = master.chapters
    (encoded,) = chapter.encoded
    samples = np.zeros(chapter.n_samples, np.int16)
    rng = np.random.default_rng(3)
    for line in transcript.chapters[0].lines:
        samples[line.start : line.start + 6000] = rng.integers(-9000, 9000, 6000)
    encoder = Encoder(Path(encoded.path), writer.codec, RATE, 64_000, "fast")
    encoder.write(samples)
    encoder.finish()
    writer.write_book(master, book, target, silent)
    first, second = pars(target)
    name = next(name for name in members(target) if "/audio/" in name)
    file = tmp_path / f"heard{name[-4:]}"
    file.write_bytes(members(target)[name])
    heard = np.concatenate(list(decode_blocks(file)))
    for begin, end in (first[1:], second[1:]):
        at, after = round(begin * 24), round(end * 24)
        wanted = samples[transcript.chapters[0].lines[begin == second[1]].start :][:6000] / 32768
        late = np.argmax(np.correlate(heard[at - 48 : at + 6048], wanted, "valid")) - 48
        assert abs(late) <= 24  # a millisecond
        assert after - at >= RATE


def test_the_package_says_how_long_all_is_who_reads_and_nothing_untrue(book, target):
    opf = written(book, target, [[*LAMPS, *THREE, *END]])["OEBPS/book.opf"].decode()
    assert '<meta property="media:narrator">Heart</meta>' in opf
    assert '<meta property="media:active-class">' in opf
    assert '<meta property="schema:accessibilityFeature">synchronizedAudioText</meta>' in opf
    assert '<meta property="schema:accessibilityHazard">unknown</meta>' in opf
    assert opf.count('property="media:duration"') == 3
    assert opf.count("media-overlay=") == 2
    assert opf.count("dcterms:modified") == 1
    assert "2001-01-01" not in opf


def test_what_the_source_says_of_its_accessibility_stays(tmp_path, target):
    said = '<meta property="schema:accessibilityHazard">none</meta>'
    book = epub(tmp_path / "a.epub", {"one page.xhtml": ONE, "two.xhtml": TWO}, OPF.replace("<!-- kept -->", said))
    opf = written(book, target, [[*END]])["OEBPS/book.opf"].decode()
    assert re.findall(r"accessibilityHazard\">(\w+)<", opf) == ["none"]


def test_an_edited_line_stands_for_the_words_that_it_replaces(book, target):
    edited = [LAMPS[0], replace(LAMPS[1], text="Both went out.")]
    findings = []
    written(book, target, [[*edited, *THREE]], emit=findings.append)
    assert [text for text, _, _ in pars(target)][:2] == ["One lamp burned.", "Two lamps,2 he said."]
    assert [each.code for each in findings] == ["overlay-edited"]


def test_lines_that_stand_nowhere_are_left_out_with_one_finding(book, target):
    findings = []
    elsewhere = Line("New words.", 0, 0, 9, source=SourceRef("book.script.md", line=3))
    written(book, target, [[CREDIT, *LAMPS, elsewhere, *THREE]], emit=findings.append)
    assert len(pars(target)) == 4
    assert [(each.code, each.message[:6]) for each in findings] == [("overlay-lines", "2 of 6")]


def test_what_is_announced_and_not_read_is_shown_where_it_stands(tmp_path, target):
    source = page("<p>Before.</p><table><tr><td>1</td></tr></table><p>After.</p>")
    book = epub(tmp_path / "a.epub", {"one page.xhtml": source, "two.xhtml": TWO})
    announced = Line("A table is left out here.", 0, 0, 1, source=SourceRef(FIRST, start=9, end=9))
    before, after = (paragraph(FIRST, source, f"{word}.", n, [f"{word}."]) for n, word in ((0, "Before"), (2, "After")))
    written(book, target, [[*before, announced, *after]])
    assert [text for text, _, _ in pars(target)] == ["Before.", "1", "After."]


def test_a_damaged_page_stays_as_it_is_and_the_others_are_bound(tmp_path, target):
    bad = page("<p>Never closed")
    book = epub(tmp_path / "a.epub", {"one page.xhtml": bad, "two.xhtml": TWO})
    findings = []
    after = written(book, target, [[replace(LAMPS[0]), *END]], emit=findings.append)
    assert after[FIRST] == bad.encode()
    assert [each.code for each in findings] == ["overlay-page", "overlay-lines"]
    assert len(pars(target)) == 2


def test_overlays_that_the_book_has_give_way(tmp_path, target):
    opf = OPF.replace('href="text/two.xhtml"', 'media-overlay="mo" href="text/two.xhtml"').replace(
        "</manifest>", '<item id="mo" href="old.smil" media-type="application/smil+xml"/></manifest>'
    )
    opf = opf.replace("<!-- kept -->", '<meta property="media:duration">0:00:09</meta>')
    smil = ("OEBPS/old.smil", b"<smil/>")
    book = epub(tmp_path / "a.epub", {"one page.xhtml": ONE, "two.xhtml": TWO}, opf, [smil])
    after = written(book, target, [[*END]])
    assert "OEBPS/old.smil" not in after
    assert "0:00:09<" not in after["OEBPS/book.opf"].decode()


def test_the_books_own_word_for_what_is_heard_stays_and_its_styles_win(tmp_path, target):
    opf = OPF.replace("<!-- kept -->", '<meta property="media:active-class">lit</meta>')
    two = TWO.replace("</head>", '<link rel="stylesheet" href="own.css" type="text/css"/></head>')
    after = written(epub(tmp_path / "a.epub", {"one page.xhtml": ONE, "two.xhtml": two}, opf), target, [[*END]])
    assert re.findall(r"active-class\">([^<]+)<", after["OEBPS/book.opf"].decode()) == ["lit"]
    assert after["OEBPS/read-along/style.css"].startswith(b".lit {")
    assert after[SECOND].index(b"style.css") < after[SECOND].index(b"own.css")


def test_the_book_itself_is_never_overwritten(book):
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    with pytest.raises(OutputError, match="the book itself"):
        written(book, book, [[*END]])
    assert hashlib.sha256(book.read_bytes()).hexdigest() == digest


def test_members_that_lead_out_of_the_package_are_left_out(tmp_path, target):
    evil = [("../evil.txt", b"x"), ("/etc/evil", b"x"), ("C:\\evil", b"x")]
    book = epub(tmp_path / "a.epub", {"one page.xhtml": ONE, "two.xhtml": TWO}, extra=evil)
    findings = []
    after = written(book, target, [[*END]], emit=findings.append)
    assert not [name for name in after if "evil" in name]
    assert "overlay-outside" in [each.code for each in findings]


@pytest.mark.parametrize(
    ("member", "data"),
    [
        ("OEBPS/book.opf", b"<!DOCTYPE package [<!ENTITY a 'x'>]><package>&a;</package>"),
        ("OEBPS/book.opf", b"no xml"),
        ("META-INF/container.xml", b"<container/>"),
        (SECOND, b"<p>" * 20_000_000),
    ],
)
def test_a_book_that_would_do_harm_is_refused_and_nothing_is_left(tmp_path, target, member, data):
    book = epub(tmp_path / "a.epub", {"one page.xhtml": ONE, "two.xhtml": TWO}, extra=[(member, data)])
    with pytest.raises(SourceError):
        written(book, target, [[*END]])
    assert not list(tmp_path.glob("*read-along*"))
    assert not list(tmp_path.glob(".*"))


def test_a_book_that_is_no_epub_becomes_a_clean_one(tmp_path, target):
    lines = [replace(TITLE, source=SourceRef("lamps.md")), *(replace(line, after=" ") for line in LAMPS), *THREE]
    written(tmp_path / "lamps.md", target, [[CREDIT], lines])
    assert [text for text, _, _ in pars(target)] == ["This is Lamps.", *(line.text for line in lines)]
    assert not list(tmp_path.glob(".*"))
