"""Episodes with music, effects and clips, built for real and measured in the files that are handed over."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.corridor.podcast_episode import without_cover
from audiobook.errors import ScriptError
from audiobook.events import ChapterDone, Event, Finding, TakeDone
from audiobook.profile import Profile
from audiobook.sound.codec import decode_blocks
from audiobook.sound.meter import Meter, decibels, integrated_lufs

RATE = 44_100
#: Beeps of the tone engine lie below, the bed above.
SPLIT_HZ = 3_000.0


def tone(path: Path, seconds: float, hz: float = 5_000.0, amplitude: float = 0.2, *, stereo: bool = False) -> Path:
    path.parent.mkdir(exist_ok=True)
    samples = amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    soundfile.write(path, samples if not stereo else np.stack([samples, samples], axis=1), RATE)
    return path


def config(*formats: str, **audio: object) -> Config:
    made = Config(build=BuildConfig(engine="tone", voice="alto", formats=formats or ("flac",), jobs=2))
    made = made.with_profile("podcast")
    return replace(made, audio=replace(made.audio, **audio), profiles={**made.profiles, "podcast": no_cover(made)})


def no_cover(made: Config) -> Profile:
    return without_cover(made.profile)


def episode(folder: Path, text: str) -> Path:
    path = folder / "one.script.md"
    path.write_text(f'+++\ntitle = "T"\n+++\n\n{text}\n', encoding="utf-8")
    return path


def run(path: Path, made: Config | None = None) -> tuple[dict[str, Path], int, int]:
    """Build: the files by suffix, how many takes were recorded, how many chapters mastered."""
    events: list[Event] = []
    files = build(Request(path, made or config()), events.append).files
    takes, chapters = (sum(isinstance(e, kind) for e in events) for kind in (TakeDone, ChapterDone))
    return {file.suffix: file for file in files}, takes, chapters


def decoded(path: Path) -> tuple[np.ndarray, int]:
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
    return np.concatenate(list(decode_blocks(path))).astype(np.float64), rate


def halves(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """What lies below ``SPLIT_HZ`` and what above."""
    spectrum = np.fft.rfft(samples)
    high = np.fft.rfftfreq(len(samples), 1 / rate) > SPLIT_HZ
    return np.fft.irfft(np.where(high, 0, spectrum), len(samples)), np.fft.irfft(
        np.where(high, spectrum, 0), len(samples)
    )


def lufs(samples: np.ndarray, rate: int) -> float:
    meter = Meter(rate)
    meter.feed(samples.astype(np.float32))
    return integrated_lufs(meter.finish())


def rms_db(samples: np.ndarray) -> float:
    return float(decibels(np.mean(samples**2)))


TALK = "So she went up the stairs of the tower, and lit the lamp again, as she did every night of her life."


def test_a_bed_is_far_under_speech_and_back_when_it_is_over(tmp_path: Path):
    tone(tmp_path / "music" / "bed.wav", 4)
    text = f"# One {{silent}}\n\n[music music/bed.wav lead 3s]\n\n{TALK}\n\n{TALK}\n\n[music end tail 3s fade 500ms]"
    text += f"\n\n{TALK}\n\n# Two\n\n{TALK}"
    files, *_ = run(episode(tmp_path, text), config("mp3", "transcript"))
    told = json.loads(files[".json"].read_text(encoding="utf-8"))
    spoken = [(line["startTime"], line["endTime"]) for line in told["segments"]]
    samples, rate = decoded(files[".mp3"])
    voices, bed = halves(samples, rate)

    def part(of: np.ndarray, start: float, end: float) -> np.ndarray:
        return of[round(start * rate) : round(end * rate)]

    clear = rms_db(part(bed, 1.5, spoken[0][0] - 0.5))
    for start, end in spoken[:2]:
        assert lufs(part(bed, start, end), rate) <= lufs(part(voices, start, end), rate) - 12
        assert rms_db(part(bed, start + 0.1, end - 0.1)) == pytest.approx(clear - 10, abs=0.5)
    over = spoken[1][1] - 0.08
    assert rms_db(part(bed, over + 0.5, over + 1.5)) == pytest.approx(clear, abs=0.5)
    assert rms_db(part(bed, over + 3.1, spoken[2][1])) < clear - 40
    assert lufs(samples, rate) == pytest.approx(-16, abs=1)
    assert decibels(np.abs(samples).max() ** 2) <= -1
    (checked,) = json.loads((tmp_path / "one.audiobook" / "check.json").read_text(encoding="utf-8"))["deliveries"]
    verdicts = {each["code"]: each["verdict"] for each in checked["judgements"]}
    assert {verdicts[code] for code in ("clicks", "drop-outs", "clipping", "loudness", "true-peak")} == {"passed"}
    marks = told["chapters"]
    assert [mark["title"] for mark in marks] == ["One", "Two"]
    with av.open(str(files[".mp3"])) as file:
        starts = [chapter["start"] * float(chapter["time_base"]) for chapter in file.chapters()]
    assert starts == pytest.approx([mark["startTime"] for mark in marks], abs=0.03)


def test_a_sound_is_as_loud_as_the_voices_whatever_its_file_is(tmp_path: Path):
    tone(tmp_path / "loud.wav", 4, amplitude=0.9)
    tone(tmp_path / "soft.wav", 4, amplitude=0.01)
    text = f"# A {{silent}}\n\n{TALK}\n\n[sound loud.wav]\n\n{TALK}\n\n[sound soft.wav]\n\n{TALK}"
    text += "\n\n[sound soft.wav -6dB 1s-3s]"
    files, *_ = run(episode(tmp_path, text), config("flac", "transcript"))
    samples, rate = decoded(files[".flac"])
    voices, high = halves(samples, rate)
    heard = np.flatnonzero(np.abs(high) > 0.005)
    cuts = np.flatnonzero(np.diff(heard) > rate // 2)
    stretches = [heard[part[[0, -1]]] for part in np.split(np.arange(len(heard)), cuts + 1)]
    levels = [lufs(high[first : last + 1], rate) for first, last in stretches]
    lengths = [(last - first) / rate for first, last in stretches]
    assert lengths == pytest.approx([4, 4, 2], abs=0.01)
    assert levels[0] == pytest.approx(levels[1], abs=0.1)
    assert levels[2] == pytest.approx(levels[1] - 6, abs=0.1)
    assert levels[0] == pytest.approx(lufs(voices, rate), abs=1)


def test_a_clip_is_in_the_transcript_when_it_is_heard(tmp_path: Path):
    tone(tmp_path / "interview.wav", 10, amplitude=0.05)
    text = f'# A {{silent}}\n\n{TALK}\n\n[clip interview.wav 2s-6.5s "I was there. I saw it." as "Mrs. Moss"]'
    text += "\n\n[Ann] Indeed."
    files, *_ = run(episode(tmp_path, text), config("flac", "transcript", "vtt"))
    told = json.loads(files[".json"].read_text(encoding="utf-8"))["segments"]
    assert [line["speaker"] for line in told] == ["Narrator", "Mrs. Moss", "Mrs. Moss", "Ann"]
    assert "".join(line["body"] for line in told[1:3]).replace(" ", "") == "Iwasthere.Isawit."
    start, end = told[1]["startTime"], told[2]["endTime"]
    assert end - start == pytest.approx(4.5, abs=0.001)
    samples, rate = decoded(files[".flac"])
    heard = np.flatnonzero(np.abs(halves(samples, rate)[1]) > 0.01) / rate
    assert [heard[0], heard[-1]] == pytest.approx([start, end], abs=0.01)
    assert "<v Mrs. Moss>I was there." in files[".vtt"].read_text(encoding="utf-8")


def test_only_chapters_with_a_changed_sound_are_mastered_again(tmp_path: Path):
    tone(tmp_path / "a.wav", 1)
    tone(tmp_path / "b.wav", 1, hz=4000)
    talk = "\n\n".join([TALK] * 6)
    path = episode(tmp_path, f"# A\n\n[sound a.wav]\n\n{talk}\n\n# B\n\n[sound b.wav]\n\n{talk}\n\n# C\n\n{talk}")
    _, takes, _ = run(path)
    assert takes > 0
    assert run(path)[1:] == (0, 0)
    sounds = tmp_path / "one.audiobook" / "sounds"
    before = {file.name for file in sounds.iterdir()}
    tone(tmp_path / "b.wav", 1, hz=4500)
    assert run(path)[1:] == (0, 1)
    after = {file.name for file in sounds.iterdir()}
    assert (len(before), len(after), len(before & after)) == (4, 4, 2)
    path.write_text(path.read_text(encoding="utf-8").replace("[sound a.wav]", "[sound a.wav -3dB]"), encoding="utf-8")
    assert run(path)[1:] == (0, 1)


def test_a_chapter_of_sounds_alone_is_a_chapter(tmp_path: Path):
    tone(tmp_path / "a.wav", 2)
    path = episode(
        tmp_path,
        f"# A\n\n{TALK}\n\n# Music\n\n[sound a.wav]\n\n# Interlude {{silent}}\n\n[sound a.wav]\n\n# B\n\n{TALK}",
    )
    files, *_ = run(path, config("flac", "transcript"))
    chapters = json.loads(files[".json"].read_text(encoding="utf-8"))["chapters"]
    assert [chapter["title"] for chapter in chapters] == ["A", "Music", "Interlude", "B"]
    lasts = chapters[2]["endTime"] - chapters[2]["startTime"]
    assert lasts == pytest.approx(0.75 + 2 + 2, abs=0.1)


def test_music_runs_on_over_a_chapters_end(tmp_path: Path):
    tone(tmp_path / "bed.wav", 30)
    path = episode(
        tmp_path, f"# A\n\n[music bed.wav]\n\n{TALK}\n\n# B\n\n{TALK}\n\n[music end]\n\n{TALK}\n\n# C\n\n{TALK}"
    )
    files, *_ = run(path, config("flac", "transcript"))
    chapters = json.loads(files[".json"].read_text(encoding="utf-8"))["chapters"]
    samples, rate = decoded(files[".flac"])
    _, bed = halves(samples, rate)
    join = chapters[1]["startTime"]

    def level(start: float, end: float) -> float:
        return rms_db(bed[round(start * rate) : round(end * rate)])

    assert level(join - 0.05, join + 0.05) < -80
    assert level(join + 0.6, join + 0.7) > -50
    assert level(join - 1.8, join - 1.3) > -50
    assert level(chapters[2]["startTime"], chapters[2]["endTime"]) < -80
    assert run(path, config("flac", "transcript"))[1:] == (0, 0)


@pytest.mark.parametrize(("stereo", "forced", "channels"), [(False, 0, 1), (True, 0, 2), (True, 1, 1), (False, 2, 2)])
def test_files_have_two_channels_where_music_has(tmp_path: Path, stereo: bool, forced: int, channels: int):  # noqa: FBT001
    tone(tmp_path / "bed.wav", 2, stereo=stereo)
    path = episode(tmp_path, f"# A\n\n[music bed.wav lead 1s]\n\n{TALK}\n\n[music end]\n\n# B\n\n{TALK}")
    files, *_ = run(path, config("flac", "mp3", channels=forced))
    for file in files.values():
        with av.open(str(file)) as opened:
            stream = opened.streams.audio[0]
            assert (stream.channels, stream.rate) == (channels, 44_100)


def test_without_a_rate_of_the_profile_music_keeps_its_treble(tmp_path: Path):
    tone(tmp_path / "bed.wav", 2, hz=15_000)
    path = episode(tmp_path, f"# A\n\n[sound bed.wav]\n\n{TALK}")
    files, *_ = run(path, Config(build=BuildConfig(engine="tone", formats=("flac",), jobs=2)))
    samples, rate = decoded(files[".flac"])
    assert rate == 48_000
    spectrum = np.abs(np.fft.rfft(samples))
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    treble = np.abs(frequencies - 15_000) < 5
    assert spectrum[treble].max() > 0.2 * spectrum.max()


@pytest.mark.parametrize(
    ("mark", "says", "hint"),
    [
        ("[sound door.wav]", "there is no file 'door.wav'", "put it into '{folder}'"),
        ("[sound thm.wav]", "there is no file 'thm.wav'", "did you mean theme.wav?"),
        ("[sound ../secret.wav]", "'../secret.wav' lies outside", "copy it into"),
        ("[sound link.wav]", "'link.wav' lies outside", "copy it into"),
        ("[sound /etc/hostname]", "no path from the script's folder", "copy the file there"),
        ("[sound C:/a.wav]", "no path from the script's folder", "copy the file there"),
        (r"[sound music\\a.wav]", "has a backslash", "write music/a.wav"),
        ("[music https://example.org/a.mp3]", "is an address", "download it"),
        ("[clip theme.wav 500ms-9s]", "'theme.wav' ends at 1s, so 9s is beyond its end", "write 500ms-1s"),
        ("[clip theme.wav 4s-]", "so 4s is beyond its end", "a stretch before 1s"),
        ("[sound one.script.md]", "one.script.md", ""),
        ("[sound tick.wav loop]", "'tick.wav' is only 50ms long, too short to be looped", "play it once"),
        ("[music end]", "stands after no music", "take it out"),
    ],
)
def test_what_is_wrong_with_a_sound_is_said_before_anything_is_recorded(
    tmp_path: Path, mark: str, says: str, hint: str
):
    folder = tmp_path / "show"
    folder.mkdir()
    tone(folder / "theme.wav", 1)
    tone(folder / "tick.wav", 0.05)
    secret = tone(tmp_path / "secret.wav", 1)
    (folder / "link.wav").symlink_to(secret)
    path = episode(folder, f"# A\n\n{TALK}\n\n{mark}\n\n{TALK}")
    with pytest.raises(ScriptError) as caught:
        run(path)
    assert says in caught.value.message
    assert hint.format(folder=folder) in caught.value.hint
    assert caught.value.source is not None
    assert (Path(caught.value.source.file).name, caught.value.source.line) == ("one.script.md", 9)
    assert not list((folder / "one.audiobook").glob("takes/*"))


def test_a_show_has_its_music_beside_its_episodes(tmp_path: Path):
    show = tmp_path / "show"
    (show / "episodes").mkdir(parents=True)
    (show / "show.toml").write_text('title = "S"', encoding="utf-8")
    tone(show / "music" / "a.wav", 1)
    path = episode(show / "episodes", f"# A\n\n[sound ../music/a.wav]\n\n{TALK}\n\n[sound music/a.wav]")
    assert run(path)[1:][1] > 0
    (show / "show.toml").unlink()
    with pytest.raises(ScriptError, match="lies outside"):
        run(path)


def test_a_books_script_has_its_sounds_beside_the_book(tmp_path: Path):
    book = tmp_path / "book.md"
    book.write_text(f"# A\n\n{TALK}\n\n{TALK}\n", encoding="utf-8")
    tone(tmp_path / "rain.wav", 1)
    run(book)
    script = tmp_path / "book.audiobook" / "book.script.md"
    script.write_text(
        script.read_text(encoding="utf-8").replace("# A\n", "# A\n\n[sound rain.wav loop]\n"), encoding="utf-8"
    )
    _, takes, chapters = run(book)
    assert (takes, chapters) == (0, 1)


def test_a_silent_sound_is_told(tmp_path: Path):
    tone(tmp_path / "quiet.wav", 1, amplitude=0.0)
    path = episode(tmp_path, f"# A\n\n[sound quiet.wav]\n\n{TALK}")
    events: list[Event] = []
    build(Request(path, config()), events.append)
    assert [e.code for e in events if isinstance(e, Finding) and e.code == "silent-sound"] == ["silent-sound"]


def test_a_damaged_import_is_made_again(tmp_path: Path):
    tone(tmp_path / "a.wav", 1)
    path = episode(tmp_path, f"# A\n\n[sound a.wav]\n\n{TALK}")
    run(path)
    work = tmp_path / "one.audiobook"
    (sidecar,) = (work / "sounds").glob("*.json")
    sidecar.write_text("{", encoding="utf-8")
    shutil.rmtree(work / "masters")
    os.truncate(next((work / "sounds").glob("*.flac")), 100)
    assert run(path)[1] == 0
    assert json.loads(sidecar.read_text(encoding="utf-8"))["channels"] == 1
