"""Files of captions beside the audio: the times are those of the file that is played, to the millisecond."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pysubs2
import pytest
import soxr

from audiobook.errors import OutputError, QualityError
from audiobook.events import silent
from audiobook.master import Delivery
from audiobook.sound.codec import decode_blocks
from audiobook.transcript import Line, TranscribedChapter, Transcript
from audiobook.writers.captions_clock import Clock
from audiobook.writers.flac import FlacWriter
from audiobook.writers.lrc import ElrcChaptersWriter, ElrcWriter, LrcChaptersWriter, LrcWriter
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3ChaptersWriter, Mp3Writer
from audiobook.writers.opus import OpusWriter
from audiobook.writers.srt import SrtChaptersWriter, SrtWriter
from audiobook.writers.transcript_json import TranscriptChaptersWriter, TranscriptWriter
from audiobook.writers.vtt import VttChaptersWriter, VttWriter
from audiobook.writers.wav import WavWriter

RATE = 24_000
LENGTHS = [37_111, 24_000, 50_003, 40_961]
BOOK = [VttWriter(), SrtWriter(), LrcWriter(), ElrcWriter(), TranscriptWriter()]
FOLDERS = [
    VttChaptersWriter(),
    SrtChaptersWriter(),
    LrcChaptersWriter(),
    ElrcChaptersWriter(),
    TranscriptChaptersWriter(),
]


def with_transcript(book):
    """Each chapter is one line, beginning with its burst."""
    chapters = tuple(
        TranscribedChapter(c.title, c.n_samples, (Line(f"Words {n}.", 0, 20_000, 0),))
        for n, c in enumerate(book.chapters)
    )
    return replace(book, transcript=Transcript(RATE, "en", chapters))


def starts_of(path) -> list[int]:
    return [event.start for event in pysubs2.load(str(path))]


@pytest.mark.parametrize("audio", [M4bWriter(), Mp3Writer(), OpusWriter(), FlacWriter(), WavWriter()])
def test_captions_start_where_the_words_are_heard_in_the_file_beside(tmp_path, make_book, audio):
    book = with_transcript(make_book(LENGTHS, (audio.kind.codec,)))
    (heard,) = audio.write(book, tmp_path / f"book{audio.suffix}", silent)
    (shown,) = SrtWriter().write(book, tmp_path / "book.srt", silent)
    decoded = np.concatenate(list(decode_blocks(heard)))
    rate = 48_000 if audio.suffix == ".opus" else RATE
    for n, start in enumerate(starts_of(shown)):
        burst = soxr.resample(make_book.burst(n).astype(np.float32), RATE, rate)
        first = max(0, start * rate // 1000 - 1_500)
        window = decoded[first : first + len(burst) + 3_000]
        found = first + int(np.argmax(np.correlate(window, burst, "valid")))
        assert start == pytest.approx(found * 1000 / rate, abs=1)


def test_without_audio_the_times_are_those_of_an_m4b(tmp_path, make_book):
    book = with_transcript(make_book(LENGTHS, ("aac",)))
    silent_book = replace(book, chapters=tuple(replace(c, encoded=()) for c in book.chapters))
    (one,) = VttWriter().write(book, tmp_path / "one.vtt", silent)
    (two,) = VttWriter().write(silent_book, tmp_path / "two.vtt", silent)
    assert one.read_text(encoding="utf-8") == two.read_text(encoding="utf-8")
    assert "M4B" in one.read_text(encoding="utf-8")


def test_the_first_audio_format_asked_for_decides(tmp_path, make_book):
    book = with_transcript(make_book(LENGTHS, ("mp3", "aac")))
    (shown,) = TranscriptWriter().write(book, tmp_path / "book.json", silent)
    data = json.loads(shown.read_text(encoding="utf-8"))
    assert (data["audio"], data["segments"][0]["startTime"]) == ("MP3", 0.046)


def test_a_chapters_own_file_is_timed_by_its_own_audio(tmp_path, make_book):
    book = with_transcript(make_book(LENGTHS, ("mp3",)))
    audio = Mp3ChaptersWriter().write(book, tmp_path / "audio", silent)
    shown = SrtChaptersWriter().write(book, tmp_path / "text", silent)
    assert [path.stem for path in shown] == [path.stem for path in audio]
    for n, (heard, text) in enumerate(zip(audio, shown, strict=True)):
        decoded = np.concatenate(list(decode_blocks(heard)))[:6_000]
        found = int(np.argmax(np.correlate(decoded, make_book.burst(n), "valid")))
        assert starts_of(text) == [pytest.approx(found * 1000 / RATE, abs=1)]


@pytest.mark.parametrize("writer", BOOK)
def test_every_book_format_needs_no_audio_and_appears_whole(tmp_path, make_book, writer):
    assert writer.encoding(Delivery(RATE)) is None
    book = with_transcript(make_book(LENGTHS))
    target = tmp_path / f"book{writer.suffix}"
    assert writer.write(book, target, silent) == (target,)
    text = target.read_bytes().decode()
    assert text.endswith("\n")
    assert "\r" not in text
    assert all(text.count(f"Words {n}.") or text.count(f"{n}.<") or text.count(f">{n}.") for n in range(4))
    assert sorted(p.name for p in tmp_path.iterdir()) == [target.name, "masters"]


@pytest.mark.parametrize("writer", FOLDERS)
def test_a_second_run_changes_only_what_changed_and_removes_only_its_own(tmp_path, make_book, writer):
    book = with_transcript(make_book(LENGTHS, titles=["One", "Two", "Three", "Four"]))
    target = tmp_path / "book"
    files = writer.write(book, target, silent)
    assert [f.name for f in files] == [
        f"{n:02} - {title}{writer.file_suffix}" for n, title in enumerate(["One", "Two", "Three", "Four"], 1)
    ]
    (target / "mine.txt").write_text("mine")
    stamps = {p.name: p.stat().st_mtime_ns for p in target.iterdir()}
    writer.write(book, target, silent)
    assert {p.name: p.stat().st_mtime_ns for p in target.iterdir()} == stamps
    renamed = replace(book, chapters=(*book.chapters[:3], replace(book.chapters[3], title="Vier")))
    writer.write(renamed, target, silent)
    assert {p.name for p in target.iterdir()} == {
        ".audiobook-files.json",
        "mine.txt",
        *(f"{n:02} - {title}{writer.file_suffix}" for n, title in enumerate(["One", "Two", "Three", "Vier"], 1)),
    }
    assert files[0].stat().st_mtime_ns == stamps[files[0].name]


def test_a_list_of_files_cannot_reach_outside_its_folder(tmp_path, make_book):
    book = with_transcript(make_book([9_000]))
    (tmp_path / "precious.vtt").write_text("mine")
    target = tmp_path / "book"
    target.mkdir()
    (target / ".audiobook-files.json").write_text('{"files": ["../precious.vtt", "..", 7]}')
    VttChaptersWriter().write(book, target, silent)
    assert (tmp_path / "precious.vtt").read_text() == "mine"


def test_a_book_without_a_transcript_is_an_error(tmp_path, make_book):
    with pytest.raises(QualityError, match="no transcript"):
        VttWriter().write(make_book([9_000]), tmp_path / "book.vtt", silent)
    assert [p.name for p in tmp_path.iterdir()] == ["masters"]


def test_a_file_where_the_folder_should_be(tmp_path, make_book):
    (tmp_path / "book").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        VttChaptersWriter().write(with_transcript(make_book([9_000])), tmp_path / "book", silent)


@pytest.mark.parametrize(
    ("clock", "sample", "ms"),
    [(Clock(24_000), 12, 1), (Clock(24_000), 11, 0), (Clock(44_100, 48_000, 48_000), 44_100, 2_000)],
)
def test_a_clock_is_exact_to_the_nearest_millisecond(clock, sample, ms):
    assert clock.ms(sample) == ms
