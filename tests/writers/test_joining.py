"""Chapter starts after decoding, and many chapters: the bars that concat demuxers and chapter tables fail."""

from __future__ import annotations

import av
import numpy as np
import pytest

from audiobook.errors import QualityError
from audiobook.events import silent
from audiobook.sound.codec import MP3_DELAY, decode_blocks
from audiobook.writers.chapters import chapter_marks, chosen, titles
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3Writer

RATE = 24_000
ODD = [37_111, 24_000, 50_003, 1_025 * 9, 40_961, 33_333, 61_440, 24_001, 29_999, 55_555, 30_720, 44_444]


def read_chapters(path):
    with av.open(str(path)) as file:
        return [(float(c["start"] * c["time_base"]), c["metadata"]["title"]) for c in file.chapters()]


def burst_at(decoded, near, noise):
    """Where a chapter's own burst is heard: the best match within 2,000 samples of ``near``."""
    first = max(0, near - 2_000)
    window = decoded[first : near + 2_000 + len(noise)]
    return first + int(np.argmax(np.correlate(window, noise, "valid")))


@pytest.mark.parametrize(("writer", "codec"), [(M4bWriter(), "aac"), (Mp3Writer(), "mp3")])
def test_twelve_odd_chapters_start_where_the_table_says(tmp_path, make_book, writer, codec):
    book = make_book(ODD, (codec,))
    target = tmp_path / f"book{writer.suffix}"
    assert writer.write(book, target, silent) == (target,)
    table = read_chapters(target)
    decoded = np.concatenate(list(decode_blocks(target)))
    found = [
        burst_at(decoded, round(start * RATE), make_book.burst(n).astype(np.float32))
        for n, (start, _title) in enumerate(table)
    ]
    expected = [mark.start for mark in chapter_marks(chosen(book, codec), titles(book))]
    if codec == "mp3":
        expected[0] = MP3_DELAY  # the first mark stands at 0, before the decoder's delay
    assert found == expected
    assert [title for _start, title in table] == [c.title for c in book.chapters]
    assert all(abs(start * RATE - at) <= RATE / 1000 for (start, _), at in zip(table[1:], found[1:], strict=True))
    assert table[0][0] == 0
    frames = sum(e.packets for e in chosen(book, codec)) * (1024 if codec == "aac" else 576)
    assert len(decoded) == frames - (1024 if codec == "aac" else 0)


@pytest.mark.parametrize("count", [255, 256, 300])
@pytest.mark.parametrize(("writer", "codec"), [(M4bWriter(), "aac"), (Mp3Writer(), "mp3")])
def test_hundreds_of_chapters_are_all_there(tmp_path, make_book, writer, codec, count):
    book = make_book([3_000] * count, (codec,), alike=True)
    target = tmp_path / f"book{writer.suffix}"
    writer.write(book, target, silent)
    table = read_chapters(target)
    assert [title for _start, title in table] == [c.title for c in book.chapters]
    marks = chapter_marks(chosen(book, codec), titles(book))
    assert all(abs(start - m.start / RATE) <= 0.001 for (start, _), m in zip(table, marks, strict=True))


@pytest.mark.parametrize(("count", "there"), [(255, True), (256, False)])
def test_neros_table_is_left_out_where_it_cannot_count(tmp_path, make_book, count, there):
    target = tmp_path / "book.m4b"
    M4bWriter().write(make_book([2_000] * count, alike=True), target, silent)
    assert (b"chpl" in target.read_bytes()) is there


def test_a_contents_frame_has_at_most_two_hundred_children(tmp_path, make_book):
    from mutagen.id3 import ID3

    target = tmp_path / "book.mp3"
    Mp3Writer().write(make_book([2_000] * 450, ("mp3",), alike=True), target, silent)
    contents = {frame.element_id: frame.child_element_ids for frame in ID3(target).getall("CTOC")}
    assert max(map(len, contents.values())) == 200
    listed = [child.rstrip("-") for part in contents["toc"] for child in contents[part]]
    assert listed == [f"chp{n:03}" for n in range(450)]
    assert len(ID3(target).getall("CHAP")) == 450


@pytest.mark.parametrize(("writer", "codec"), [(M4bWriter(), "aac"), (Mp3Writer(), "mp3")])
def test_one_chapter_and_silent_chapters(tmp_path, make_book, writer, codec):
    target = tmp_path / f"one{writer.suffix}"
    writer.write(make_book([30_000], (codec,)), target, silent)
    assert len(read_chapters(target)) == 1
    writer.write(make_book([1, 500, 30_000, 1], (codec,)), target, silent)
    assert len(read_chapters(target)) == 4


@pytest.mark.parametrize(("writer", "codec"), [(M4bWriter(), "aac"), (Mp3Writer(), "mp3")])
def test_titles_that_are_empty_or_endless(tmp_path, make_book, writer, codec):
    names = ["", "  two\n lines\t", "灯" * 300]
    target = tmp_path / f"book{writer.suffix}"
    writer.write(make_book([5_000] * 3, (codec,), names), target, silent)
    found = [title for _start, title in read_chapters(target)]
    assert found[:2] == ["Chapter 1", "two lines"]
    assert found[2] == "灯" * 83 + "…"


def test_the_brand_and_the_index_first(tmp_path, make_book):
    target = tmp_path / "book.m4b"
    M4bWriter().write(make_book([30_000]), target, silent)
    data = target.read_bytes()
    assert data[4:12] == b"ftypM4B "
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_book_without_chapters_or_with_the_wrong_ones_is_refused(tmp_path, make_book):
    with pytest.raises(QualityError, match="no chapters"):
        M4bWriter().write(make_book([]), tmp_path / "a.m4b", silent)
    with pytest.raises(QualityError, match="not encoded as mp3"):
        Mp3Writer().write(make_book([5_000]), tmp_path / "a.mp3", silent)
