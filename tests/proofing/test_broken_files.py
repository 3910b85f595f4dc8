"""Broken deliveries are each caught for the right reason, and only for that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from proofing.sounds import FORMATS, RATE, check, room_tone, speech, write

from audiobook.profile import Profile
from audiobook.proofing.report import Judgement


def only_failure(path: Path, profile: Profile) -> Judgement:
    """The one thing that failed."""
    (failure,) = check(path, profile).failures
    return failure


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_good_file_of_every_format_passes(tmp_path: Path, suffix: str):
    rate = 48000 if suffix in {".opus", ".ogg"} else RATE
    path = write(tmp_path / f"good{suffix}", speech(rate=rate), rate)
    report = check(path, Profile("anything"))
    assert report.failures == ()
    assert report.files[0].coding.kind == suffix[1:]
    assert report.seconds == pytest.approx(16.0, abs=0.1)
    assert report.files[0].levels.rms_dbfs == pytest.approx(-20.5, abs=0.5)
    # A lossy encoder leaves a little less noise than it was given.
    assert -85 < report.files[0].levels.noise_floor_dbfs < -72
    assert report.files[0].head.ms == pytest.approx(750, abs=60)
    assert report.files[0].tail.ms == pytest.approx(2000, abs=150)


def test_a_good_mp3_passes_acx(tmp_path: Path, acx: Profile):
    report = check(write(tmp_path / "01.mp3", speech()), acx)
    assert report.failures == ()
    assert report.files[0].coding.frame_kbps == (192,)


def test_a_good_stereo_file_passes_acx(tmp_path: Path, acx: Profile):
    samples = speech()
    report = check(write(tmp_path / "01.mp3", np.stack((samples, samples))), acx)
    assert report.failures == ()
    assert report.files[0].coding.channels == 2
    assert report.files[0].levels.rms_dbfs == pytest.approx(-20.5, abs=0.5)


def clipped(samples: np.ndarray) -> np.ndarray:
    """Cut off flat and turned down, so that no peak tells of it."""
    return np.clip(samples, -0.28, 0.28)


def dropped(samples: np.ndarray) -> np.ndarray:
    samples = samples.copy()
    loud = int(np.argmax(np.abs(samples[4 * RATE : 6 * RATE]))) + 4 * RATE
    samples[loud : loud + RATE // 20] = 0
    return samples


def clicked(samples: np.ndarray) -> np.ndarray:
    """One sample that is off, in the quiet at the end."""
    samples = samples.copy()
    samples[15 * RATE] += 0.2
    return samples


def pause_in(samples: np.ndarray) -> int:
    """The middle of a pause near the middle."""
    power = np.convolve(samples[6 * RATE : 10 * RATE] ** 2, np.ones(RATE // 5), "same")
    return 6 * RATE + int(np.argmin(power))


def gap(samples: np.ndarray) -> np.ndarray:
    at = pause_in(samples)
    # Louder, since the quiet of the gap counts for the RMS of the file.
    return np.concatenate((samples[:at] * 1.2, room_tone(12 * RATE, seed=2), samples[at:] * 1.2))


def noisy(samples: np.ndarray) -> np.ndarray:
    return samples + room_tone(len(samples), -52.0, 3)


def gated(samples: np.ndarray) -> np.ndarray:
    """The room tone of the end cut to nothing."""
    return np.concatenate((samples[: -RATE // 2], np.zeros(RATE // 2)))


@pytest.mark.parametrize(
    ("broken", "suffix", "code", "at_s"),
    [
        (lambda x: x * 1.8, ".mp3", "rms", None),
        (lambda x: x * 0.5, ".mp3", "rms", None),
        (clipped, ".flac", "clipping", 0.8),
        (noisy, ".mp3", "noise-floor", None),
        (gated, ".mp3", "room-tone", 15.5),
        (gap, ".mp3", "silent-gap", None),
        (clicked, ".mp3", "clicks", 15.0),
        (clicked, ".flac", "clicks", 15.0),
        (dropped, ".mp3", "drop-outs", None),
        (dropped, ".flac", "drop-outs", None),
        (lambda x: x + 0.03, ".flac", "dc-offset", None),
        (lambda x: x[: -round(1.5 * RATE)], ".mp3", "tail", None),
        (lambda x: x[round(0.5 * RATE) :], ".mp3", "head", 0.0),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_broken_sound(
    tmp_path: Path, acx: Profile, broken: Callable[[np.ndarray], np.ndarray], suffix: str, code: str, at_s: float | None
):
    path = write(tmp_path / f"01{suffix}", broken(speech()))
    failures = [j for j in check(path, acx).failures if j.code not in {"format", "bit-rate"} or suffix == ".mp3"]
    assert [j.code for j in failures] == [code]
    assert failures[0].advice
    assert failures[0].value
    if at_s is not None:
        assert failures[0].at_s == pytest.approx(at_s, abs=0.3)


def test_variable_bit_rate(tmp_path: Path, acx: Profile):
    """LAME's own V0, which for one voice also has fewer bits than ACX wants."""
    path = write(tmp_path / "01.mp3", speech(), options={"flags": "+qscale", "global_quality": "0"})
    judged = {j.code: j for j in check(path, acx).failures}
    assert set(judged) <= {"constant-bit-rate", "bit-rate"}
    assert "CBR" in judged["constant-bit-rate"].advice


