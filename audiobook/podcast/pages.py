"""The pages of a show and the files beside an episode's audio. No page has a script or asks another host anything."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from audiobook.podcast.episode import Episode
from audiobook.podcast.feed import newest_first
from audiobook.podcast.feed_text import legal, one_line
from audiobook.podcast.notes import ChapterMark, clock, credited, html_of, listed, role_of, web
from audiobook.podcast.show import Show
from audiobook.templating import render

#: Versions of the formats: podcast namespace, JSON chapters 1.2 and JSON transcripts 1.0.
_CHAPTERS_VERSION, _TRANSCRIPT_VERSION = "1.2.0", "1.0.0"
#: A paragraph of a transcript ends after so many characters, at the next sentence (own judgement: ten lines).
_PARAGRAPH = 700
#: Characters of a summary in the list of episodes (own judgement: three lines).
_SUMMARY = 240
_KIND_NAMES = {"trailer": "Trailer", "bonus": "Bonus"}


def chapters_json(show: Show, episode: Episode, chapters: Sequence[ChapterMark], audio: str) -> str:
    """The chapters in the podcast namespace's JSON form, times in seconds."""
    data = {
        "version": _CHAPTERS_VERSION,
        "title": one_line(episode.facts.title),
        "podcastName": one_line(show.title),
        "author": one_line(show.author),
        "fileName": audio,
        "chapters": [
            {"startTime": mark.start_s, "title": one_line(mark.title), "endTime": mark.end_s} for mark in chapters
        ],
    }
    return json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, indent=1) + "\n"


def transcript_json(segments: Sequence[Mapping[str, Any]]) -> str:
    """A transcript with nothing but what the podcast namespace knows, one segment a row.

    ``segments`` are those of ``writers.transcript_json``, whose words and places stay at home.
    """
    keys = ("speaker", "startTime", "endTime", "body")
    rows = [json.dumps({key: each[key] for key in keys if key in each}, ensure_ascii=False) for each in segments]
    return f'{{"version": "{_TRANSCRIPT_VERSION}", "segments": [\n' + ",\n".join(rows) + "\n]}\n"


def transcript_page(
    show: Show, episode: Episode, segments: Sequence[Mapping[str, Any]], chapters: tuple[ChapterMark, ...]
) -> str:
    """The transcript to read: who speaks, when, what (``cite``, ``time``, ``p``, as the podcast namespace has it)."""
    return render(
        "podcast-transcript.html.j2",
        **_page(show, episode.facts.language),
        title=one_line(episode.facts.title),
        parts=list(_parts(segments, [one_line(mark.title) for mark in listed(chapters)])),
    )


