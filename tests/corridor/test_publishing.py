"""What is handed over: formats, names, volumes, and what a change of tags, names or formats costs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import av
import pytest

from audiobook import Request, build
from audiobook.config import Config, parse_config
from audiobook.corridor.request import targets
from audiobook.errors import ConfigError
from audiobook.events import ChapterDone, Event, FileWritten, Finding, TakeDone

TITLE = "The Lamp at Gull Point"


def run(source: Path, config: Config, **more: object) -> tuple[tuple[Path, ...], list[Event]]:
    events: list[Event] = []
    return build(Request(source, config, **more), events.append).files, events


def config_of(*formats: str, **tables: dict[str, object]) -> Config:
    own = {"engine": "tone", "jobs": 2, "formats": list(formats), **tables.pop("build", {})}
    return parse_config({"build": own, **tables}, "audiobook.toml")


def codes(events: list[Event]) -> list[str]:
    return [e.code for e in events if isinstance(e, Finding) and e.code != "standin"]


def count(events: list[Event], kind: type) -> int:
    return sum(isinstance(e, kind) and not getattr(e, "unchanged", False) for e in events)


def titles(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return [c["metadata"]["title"] for c in container.chapters()]


def test_every_format_at_once_from_one_recording(story: Path):
    singles = ("m4b", "mp3", "opus", "flac", "wav")
    folders = ("m4a-chapters", "mp3-chapters", "opus-chapters", "flac-chapters", "wav-chapters")
    files, events = run(story, config_of(*singles, *folders))
    assert [f.name for f in files[:5]] == [f"{story.stem}.{name}" for name in singles]
    assert [f.name for f in files[5:]] == [f"{story.stem}-{name.removesuffix('-chapters')}" for name in folders]
    assert all(titles(f) == ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"] for f in files[:5])
    assert [len(list(folder.glob("0*"))) for folder in files[5:]] == [3] * 5
    assert count(events, ChapterDone) == 3
    _, again = run(story, config_of(*singles, *folders))
    assert (count(again, TakeDone), count(again, ChapterDone), count(again, FileWritten)) == (0, 0, 0)


def test_a_changed_tag_or_cover_encodes_nothing(story: Path):
    run(story, config_of("m4b", "mp3-chapters"))
    masters = story.with_suffix(".audiobook") / "masters"
    before = {p: p.stat().st_mtime_ns for p in masters.iterdir()}
    files, events = run(story, config_of("m4b", "mp3-chapters", metadata={"narrator": "Ann Other"}))
    assert (count(events, TakeDone), count(events, ChapterDone), count(events, FileWritten)) == (0, 0, 2)
    assert {p: p.stat().st_mtime_ns for p in masters.iterdir()} == before
    with av.open(str(files[0])) as container:
        assert container.metadata["composer"] == "Ann Other"
        assert container.metadata["AI_VOICE"] == "Narrated by AI voices"


def test_files_are_named_by_the_books_own_metadata(story: Path):
    template = {"file_name": "{author} - {title}: {series}", "chapter_name": "{number}_{book}_{title}"}
    config = config_of("m4b", "mp3-chapters", build=template)
    files, _ = run(story, config)
    assert [f.name for f in files] == [f"The audiobook authors - {TITLE}.m4b", f"The audiobook authors - {TITLE}-mp3"]
    names = sorted(f.name for f in files[1].glob("*.mp3"))
    assert names[0] == f"01_{TITLE}_The Lamp Goes Out.mp3"
    assert files[0].is_file()
    _, again = run(story, config)
    assert count(again, FileWritten) == 0
    changed = replace(config, build=replace(config.build, chapter_name="{number}-{title}"))
    files, events = run(story, changed)
    assert (count(events, ChapterDone), count(events, FileWritten)) == (0, 1)
    assert min(f.name for f in files[1].glob("*.mp3")) == "01-The Lamp Goes Out.mp3"


def test_a_name_given_by_hand_is_kept(story: Path):
    config = config_of("m4b", build={"file_name": "{title}"})
    files, _ = run(story, config, output=story.parent / "mine.m4b")
    assert [f.name for f in files] == ["mine.m4b"]


def test_a_profiles_names_of_chapters_are_used(story: Path):
    own = {"mine": {"base": "google-play", "limits": {"cover_px": ["", ""], "cover_square": False}}}
    files, _ = run(story, config_of("mp3-chapters", build={"profile": "mine"}, profiles=own))
    assert [f.name for f in sorted(files[0].glob("*.mp3"))] == [
        "01-The Lamp Goes Out.mp3",
        "02-Mrs. Abel Comes Up.mp3",
        "03-Sixty-Two.mp3",
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"file_name": "{autor}"}, "unknown field '{autor}'"),
        ({"file_name": "{title"}, "expected '}'"),
        ({"file_name": "{title!r}"}, "how to format"),
        ({"file_name": "{title.__class__}"}, "unknown field"),
        ({"chapter_name": "{title}"}, "has no {number}"),
        ({"chapter_name": "{number}{nummer}"}, "unknown field"),
    ],
)
def test_a_template_that_cannot_be_is_refused_before_anything_is_read(story: Path, table, words):
    with pytest.raises(ConfigError) as caught:
        targets(Request(story, config_of("m4b", build=table)))
    assert words in caught.value.message
    assert caught.value.hint


def volumes(folder: Path, suffix: str = ".m4b") -> list[str]:
    return sorted(p.name for p in folder.glob(f"*{suffix}"))


def test_a_long_book_becomes_volumes_cut_between_chapters(story: Path):
    stem = story.stem
    config = config_of("m4b", "opus", "mp3-chapters", audio={"longest_min": 2})
    files, events = run(story, config)
    lengths = {len(titles(f)) for f in files if f.suffix}
    found = [f.name for f in files]
    assert found == [
        f"{stem} - 1 of 2.m4b",
        f"{stem} - 2 of 2.m4b",
        f"{stem} - 1 of 2.opus",
        f"{stem} - 2 of 2.opus",
        f"{stem}-mp3",
    ]
    assert lengths == {1, 2}
    assert [t for f in files[:2] for t in titles(f)] == ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"]
    with av.open(str(files[1])) as container:
        assert container.metadata["title"] == f"{TITLE} - 2 of 2"
        assert (container.metadata["album"], container.metadata["disc"]) == (TITLE, "2/2")
    assert len(list(files[4].glob("*.mp3"))) == 3
    assert "long-chapter" not in codes(events)
    _, again = run(story, config)
    assert count(again, FileWritten) == 0


def test_volumes_of_an_earlier_division_go_unless_a_person_touched_them(story: Path):
    run(story, config_of("m4b", audio={"longest_min": 1}))
    stem = story.stem
    assert volumes(story.parent) == [f"{stem} - {n} of 3.m4b" for n in (1, 2, 3)]
    (story.parent / f"{stem} - 3 of 3.m4b").write_text("mine now")
    run(story, config_of("m4b", audio={"longest_min": 2}))
    assert volumes(story.parent) == [*(f"{stem} - {n} of 2.m4b" for n in (1, 2)), f"{stem} - 3 of 3.m4b"]
    _, events = run(story, config_of("m4b"))
    assert volumes(story.parent) == [f"{stem} - 3 of 3.m4b", f"{stem}.m4b"]
    assert count(events, ChapterDone) == 0
    known = json.loads((story.with_suffix(".audiobook") / "outputs.json").read_text(encoding="utf-8"))
    assert [Path(name).name for name in known] == [f"{stem}.m4b"]


def test_a_whole_book_that_was_there_before_volumes_stays(story: Path):
    run(story, config_of("m4b"))
    run(story, config_of("m4b", audio={"longest_min": 2}))
    stem = story.stem
    assert volumes(story.parent) == [f"{stem} - 1 of 2.m4b", f"{stem} - 2 of 2.m4b", f"{stem}.m4b"]


def test_a_chapter_longer_than_a_file_may_be_is_named(story: Path):
    script = story.with_name("long.script.md")
    script.write_text(
        '+++\ntitle = "Long"\nlanguage = "en"\n+++\n\n# One\n\nShort.\n\n# Two\n\n' + "A sentence to be spoken. " * 60
    )
    files, events = run(script, config_of("m4b", "mp3-chapters", audio={"longest_min": 1}))
    assert codes(events).count("long-chapter") == 1
    assert [titles(f) for f in files[:2]] == [["One"], ["Two"]]
