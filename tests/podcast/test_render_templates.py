"""The five templates of episodes, against scripts that were read and found good."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audiobook.corridor.podcasting import EpisodeRequest, render_script
from audiobook.podcast.render import TEMPLATES
from audiobook.prep.frontmatter import metadata_of
from audiobook.prep.scriptfile import check_marks
from audiobook.script import Chapter, Mark, MusicEnd, MusicMark, Paragraph, SoundMark

HERE = Path(__file__).parents[1] / "data" / "podcast"
DATA = {
    "interview": "interview.toml",
    "two-hosts": "two-hosts.toml",
    "news": "news.yaml",
    "serial": "serial.json",
    "essay": "essay.toml",
}


def request(template: str, **more: object) -> EpisodeRequest:
    document = {"document": HERE / "two-hosts.md", "chapter": 1} if template == "two-hosts" else {}
    return EpisodeRequest(template, HERE / DATA[template], **{**document, **more})


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_makes_the_script_that_was_looked_at(template: str):
    made = render_script(request(template))
    golden = HERE / f"{template}.script.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(made.text, encoding="utf-8")
    assert made.text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_is_left_to_the_narrator(template: str):
    script = render_script(request(template)).script
    cues = [cue for chapter in script.chapters for p in chapter.items if isinstance(p, Paragraph) for cue in p.cues]
    assert cues
    assert all(cue.speaker for cue in cues)
    assert all(chapter.silent and chapter.items for chapter in script.chapters)


def test_the_front_matter_is_metadata_of_a_book():
    metadata = metadata_of(render_script(request("interview")).script.front)
    assert (metadata.title, metadata.authors) == ("Keeping the Lamp", ("Gull Point Radio",))
    assert (metadata.series, metadata.series_index, metadata.date) == ("The Lamp Room", "7", "2026-05-04")


def chapters(template: str, document: Path, **more: object) -> tuple[Chapter, ...]:
    data = document.parent / "hosts.toml"
    data.write_text('hosts = ["Ann", "Ben"]', encoding="utf-8")
    return render_script(EpisodeRequest(template, data, document=document, **more)).script.chapters


def spoken(chapter: Chapter) -> list[tuple[str, str]]:
    return [(cue.speaker, cue.text) for p in chapter.items if isinstance(p, Paragraph) for cue in p.cues]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    target = tmp_path / "lamp.md"
    target.write_text((HERE / "two-hosts.md").read_text(encoding="utf-8"), encoding="utf-8")
    return target


def test_two_hosts_without_points_read_the_document_in_turns(document: Path):
    told = chapters("two-hosts", document)
    assert [chapter.name for chapter in told] == ["Welcome", "The Lamp Goes Out", "The Lamp Is Lit", "Goodbye"]
    assert spoken(told[2]) == [("Ann", "Tom went up the stairs."), ("Ben", "He came down again.")]


@pytest.mark.parametrize("template", ["essay", "serial"])
def test_a_chapter_of_a_document_is_told(template: str, document: Path):
    told = [line for chapter in chapters(template, document, chapter=2) for line in spoken(chapter)]
    assert told[-2:] == [("Ann", "Tom went up the stairs."), ("Ann", "He came down again.")]


def test_music_is_played_where_the_show_has_some():
    marks = [i for c in render_script(request("news")).script.chapters for i in c.items if isinstance(i, Mark)]
    assert marks == [SoundMark("music/sting.flac")] * 3


@pytest.mark.parametrize("template", TEMPLATES)
def test_music_begins_under_the_opening_and_every_end_has_a_beginning(template: str, tmp_path: Path):
    show = {"title": "S", "hosts": ["Ann", "Ben"]}
    music = {key: f"music/{key}.wav" for key in ("intro", "bed", "sting", "outro")}
    parts = {
        "guests": ["Cem"],
        "topics": [{"title": "One", "questions": [{"question": "Why?", "answer": "Why not."}]}],
        "stories": [{"headline": "One", "text": "Two."}, {"headline": "Three", "text": "Four."}],
        "points": [{"passage": "One.", "comment": "Two."}, {"passage": "Three.", "comment": "Four."}],
        "document": {"title": "D", "chapter": "C", "author": "E"},
        "sections": [{"text": "One."}, {"text": "Two."}],
        "scenes": [{"text": "One."}],
        "closing": "Good bye.",
        "next": "More.",
    }
    (tmp_path / "data.json").write_text(json.dumps({"title": "T", "music": music, **show, **parts}), encoding="utf-8")
    script = render_script(EpisodeRequest(template, tmp_path / "data.json")).script
    check_marks(script)
    marks = [i for c in script.chapters for i in c.items if isinstance(i, Mark)]
    assert marks[:3] == [
        MusicMark("music/intro.wav", lead_ms=4000, once=True),
        MusicMark("music/bed.wav", crossfade_ms=2000),
        MusicEnd(3000, 3000),
    ]
    assert marks[-2:] == [MusicMark("music/outro.wav", fade=(2000, 2000)), MusicEnd(6000, 4000)]
    assert all(mark == SoundMark("music/sting.wav") for mark in marks[3:-2])
    under = script.chapters[0].items
    opening = [n for n, item in enumerate(under) if isinstance(item, Paragraph)]
    assert under.index(marks[1]) < min(opening) < under.index(marks[2])


def test_music_is_named_from_the_folder_of_the_script(tmp_path: Path):
    show = tmp_path / "show"
    (show / "episodes").mkdir(parents=True)
    (show / "show.toml").write_text(
        'title = "S"\nhosts = ["Ann"]\n[music]\nintro = "music/a.wav"\noutro = "music/b.wav"', encoding="utf-8"
    )
    data = show / "episodes" / "1.toml"
    data.write_text('title = "T"\nsections = [{text = "Hello."}]\n[music]\noutro = "own.wav"', encoding="utf-8")
    script = render_script(EpisodeRequest("essay", data)).script
    marks = [i for c in script.chapters for i in c.items if isinstance(i, Mark)]
    assert marks == [MusicMark("../music/a.wav", lead_ms=4000, once=True), MusicEnd(3000, 3000), SoundMark("own.wav")]
    assert script.front["show"] == "S"