def _parts(segments: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Lines joined to paragraphs under their headings.

    One ends with its speaker or its chapter, before a heading, or when it grows long. A chapter whose title is not
    spoken gets it as a heading, too.
    """
    part: dict[str, Any] = {}
    speaker, chapter = "", 0
    for each in segments:
        text, says = legal(each["body"]), one_line(each.get("speaker", ""))
        begins = each.get("chapter", chapter) != chapter
        chapter = each.get("chapter", chapter)
        if begins or each.get("heading"):
            yield from filter(None, [part])
            part, speaker = {}, ""
        if each.get("heading"):
            yield {"heading": True, "text": text}
            continue
        if begins and 0 < chapter <= len(titles):
            yield {"heading": True, "text": titles[chapter - 1]}
        if part and says == speaker and len(part["text"]) < _PARAGRAPH:
            part["text"] += f" {text}"
        else:
            yield from filter(None, [part])
            shown = says if says != speaker else ""
            part = {"heading": False, "speaker": shown, "time": clock(each["startTime"]), "text": text}
            speaker = says
    yield from filter(None, [part])


def episode_page(
    show: Show, episode: Episode, chapters: tuple[ChapterMark, ...], audio: str, image: str, files: Sequence[str]
) -> str:
    """One episode with a plain player, its notes, and chapters that the browser plays by ``#t=``.

    ``audio``, ``image`` (or empty) and ``files`` are names beside the page. All text is escaped by the template.
    """
    facts = episode.facts
    return render(
        "podcast-episode.html.j2",
        **_page(show, facts.language),
        **_when(episode),
        title=one_line(facts.title),
        number=number_of(episode),
        summary=shortened(episode.summary),
        description=html_of(facts.description),
        notes=html_of(facts.notes),
        chapters=[(f"{mark.start_s:.3f}", clock(mark.start_s), one_line(mark.title)) for mark in listed(chapters)],
        people=[(one_line(each.name), role_of(each), web(each.href)) for each in credited(show, facts)],
        audio=quote(audio),
        image=quote(image),
        files=[(quote(name), _named(name)) for name in files],
        page_url=episode.page_url,
        up="../" * (episode.place.count("/") + 1),
    )


def notes_page(show: Show, episode: Episode) -> str:
    """The show notes by themselves, to be copied to other places."""
    return render(
        "podcast-notes-page.html.j2",
        **_page(show, episode.facts.language),
        title=one_line(episode.facts.title),
        notes=episode.notes_html,
        page_url=episode.page_url,
    )


def index_page(show: Show, episodes: Sequence[Episode], image: str) -> str:
    """The show with all its episodes, the newest first. ``image`` is a name beside the page, or empty."""
    return render(
        "podcast-index.html.j2",
        **_page(show, show.language),
        author=one_line(show.author),
        description=html_of(show.description),
        image=quote(image),
        links=[(web(f.url), one_line(f.text) or "Support the show") for f in show.funding if web(f.url)],
        episodes=[
            {
                **_when(each),
                "title": one_line(each.facts.title),
                "href": quote(f"{each.place}/index.html"),
                "number": number_of(each),
                "summary": shortened(each.summary),
            }
            for each in newest_first(episodes)
        ],
    )


def number_of(episode: Episode) -> str:
    """``Season 2, episode 3``, ``Trailer``, or nothing."""
    facts = episode.facts
    season = one_line(facts.season_name) or (f"Season {facts.season}" if facts.season else "")
    number = one_line(facts.episode_label) or (f"Episode {facts.episode}" if facts.episode else "")
    return ", ".join(filter(None, [_KIND_NAMES.get(facts.kind, ""), season, number]))


def shortened(text: str) -> str:
    """The beginning of a text, cut between words."""
    line = one_line(text)
    if len(line) <= _SUMMARY:
        return line
    kept = line[:_SUMMARY]
    return (kept.rpartition(" ")[0] or kept) + "…"


def _page(show: Show, language: str) -> dict[str, str]:
    style, policy = _style()
    return {"show": one_line(show.title), "language": language or show.language, "style": style, "policy": policy}


@functools.cache
def _style() -> tuple[str, str]:
    """The pages' style and the policy that allows this style, pictures and sound of the same place, nothing else."""
    style = render("podcast-page.css.j2")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; media-src 'self'"
    return style, f"{allowed}; base-uri 'none'; form-action 'none'"


def _when(episode: Episode) -> dict[str, str]:
    published = episode.published
    seconds = max(1, round(episode.duration_s))
    minutes = round(seconds / 60)
    length = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - an hour
    return {
        "date_iso": published.isoformat(),
        "date": f"{published.day} {published:%B %Y}",
        "length": length if minutes else f"{seconds} s",
    }


def _named(name: str) -> str:
    """What a link to a file says."""
    known = {
        "transcript.html": "Transcript",
        "notes.html": "Show notes",
        "transcript.vtt": "Captions (WebVTT)",
        "transcript.srt": "Captions (SRT)",
        "transcript.json": "Transcript (JSON)",
        "chapters.json": "Chapters (JSON)",
        "notes.md": "Show notes (Markdown)",
    }
    return known.get(name, f"Audio ({name.rpartition('.')[2].upper()})")
