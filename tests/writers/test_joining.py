"""Chapter starts after decoding, and many chapters: the bars that concat demuxers and chapter tables fail."""

from __future__ import annotations

import av
import numpy as np
import pytest
import soxr

from audiobook.errors import QualityError
from audiobook.events import silent
from audiobook.sound.codec import decode_blocks
from audiobook.sound.codecs import MP3_DELAY
from audiobook.writers.chapters import chapter_marks, chosen, duration_samples, rate_played, titles
from audiobook.writers.flac import FlacWriter
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3Writer
from audiobook.writers.opus import OpusWriter
from audiobook.writers.wav import WavWriter

RATE = 24_000
ODD = [37_111, 24_000, 50_003, 1_025 * 9, 40_961, 33_333, 61_440, 24_001, 29_999, 55_555, 30_720, 44_444]
ALL = pytest.mark.parametrize("writer", [M4bWriter(), Mp3Writer(), OpusWriter(), FlacWriter(), WavWriter()])


def read_chapters(path):
    with av.open(str(path)) as file:
        return [(float(c["start"] * c["time_base"]), c["metadata"]["title"]) for c in file.chapters()]


def heard_starts(decoded, marks, noises):
    """Where each chapter's own burst is heard: the best match within 600 samples of its mark."""
    found = []
    for mark, noise in zip(marks, noises, strict=True):
        first = max(0, mark.start - 600)
        window = decoded[first : mark.start + 600 + len(noise) + MP3_DELAY]
        found.append(first + int(np.argmax(np.correlate(window, noise, "valid"))))
    return found


def true_starts(marks, codec):
    """An MP3's first mark stands at 0, before the decoder's delay, since players show nothing before the first mark."""
    return [MP3_DELAY if codec == "mp3" and not mark.start else mark.start for mark in marks]


def table_of(book, codec):
    return chapter_marks(chosen(book, codec), titles(book))


@ALL
def test_twelve_odd_chapters_start_where_the_table_says(tmp_path, make_book, writer):
    codec = writer.kind.codec
    book = make_book(ODD, (codec,))
    target = tmp_path / f"book{writer.suffix}"
    assert writer.write(book, target, silent) == (target,)
    decoded = np.concatenate(list(decode_blocks(target)))
    marks, hz = table_of(book, codec), rate_played(chosen(book, codec))
    noises = [soxr.resample(make_book.burst(n).astype(np.float32), RATE, hz) for n in range(12)]
    assert heard_starts(decoded, marks, noises) == true_starts(marks, codec)
    table = read_chapters(target)
    assert [title for _start, title in table] == [c.title for c in book.chapters]
    exact = 1 if codec in {"aac", "wav"} else hz / 1000  # the others' tables count milliseconds
    assert all(abs(start * hz - mark.start) <= exact / 2 for (start, _), mark in zip(table, marks, strict=True))
    assert len(decoded) == duration_samples(chosen(book, codec))


@ALL
def test_three_hundred_chapters_start_where_the_table_says(tmp_path, make_book, writer):
    codec = writer.kind.codec
    book = make_book([3_000] * 300, (codec,), alike=True)
    target = tmp_path / f"book{writer.suffix}"
    writer.write(book, target, silent)
    table = read_chapters(target)
    assert [title for _start, title in table] == [c.title for c in book.chapters]
    marks, hz = table_of(book, codec), rate_played(chosen(book, codec))
    assert all(abs(start - mark.start / hz) <= 0.0005 for (start, _), mark in zip(table, marks, strict=True))
    decoded = np.concatenate(list(decode_blocks(target)))
    noise = soxr.resample(make_book.burst(0)[:1_800].astype(np.float32), RATE, hz)
    assert heard_starts(decoded, marks, [noise] * 300) == true_starts(marks, codec)


@pytest.mark.parametrize(("count", "there"), [(255, True), (256, False)])
def test_neros_table_is_left_out_where_it_cannot_count(tmp_path, make_book, count, there):
    target = tmp_path / "book.m4b"
    M4bWriter().write(make_book([2_000] * count, alike=True), target, silent)
    assert (b"chpl" in target.read_bytes()) is there
    assert len(read_chapters(target)) == count


@pytest.mark.parametrize(("count", "tracks"), [(254, 255), (255, 0)])
def test_a_cue_sheet_stands_where_it_can_count(tmp_path, make_book, count, tracks):
    from mutagen.flac import FLAC

    target = tmp_path / "book.flac"
    book = make_book([2_000] * count, ("flac",), alike=True)
    FlacWriter().write(book, target, silent)
    sheet = FLAC(target).cuesheet
    found = [track.start_offset for track in sheet.tracks] if sheet else []
    assert len(found) == tracks
    assert found[:-1] == [mark.start for mark in table_of(book, "flac")][: max(0, tracks - 1)]
    assert len(read_chapters(target)) == count


def test_a_contents_frame_has_at_most_two_hundred_children(tmp_path, make_book):
    from mutagen.id3 import ID3

    target = tmp_path / "book.mp3"
    Mp3Writer().write(make_book([2_000] * 450, ("mp3",), alike=True), target, silent)
    contents = {frame.element_id: frame.child_element_ids for frame in ID3(target).getall("CTOC")}
    assert max(map(len, contents.values())) == 200
    listed = [child.rstrip("-") for part in contents["toc"] for child in contents[part]]
    assert listed == [f"chp{n:03}" for n in range(450)]
    assert len(ID3(target).getall("CHAP")) == 450


@ALL
def test_one_chapter_and_silent_chapters(tmp_path, make_book, writer):
    target = tmp_path / f"one{writer.suffix}"
    writer.write(make_book([30_000], (writer.kind.codec,)), target, silent)
    assert len(read_chapters(target)) == 1
    writer.write(make_book([1, 500, 30_000, 1], (writer.kind.codec,)), target, silent)
    assert len(read_chapters(target)) == 4


@ALL
def test_titles_that_are_empty_or_endless(tmp_path, make_book, writer):
    names = ["", "  two\n lines\t", "灯" * 300]
    target = tmp_path / f"book{writer.suffix}"
    writer.write(make_book([5_000] * 3, (writer.kind.codec,), names), target, silent)
    found = [title for _start, title in read_chapters(target)]
    assert found[:2] == ["Chapter 1", "two lines"]
    assert found[2] == "灯" * 83 + "…"


@ALL
def test_the_same_book_gives_the_same_bytes(tmp_path, make_book, writer):
    book = make_book([30_000, 9_000], (writer.kind.codec,))
    first, second = tmp_path / f"a{writer.suffix}", tmp_path / f"b{writer.suffix}"
    writer.write(book, first, silent)
    writer.write(book, second, silent)
    assert first.read_bytes() == second.read_bytes()


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