def test_two_constant_bit_rates_in_one_file(tmp_path: Path, acx: Profile):
    """Frames of two encodings, one after the other: only the rate of the frames is wrong."""
    whole = speech()
    middle = pause_in(whole)
    halves = ((192, whole[:middle]), (256, whole[middle:]))
    parts = [write(tmp_path / f"{kbps}.mp3", x, bit_rate=kbps * 1000, tags={}) for kbps, x in halves]
    path = tmp_path / "01.mp3"
    path.write_bytes(b"".join(frames_of(part) for part in parts))
    failure = only_failure(path, acx)
    assert failure.code == "constant-bit-rate"
    assert failure.value == "192 to 256 kbit/s"
    assert failure.at_s == pytest.approx(middle / RATE, abs=0.1)


def frames_of(path: Path) -> bytes:
    """An MP3 without the tag at its beginning and the header frame."""
    with path.open("rb") as file:
        from audiobook.proofing.kinds import after_tags

        at = after_tags(file, path.stat().st_size, path.name)
    data = path.read_bytes()[at:]
    place = max(data.find(b"Xing", 0, 200), data.find(b"Info", 0, 200))
    if place < 0:
        return data
    return data[data.find(data[:3], 100) :]


def test_a_wrong_rate(tmp_path: Path, acx: Profile):
    failure = only_failure(write(tmp_path / "01.mp3", speech(rate=48000), 48000), acx)
    assert (failure.code, failure.value, failure.limit) == ("sample-rate", "48000 Hz", "44100 Hz")


@pytest.mark.parametrize("suffix", [".mp3", ".m4b", ".wav", ".flac", ".opus", ".aac"])
def test_a_truncated_file(tmp_path: Path, suffix: str):
    rate = 48000 if suffix == ".opus" else RATE
    path = write(tmp_path / f"whole{suffix}", speech(rate=rate), rate, options=None)
    data = path.read_bytes()
    if suffix == ".m4b":
        data = faststart(path, tmp_path)
    cut = tmp_path / f"cut{suffix}"
    cut.write_bytes(data[: round(len(data) * 0.7)])
    report = check(cut, Profile("anything"))
    codes = {j.code for j in report.failures}
    assert "whole" in codes
    # A packet in two pieces may not be decodable; nothing else is wrong with the sound that is there.
    assert codes <= {"whole", "damaged"}


def faststart(path: Path, folder: Path) -> bytes:
    """The same file with its index at the beginning."""
    import av

    target = folder / "fast.m4b"
    with (
        av.open(str(path)) as source,
        av.open(str(target), "w", format="ipod", options={"movflags": "+faststart"}) as out,
    ):
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return target.read_bytes()


def test_a_missing_chapter(tmp_path: Path, acx: Profile):
    book = tmp_path / "book"
    book.mkdir()
    for number in (1, 2, 4, 10):
        write(book / f"{number} - Chapter.mp3", speech())
    report = check(book, acx)
    assert [file.name for file in report.files] == [f"{n} - Chapter.mp3" for n in (1, 2, 4, 10)]
    assert [(j.code, j.file) for j in report.failures] == [("numbers", "")]
    assert report.failures[0].value == "file 3, 5, 6, 7, 8, 9 missing"


def test_one_file_of_another_rate(tmp_path: Path):
    book = tmp_path / "book"
    book.mkdir()
    for number in (1, 2, 3):
        rate = 48000 if number == 2 else RATE
        write(book / f"{number}.mp3", speech(rate=rate), rate)
    failure = only_failure(book, Profile("anything"))
    assert (failure.code, failure.file, failure.limit) == ("same-rate", "2.mp3", "44100 Hz, as most files")


def test_chapters_behind_the_end(tmp_path: Path):
    path = write(tmp_path / "b.m4b", speech(), chapters=[("One", 0, 8), ("Two", 8, 16), ("Three", 16.5, 30)])
    failure = only_failure(path, Profile("anything"))
    assert failure.code == "chapters"
    assert "chapter 3" in failure.value


def test_a_chapter_left_out_by_its_title(tmp_path: Path):
    marks = [("Chapter 1", 0, 4), ("Chapter 2: Rain", 4, 8), ("Chapter 4", 8, 16)]
    failure = only_failure(write(tmp_path / "b.m4b", speech(), chapters=marks), Profile("anything"))
    assert (failure.code, failure.value) == ("numbers", "chapter 3 missing")


def test_cover_and_credits(tmp_path: Path):
    from PIL import Image

    from audiobook.profiles.read import built_in

    book = tmp_path / "book"
    book.mkdir()
    write(book / "01 - Opening Credits.mp3", speech())
    write(book / "02 - Closing Credits.mp3", speech())
    Image.new("RGB", (2400, 1600)).save(book / "cover.jpg")
    failure = only_failure(book, built_in()["acx"])
    assert (failure.code, failure.value) == ("cover", "2400 x 1600 JPEG")
    Image.new("RGB", (2400, 2400)).save(book / "cover.jpg")
    report = check(book, built_in()["acx"])
    assert report.failures == ()
    assert "credits" not in {j.code for j in report.warnings}
