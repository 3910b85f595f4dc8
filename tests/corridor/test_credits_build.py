"""Credits and the retail sample in a whole build, with the tone engine and real encoders."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import av
import pytest
from mutagen.id3 import ID3

from audiobook import Request, build
from audiobook.config import Config, load_config
from audiobook.corridor.request import Target
from audiobook.corridor.sample import sample_targets
from audiobook.corridor.spoken_forms import spoken_lines
from audiobook.errors import ConfigError
from audiobook.events import ChapterDone, Event, FileWritten, Finding, TakeDone

TITLES = ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"]
ALL = ["Opening Credits", *TITLES, "End Credits"]
CREDITS = "[credits]\nopening = true\nclosing = true\n"
SETTINGS = '[build]\nengine = "tone"\njobs = 2\nformats = ["mp3"]\n'


class Log:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def count(self, kind: type) -> int:
        return sum(isinstance(e, kind) for e in self.events)

    def written(self) -> list[str]:
        return [Path(e.path).name for e in self.events if isinstance(e, FileWritten) and not e.unchanged]

    def codes(self) -> list[str]:
        return [e.code for e in self.events if isinstance(e, Finding)]

    def why(self) -> list[str]:
        return [str(e) for e in self.events if isinstance(e, Finding) and e.code == "why"]


def settings(book: Path, text: str) -> Config:
    file = book.parent / "audiobook.toml"
    file.write_text(SETTINGS + text, encoding="utf-8")
    return load_config(file)


def run(book: Path, text: str, **more: object) -> tuple[list[Path], Log]:
    log = Log()
    return list(build(Request(book, settings(book, text), **more), log).files), log


def seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(f.samples / f.sample_rate for f in container.decode(audio=0))


def chapters_of(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return [c["metadata"]["title"] for c in container.chapters()]


def work(book: Path) -> Path:
    return book.with_suffix(".audiobook")


def test_credits_are_chapters_around_the_book_and_the_book_stays_as_it_is(story: Path):
    (plain,), before = run(story, "")
    kept = {name: (work(story) / name).read_bytes() for name in ("source.json", "coverage.json", "cast.toml")}
    script = (work(story) / f"{story.stem}.script.md").read_bytes()
    assert chapters_of(plain) == TITLES
    (mp3,), log = run(story, CREDITS)
    assert chapters_of(mp3) == ALL
    assert log.count(TakeDone) == len({e.key for e in log.events if isinstance(e, TakeDone)}) > 4
    assert before.count(ChapterDone) == 3
    assert log.count(ChapterDone) == 2
    assert {name: (work(story) / name).read_bytes() for name in kept} == kept
    assert (work(story) / f"{story.stem}.script.md").read_bytes() == script
    _, again = run(story, CREDITS)
    assert (again.count(TakeDone), again.count(ChapterDone), again.written()) == (0, 0, [])


def test_only_one_of_the_two_can_be_asked_for(story: Path):
    (mp3,), _ = run(story, "[credits]\nclosing = true\n")
    assert chapters_of(mp3) == [*TITLES, "End Credits"]


def test_a_new_title_records_and_masters_only_the_credits(story: Path):
    run(story, CREDITS)
    (mp3,), log = run(story, f'{CREDITS}[metadata]\ntitle = "Another Lamp"\n', why=True)
    assert (log.count(TakeDone), log.count(ChapterDone)) == (2, 2)
    assert ID3(mp3)["TALB"].text == ["Another Lamp"]
    told = log.why()
    assert len(told) == 2
    assert any("credits-opening.en.txt.j2" in line and "Another Lamp." in line for line in told)


def test_the_narrator_speaks_the_credits(story: Path):
    _, log = run(story, CREDITS, until="takes")
    rows = json.loads((work(story) / "segments.json").read_text(encoding="utf-8"))["rows"]
    assert log.count(TakeDone) == len({tuple(map(str, row)) for row in rows})
    assert [rows[0][1], rows[-1][1]] == ["", ""]


def test_a_house_template_beside_the_settings_is_used_before_ours(story: Path):
    folder = story.parent / "templates"
    folder.mkdir()
    house = folder / "credits-opening.en.txt.j2"
    house.write_text("# Welcome {silent}\n\nGull House presents {{ title }}.\n", encoding="utf-8")
    (mp3,), _ = run(story, CREDITS)
    assert chapters_of(mp3) == ["Welcome", *TITLES, "End Credits"]
    named = story.parent / "own.txt.j2"
    named.write_text("Nobody presents {{ title }} to Dr. Hill.\n", encoding="utf-8")
    own = f'{CREDITS}opening_template = "own.txt.j2"\n'
    (mp3,), log = run(story, own, why=True)
    assert chapters_of(mp3) == ALL
    assert any("own.txt.j2" in line and "Nobody presents" in line for line in log.why())
    spoken = spoken_lines(Request(story, settings(story, own)))
    assert ("own.txt.j2", "Dr.") in {(Path(s.source.file).name, c.written) for s in spoken for c in s.changes}


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% include '/etc/passwd' %}", "own.txt.j2:1: the template is wrong: 'include' is not allowed"),
        ("Hello\n{{ titel }}", "own.txt.j2:2: the template is wrong: 'titel' is undefined"),
        (None, "credits.closing_template: there is no file"),
    ],
)
def test_a_wrong_house_template_stops_the_build_before_anything_is_recorded(
    story: Path, template: str | None, why: str
):
    if template is not None:
        (story.parent / "own.txt.j2").write_text(template, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        run(story, '[credits]\nclosing = true\nclosing_template = "own.txt.j2"\n')
    assert why in str(caught.value)
    assert not list(work(story).glob("takes/*.flac"))


@pytest.mark.parametrize("name", ["secret.txt", "link.txt.j2"])
def test_what_is_no_template_by_its_name_is_not_read_aloud(story: Path, name: str):
    secret = story.parent / "secret.txt"
    secret.write_text("Nobody may hear this.\n", encoding="utf-8")
    if name != secret.name:
        (story.parent / name).symlink_to(secret)
    with pytest.raises(ConfigError, match=r"is no template: its name does not end in \.j2"):
        run(story, f'[credits]\nclosing = true\nclosing_template = "{name}"\n')


def test_a_language_without_templates_has_english_credits_and_is_told_so(tmp_path: Path):
    book = tmp_path / "boek.script.md"
    book.write_text('+++\ntitle = "Boek"\nlanguage = "nl"\n+++\n\n# Een\n\nEr was eens een boek.\n', encoding="utf-8")
    (mp3,), log = run(book, CREDITS)
    assert chapters_of(mp3) == ["Opening Credits", "Een", "End Credits"]
    assert log.codes().count("credits-in-english") == 2


def test_a_voice_that_is_called_after_a_language_is_not_named(tmp_path: Path):
    book = tmp_path / "buch.script.md"
    book.write_text('+++\ntitle = "Buch"\nlanguage = "de"\n+++\n\n# Eins\n\nEs war einmal.\n', encoding="utf-8")
    config = settings(book, CREDITS)
    log = Log()
    build(Request(book, replace(config, build=replace(config.build, engine="espeak")), until="takes", why=True), log)
    assert any("Gelesen von einer KI-Stimme." in line for line in log.why())


def test_tags_in_a_title_are_spoken_and_are_no_tags(tmp_path: Path):
    book = tmp_path / "odd.script.md"
    front = '+++\ntitle = "[Nell: eager] # [pause 9s] {{ 7 * 7 }} <!-- x"\n+++\n'
    book.write_text(f"{front}\n# One\n\n[Nell] Hello there.\n", encoding="utf-8")
    _, log = run(book, CREDITS, until="takes", why=True)
    told = " ".join(line for line in log.why() if "credits-opening" in line)
    assert "[Nell: eager] # [pause 9s] {{ 7 * 7 }} <!-- x" in told
    rows = json.loads((tmp_path / "odd.audiobook" / "segments.json").read_text(encoding="utf-8"))["rows"]
    assert [row[1] for row in rows].count("Nell") == 1


def test_the_sample_is_a_file_of_its_own_with_its_own_title(story: Path):
    files, log = run(story, "[credits]\nsample_s = 20\n")
    assert [f.name for f in files] == [f"{story.stem}.mp3", f"{story.stem}-sample.mp3"]
    sample = files[1]
    assert 8 < seconds(sample) <= 20.1
    assert ID3(sample)["TALB"].text == ["The Lamp at Gull Point (Sample)"]
    assert chapters_of(sample) == [TITLES[0]]
    assert log.count(ChapterDone) == 3
    lock = (work(story) / "gains.lock").read_bytes()
    before = sample.stat().st_mtime_ns
    _, again = run(story, "[credits]\nsample_s = 20\n")
    assert (again.count(TakeDone), again.count(ChapterDone), again.written()) == (0, 0, [])
    assert sample.stat().st_mtime_ns == before
    assert (work(story) / "gains.lock").read_bytes() == lock
    sample.unlink()
    _, mended = run(story, "[credits]\nsample_s = 20\n")
    assert mended.written() == [sample.name]


def test_an_edit_after_the_sample_leaves_the_sample_alone(story: Path):
    run(story, "[credits]\nsample_s = 20\n")
    script = work(story) / f"{story.stem}.script.md"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace("# Sixty-Two", "# Sixty-Three"), encoding="utf-8")
    _, log = run(story, "[credits]\nsample_s = 20\n")
    assert log.written() == [f"{story.stem}.mp3"]


def test_no_sample_is_told_when_not_even_one_sentence_fits(story: Path):
    files, log = run(story, "[credits]\nsample_s = 1\n")
    assert len(files) == 1
    assert "no-sample" in log.codes()


@pytest.mark.parametrize(
    ("formats", "name"),
    [
        (("mp3-chapters",), "lamp-sample.mp3"),
        (("m4b", "mp3-chapters"), "lamp-sample.m4b"),
        (("m4a-chapters",), "lamp-sample.m4b"),
        (("flac-chapters",), "lamp-sample.flac"),
    ],
)
def test_the_sample_has_the_first_formats_kind_of_file(tmp_path: Path, formats: tuple[str, ...], name: str):
    config = settings(tmp_path / "lamp.epub", "[credits]\nsample_s = 300\n")
    wanted = [Target(format_, tmp_path / f"lamp.{format_}") for format_ in formats]
    (target,) = sample_targets(Request(tmp_path / "lamp.epub", config), wanted)
    assert target.path == tmp_path / name
    assert sample_targets(Request(tmp_path / "lamp.epub", Config()), wanted) == ()


def test_a_sample_of_an_output_elsewhere_lies_beside_it(story: Path):
    folder = story.parent / "out"
    folder.mkdir()
    shutil.copy(story, folder / "other.epub")
    files, _ = run(story, "[credits]\nsample_s = 20\n", output=folder / "Gull.mp3")
    assert files == [folder / "Gull.mp3", folder / "Gull-sample.mp3"]
