"""Our own MP4s, against ffmpeg's reader and ffmpeg's muxer, and against the packets that they were made from."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.mp4 import MP4

from audiobook.errors import QualityError
from audiobook.events import silent
from audiobook.master import EncodedChapter, Encoding
from audiobook.sound.codec import decode_blocks
from audiobook.writers import mp4_adts
from audiobook.writers.chapters import ChapterMark, chapter_marks, chosen, titles
from audiobook.writers.join import remux_mp4
from audiobook.writers.m4b import M4aWriter, M4bWriter
from audiobook.writers.mp4 import Programme, head
from audiobook.writers.mp4_boxes import size_of
from audiobook.writers.mp4_read import read_movie

FRAME = 1024
#: Rates by their number in a header (ISO/IEC 14496-3, table 1.18).
RATES = {24_000: 6, 44_100: 4, 48_000: 3, 96_000: 0}


def adts(payloads, rate=24_000):
    """Packets behind headers that are put together bit by bit, as the standard lists the fields."""
    made = []
    for payload in payloads:
        fields = [(0xFFF, 12), (0, 1), (0, 2), (1, 1), (1, 2), (RATES[rate], 4), (0, 1), (1, 3), (0, 4)]
        fields += [(len(payload) + 7, 13), (0x7FF, 11), (0, 2)]
        bits = "".join(f"{value:0{width}b}" for value, width in fields)
        made.append(int(bits, 2).to_bytes(7, "big") + payload)
    return b"".join(made)


def chapter_of(path, payloads, rate=24_000):
    path.write_bytes(adts(payloads, rate))
    return EncodedChapter(Encoding("aac", 64_000, rate), str(path), (len(payloads) - 1) * FRAME, len(payloads))


def read_back(path):
    """What ffmpeg's reader finds: packets with their times, chapters, playing time."""
    with av.open(str(path), format="mov") as file:
        stream = file.streams.audio[0]
        packets = [(bytes(p), p.pts, p.dts, p.duration, p.is_keyframe) for p in file.demux(stream) if p.size]
        chapters = [(c["start"] * c["time_base"], c["end"] * c["time_base"], c["metadata"]) for c in file.chapters()]
        return packets, chapters, file.duration, stream.start_time, stream.duration, stream.codec_context.extradata


def by_ffmpeg(path, encoded, marks):
    """The same file from ffmpeg's own muxer, packet by packet."""
    base = Fraction(1, encoded[0].encoding.rate_hz)
    options = {"movflags": "+faststart", "brand": "M4B ", "movie_timescale": str(encoded[0].encoding.rate_hz)}
    with av.open(str(path), "w", format="ipod", options=options) as output:
        stream, pts = None, -FRAME
        for chapter in encoded:
            with av.open(chapter.path, format="aac") as source:
                if stream is None:
                    stream = output.add_stream_from_template(source.streams.audio[0])
                    rows = [(n, {"start": m.start, "end": m.end, "time_base": base}) for n, m in enumerate(marks)]
                    output.set_chapters([{"id": n, "metadata": {"title": marks[n].title}, **row} for n, row in rows])
                for packet in source.demux(source.streams.audio[0]):
                    if packet.size:
                        packet.time_base, packet.pts, packet.dts, packet.duration = base, pts, pts, FRAME
                        packet.stream = stream
                        output.mux_one(packet)
                        pts += FRAME


@pytest.mark.parametrize("count", [1, 12, 300, 600])
def test_a_book_reads_as_the_one_that_ffmpeg_muxes(tmp_path, make_book, count):
    book = make_book([41_000] if count == 1 else [3_000] * count, alike=count > 12)
    encoded = chosen(book, "aac")
    marks = chapter_marks(encoded, titles(book))
    by_ffmpeg(tmp_path / "theirs.m4b", encoded, marks)
    remux_mp4(encoded, marks, tmp_path / "ours.m4b", "M4B ")
    ours, theirs = read_back(tmp_path / "ours.m4b"), read_back(tmp_path / "theirs.m4b")
    assert ours == theirs
    assert len(ours[1]) == count
    decoded = [np.concatenate(list(decode_blocks(tmp_path / f"{who}.m4b"))) for who in ("ours", "theirs")]
    assert np.array_equal(*decoded)


LAYOUTS = st.lists(
    st.lists(st.integers(1, 8_184) | st.integers(1, 400), min_size=2, max_size=40), min_size=1, max_size=6
)


