"""What is no audio, or audio of a strange kind, is refused with one clear error or measured without harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from proofing.sounds import RATE, check, speech, write

from audiobook.errors import SourceError
from audiobook.profile import Profile


def refuse(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        check(path, Profile("anything"))
    return caught.value


PLAYLISTS = {
    "concat.wav": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "hls.mp3": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
    "text.mp3": b"This is only a text.\n" * 400,
    "empty.flac": b"",
    "short.m4b": b"\0\0\0\x14ftypM4B \0\0\0\0M4B ",
    "riff.wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "noise.ogg": b"OggS" + bytes(range(256)) * 8,
    "page.opus": b"<html></html>",
    "sync.aac": b"\xff\xf1" + b"\0" * 400,
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_what_is_no_audio_is_refused(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(PLAYLISTS[name])
    error = refuse(path)
    assert name in str(error)
    assert "\n" not in str(error)


def test_a_huge_tag_is_refused_without_reading_it(tmp_path: Path):
    path = tmp_path / "tag.mp3"
    with path.open("wb") as file:
        file.write(b"ID3\x04\0\0" + bytes(((200 << 20) >> shift) & 127 for shift in (21, 14, 7, 0)))
        file.truncate(201 << 20)
    assert "tag of 200 MB" in str(refuse(path))


def test_a_tag_that_ends_behind_the_file_is_refused(tmp_path: Path):
    path = tmp_path / "tag.mp3"
    path.write_bytes(b"ID3\x04\0\0\0\0\x7f\x7f" + b"\0" * 100)
    assert "inside its tag" in str(refuse(path))


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, value: float):
    import soundfile

    samples = speech(4, tail_s=1)
    samples[2 * RATE] = value
    soundfile.write(tmp_path / "x.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    assert "not numbers" in str(refuse(tmp_path / "x.wav"))


def test_a_file_without_a_sample_is_refused(tmp_path: Path):
    import soundfile

    soundfile.write(tmp_path / "x.wav", np.zeros(0), RATE)
    assert "x.wav" in str(refuse(tmp_path / "x.wav"))


def test_a_folder_without_audio_is_refused(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("nothing to hear")
    assert "no audio files" in str(refuse(tmp_path))


def test_a_silent_file_fails_and_nothing_divides_by_it(tmp_path: Path):
    report = check(write(tmp_path / "01.flac", np.zeros(20 * RATE)), Profile("anything"))
    assert [j.code for j in report.failures] == ["silent-gap"]
    assert report.integrated_lufs == -np.inf


@pytest.mark.parametrize("n", [1, 50, 441, 5000])
def test_a_file_of_a_few_samples_is_measured(tmp_path: Path, n: int):
    report = check(write(tmp_path / "01.wav", 0.1 * np.ones(n)), Profile("anything"))
    assert report.files[0].levels.rms_dbfs == pytest.approx(-20, abs=0.1)


def test_a_frame_of_49_channels_does_not_end_the_process(tmp_path: Path):
    # Found by fuzzing: reading it made PyAV go on beyond the end of a list. In a process of its own, which may die.
    path = tmp_path / "many.m4b"
    path.write_bytes((Path(__file__).parents[1] / "data" / "audio" / "many-channels.bin").read_bytes())
    code = "from pathlib import Path; from audiobook.proofing.listen import listen; import sys\n"
    code += "print([spot.size for spot in listen(Path(sys.argv[1])).report.coding.changes.first])"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "['49 channels at 48000 Hz']\n")


def test_sound_in_an_unknown_coding_is_refused(tmp_path: Path):
    path = write(tmp_path / "book.m4b", speech(10))
    data = path.read_bytes()
    # The decoder configuration's object type (ISO/IEC 14496-1, 0x40 for AAC) becomes one that nobody has.
    at = data.index(b"\x40\x15", data.index(b"esds"))
    path.write_bytes(data[:at].replace(b"mp4a", b"zzzz") + b"\x7f" + data[at + 1 :])
    assert "coded in a way that is not known" in str(refuse(path))
