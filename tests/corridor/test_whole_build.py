"""One book all the way through, with the tone engine (a whole pipeline in seconds) and real encoders."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.mp4 import MP4

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.events import ChapterDone, Event, FileWritten, TakeDone

TITLES = ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"]


class Log:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def count(self, kind: type) -> int:
        return sum(isinstance(e, kind) for e in self.events)

    def written(self) -> int:
        return sum(isinstance(e, FileWritten) and not e.unchanged for e in self.events)


def run(
    source: Path, *, formats: tuple[str, ...] = ("m4b",), engine: str = "tone", **more: object
) -> tuple[tuple[Path, ...], Log]:
    log = Log()
    config = Config(build=BuildConfig(engine=engine, formats=formats, jobs=2))
    result = build(Request(source, config, **more), log)
    return result.files, log


def decode(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])


def chapters_of(path: Path) -> list[tuple[str, float]]:
    with av.open(str(path)) as container:
        return [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()]


def snapshot(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def script_of(story: Path) -> Path:
    return story.with_suffix(".audiobook") / f"{story.stem}.script.md"


def test_epub_to_m4b_has_chapters_cover_and_tags(story: Path):
    (m4b,), _ = run(story)
    assert m4b == story.with_suffix(".m4b")
    assert [title for title, _ in chapters_of(m4b)] == TITLES
    tags = MP4(m4b)
    assert tags["\xa9alb"] == ["The Lamp at Gull Point"]
    assert tags["\xa9ART"] == ["The audiobook authors"]
    assert "AI voice" in tags["\xa9wrt"][0]
    assert tags["covr"]
    assert tags["desc"][0].startswith("A small story")


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_html_and_markdown_give_the_same_chapters(story: Path, suffix: str):
    from conftest import EXAMPLES

    source = story.with_suffix(suffix)
    source.write_bytes((EXAMPLES / source.name).read_bytes())
    source.with_suffix(".png").write_bytes((EXAMPLES / story.with_suffix(".png").name).read_bytes())
    (m4b,), _ = run(source)
    assert [title for title, _ in chapters_of(m4b)] == TITLES
    assert MP4(m4b)["covr"]


def test_every_format_from_one_recording(story: Path):
    files, log = run(story, formats=("m4b", "mp3", "mp3-chapters"))
    assert [f.name for f in files] == [f"{story.stem}.m4b", f"{story.stem}.mp3", f"{story.stem}-mp3"]
    assert len(list(files[2].glob("*.mp3"))) == 3
    keys = [e.key for e in log.events if isinstance(e, TakeDone)]
    assert len(keys) == len(set(keys)) > 20


def test_a_format_asked_for_later_records_and_encodes_nothing_twice(story: Path):
    (m4b,), _ = run(story)
    before = m4b.stat().st_mtime_ns
    aac = {p: p.stat().st_mtime_ns for p in (story.with_suffix(".audiobook") / "masters").glob("*.aac")}
    _, log = run(story, formats=("m4b", "mp3"))
    assert (log.count(TakeDone), log.count(ChapterDone), log.written()) == (0, 3, 1)
    assert {p: p.stat().st_mtime_ns for p in aac} == aac
    assert m4b.stat().st_mtime_ns == before
    _, again = run(story)
    assert (again.count(ChapterDone), again.written()) == (0, 0)


def test_second_build_rewrites_nothing(story: Path):
    run(story)
    before = snapshot(story.parent)
    _, log = run(story)
    assert snapshot(story.parent) == before
    assert log.count(TakeDone) == log.count(ChapterDone) == log.written() == 0


def test_one_edited_sentence_records_one_segment_and_masters_one_chapter(story: Path):
    run(story)
    script = script_of(story)
    text = script.read_text(encoding="utf-8")
    assert "counted them aloud all the way up" in text
    script.write_text(text.replace("counted them aloud all the way up", "counted them all aloud"), encoding="utf-8")
    _, log = run(story)
    assert (log.count(TakeDone), log.count(ChapterDone), log.written()) == (1, 1, 1)


def test_renaming_a_silent_part_of_a_chapter_title_records_only_the_title(story: Path):
    run(story)
    script = script_of(story)
    script.write_text(script.read_text(encoding="utf-8").replace("# Sixty-Two", "# Sixty-Three"), encoding="utf-8")
    (m4b,), log = run(story)
    assert log.count(TakeDone) == 1
    assert [title for title, _ in chapters_of(m4b)][2] == "Sixty-Three"


def test_voice_chosen_in_cast_toml_is_used_and_stays(story: Path):
    run(story)
    sheet = story.with_suffix(".audiobook") / "cast.toml"
    text = sheet.read_text(encoding="utf-8")
    before, _, entry = text.partition('name = "Nell"')
    assert entry
    line = next(x for x in entry.splitlines() if x.startswith("voice"))
    other = 'voice = "elder"' if "elder" not in line else 'voice = "bass"'
    sheet.write_text(before + 'name = "Nell"' + entry.replace(line, other, 1), encoding="utf-8")
    _, log = run(story)
    nell_lines = log.count(TakeDone)
    assert nell_lines >= 3
    assert other in sheet.read_text(encoding="utf-8").partition('name = "Nell"')[2]
    _, again = run(story)
    assert again.count(TakeDone) == 0


def test_script_source_is_built_directly(tmp_path: Path):
    source = tmp_path / "tiny.script.md"
    source.write_text(
        '+++\ntitle = "Tiny"\nlanguage = "en"\n+++\n\n# One\n\nHello there, my dear reader.\n\n# Two\n\n[Ann] “Yes.”\n'
    )
    (m4b,), _ = run(source)
    assert m4b == tmp_path / "tiny.m4b"
    assert [t for t, _ in chapters_of(m4b)] == ["One", "Two"]
    assert MP4(m4b)["\xa9alb"] == ["Tiny"]


def test_changed_book_is_merged_into_an_edited_script(story: Path):
    source = story.with_suffix(".md")
    source.write_text("# One\n\nFirst paragraph here.\n\nSecond paragraph here.\n\nThird one.\n", encoding="utf-8")
    run(source)
    script = script_of(source)
    script.write_text(script.read_text().replace("Third one.", "Third one, [pause 2s] edited."), encoding="utf-8")
    source.write_text("# One\n\nFirst paragraph changed.\n\nSecond paragraph here.\n\nThird one.\n", encoding="utf-8")
    run(source)
    text = script.read_text()
    assert "First paragraph changed." in text
    assert "Third one, [pause 2s] edited." in text


def test_until_stops_where_it_says(story: Path):
    files, log = run(story, until="cast")
    assert [f.name for f in files] == [f"{story.stem}.script.md", "cast.toml"]
    assert log.count(TakeDone) == 0
    run(story, until="takes")
    assert not list((story.with_suffix(".audiobook") / "masters").iterdir())
    assert not story.with_suffix(".m4b").exists()


def test_chapter_starts_are_where_the_table_says(story: Path):
    """At the table's time a chapter's head silence begins, and speech starts 0.75 s later."""
    (m4b,), _ = run(story)
    pcm = decode(m4b)
    for _, start in chapters_of(m4b):
        at = round(start * 24000)
        head = pcm[at : at + int(0.70 * 24000)]
        speech = pcm[at + int(0.74 * 24000) : at + int(0.85 * 24000)]
        assert np.abs(head).max() < 0.01
        assert np.abs(speech).max() > 0.02


def test_report_says_what_was_made(story: Path):
    run(story)
    report = json.loads((story.with_suffix(".audiobook") / "report.json").read_text(encoding="utf-8"))
    assert [c["title"] for c in report["chapters"]] == TITLES
    assert abs(report["loudness"]["integrated_lufs"] + 18) < 0.5
    assert all(row["licence"] and row["version"] and row["model"] for row in report["voices"])
    assert sum(row["segments"] for row in report["voices"]) > 0
    assert {"narrator", "Nell", "Mrs. Abel"} <= {p["character"] for p in report["cast"]}