@given(LAYOUTS, st.sampled_from(sorted(RATES)), st.randoms(use_true_random=False), st.text(max_size=80))
@settings(deadline=None)
def test_whatever_the_packets_are_they_are_read_in_their_order(layout, rate, random, title):
    with tempfile.TemporaryDirectory() as folder:
        # Audio may look like a header, or like the beginning of one.
        noise = [random.randbytes(3) + adts([b""], rate)[:6], b"\xff" * 9, random.randbytes(9)]
        parts = [[(random.choice(noise) * 910)[:size] for size in sizes] for sizes in layout]
        encoded = [chapter_of(Path(folder, f"{n}.aac"), part, rate) for n, part in enumerate(parts)]
        name = " ".join(title.encode(errors="replace").decode().replace("\0", "").split())
        marks = chapter_marks(encoded, [f"{n} {name}" for n in range(len(parts))])
        remux_mp4(encoded, marks, Path(folder, "a.m4a"), "M4A ")
        packets, chapters, *_rest = read_back(Path(folder, "a.m4a"))
    times = range(-FRAME, 1 << 32, FRAME)
    joined = [payload for part in parts for payload in part]
    assert [packet[:2] for packet in packets] == list(zip(joined, times, strict=False))
    assert [start * rate for start, _end, _metadata in chapters] == [mark.start for mark in marks]
    assert [metadata.get("title") for _start, _end, metadata in chapters] == [mark.title for mark in marks]


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=30), st.integers(1, 200))
def test_packets_are_told_apart_wherever_a_block_ends(payloads, block):
    data = adts(payloads)
    with tempfile.TemporaryFile() as file, pytest.MonkeyPatch.context() as patch:
        file.write(data)
        file.seek(0)
        patch.setattr(mp4_adts, "_BLOCK", block)
        assert list(itertools.chain(*mp4_adts.packets(file, mp4_adts.fixed_header(data)))) == payloads


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (adts([b"abc"] * 9)[:-1], "not whole"),
        (adts([b"abc"] * 9)[:-4], "not whole"),
        (adts([b"abc"] * 9) + b"\xff", "not whole"),
        (adts([b"abc"] * 4) + b"x" + adts([b"abc"] * 4), "cannot be read"),
        (adts([b"abc"] * 4) + adts([b"abc"] * 4, 48_000), "cannot be read"),
        (adts([b"abc"] * 4) + adts([b""]), "cannot be read"),
        (b"ID3\x04" + bytes(40), "cannot be read"),
        (b"\xff\xf0" + adts([b"abc"])[2:], "cannot be read"),  # with a checksum
        (b"", "cannot be read"),
    ],
)
def test_a_chapter_that_is_not_packets_is_named(tmp_path, data, words):
    (tmp_path / "a.aac").write_bytes(data)
    chapter = EncodedChapter(Encoding("aac", 64_000, 24_000), str(tmp_path / "a.aac"), 7 * FRAME, 8)
    with pytest.raises(QualityError, match=rf"'a\.aac' is damaged: .*{words}"):
        remux_mp4([chapter], (), tmp_path / "a.m4b", "M4B ")


def sparse(path, programme, marks_at):
    """A file with the head of a programme and packets of noughts, but for those that say their number."""
    with path.open("wb") as file:
        file.writelines(head(programme))
        first = file.tell()
        file.truncate(first + programme.audio_bytes)
        for n in marks_at:
            file.seek(first + int(programme.sizes[:n].sum(dtype=np.int64)))
            file.write(n.to_bytes(4, "big"))


def packet_at(path, n):
    with av.open(str(path), format="mov", options={"advanced_editlist": "0", "ignore_editlist": "1"}) as file:
        stream = file.streams.audio[0]
        file.seek(n * FRAME, stream=stream)
        packet = next(p for p in file.demux(stream) if p.size)
        return packet.pts, bytes(packet)[:4]


@pytest.mark.skipif(os.name == "nt", reason="the file has holes, which Windows fills")
def test_a_file_of_more_than_four_gigabytes(tmp_path):
    count, size = 700_000, 8_000
    sizes = np.full(count, size, ">u4")
    marks = [ChapterMark(0, 5_000_000, "First"), ChapterMark(5_000_000, (count - 1) * FRAME, "Second")]
    wide = Programme(48_000, 1, b"\x11\x88", sizes, count * size, marks, "M4B ")
    numbers = (0, 1, 536_000, 540_000, count - 1)
    sparse(tmp_path / "a.m4b", wide, numbers)
    assert (tmp_path / "a.m4b").stat().st_size > 5 << 30
    assert [packet_at(tmp_path / "a.m4b", n) for n in numbers] == [(n * FRAME, n.to_bytes(4, "big")) for n in numbers]
    with av.open(str(tmp_path / "a.m4b"), format="mov") as file:
        assert [c["metadata"]["title"] for c in file.chapters()] == ["First", "Second"]
    with (tmp_path / "a.m4b").open("rb") as file:
        ((at, found),) = read_movie(file).sound.places(536_000, 1)
        file.seek(at)
        assert (found, file.read(4)) == (size, (536_000).to_bytes(4, "big"))


@pytest.mark.parametrize("data_bytes", [(1 << 32) - 1, 1 << 32])
def test_a_file_counts_in_64_bits_exactly_where_it_must(data_bytes):
    sizes = np.full(600_000, 7_000, ">u4")
    small = Programme(24_000, 1, b"\x13\x08", sizes, 0, (), "M4B ")
    programme = Programme(24_000, 1, b"\x13\x08", sizes, data_bytes - size_of(head(small)), (), "M4B ")
    found = b"".join(head(programme))
    assert (b"co64" in found) is (data_bytes >= 1 << 32)
    assert (b"stco" in found) is (data_bytes < 1 << 32)


def test_a_book_too_long_for_32_bits_of_samples(tmp_path):
    count, rate = (1 << 22) + 300_000, 24_000  # 53 hours
    starts = [0, 1_000_003, 4_300_000_007, (count - 1) * FRAME]
    marks = [ChapterMark(a, b, f"Chapter {a}") for a, b in itertools.pairwise(starts)]
    programme = Programme(rate, 1, b"\x13\x08", np.ones(count, ">u4"), count, marks, "M4B ")
    sparse(tmp_path / "a.m4b", programme, [])
    with av.open(str(tmp_path / "a.m4b"), format="mov") as file:
        assert file.streams.audio[0].frames == count
        assert abs(file.duration / 1e6 - starts[-1] / rate) <= 0.001
        found = [float(c["start"] * c["time_base"]) for c in file.chapters()]
    assert all(abs(start - mark.start / rate) <= 0.0005 for start, mark in zip(found, marks, strict=True))


def test_a_tag_editor_finds_room_and_moves_nothing(tmp_path, make_book):
    target = tmp_path / "book.m4b"
    M4bWriter().write(make_book([30_000, 20_000]), target, silent)
    before = target.read_bytes()
    file = MP4(target)
    file["\xa9nam"] = ["Another title, longer than the one that was there before it"]
    file.save()
    after = target.read_bytes()
    assert len(after) == len(before)
    assert after[after.index(b"mdat") :] == before[before.index(b"mdat") :]


def test_an_m4a_is_plain_audio_with_the_same_chapters(tmp_path, make_book):
    book = make_book([30_000, 20_000])
    M4aWriter().write(book, tmp_path / "a.m4a", silent)
    M4bWriter().write(book, tmp_path / "a.m4b", silent)
    assert (tmp_path / "a.m4a").read_bytes()[4:12] == b"ftypM4A "
    audio, spoken = MP4(tmp_path / "a.m4a"), MP4(tmp_path / "a.m4b")
    assert {key for key in spoken if key not in audio} == {"stik"}
    assert set(audio) < set(spoken)
    assert read_back(tmp_path / "a.m4a") == read_back(tmp_path / "a.m4b")


@pytest.mark.skipif(not shutil.which("mediainfo"), reason="mediainfo is not installed")
def test_mediainfo_lists_all_chapters_and_the_cover(tmp_path, make_book):
    target = tmp_path / "book.m4b"
    M4bWriter().write(make_book([3_000] * 300, alike=True), target, silent)
    command = ["mediainfo", "--Output=JSON", str(target)]
    tracks = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["media"]["track"]
    found = {track["@type"]: track for track in tracks}
    assert found["General"]["Cover"] == "Yes"
    assert (found["Audio"]["Format"], found["Audio"]["SamplingRate"]) == ("AAC", "24000")
    chapters = [value for key, value in found["Menu"]["extra"].items() if key.startswith("_")]
    assert len(chapters) == 300
