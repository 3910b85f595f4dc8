"""One episode to be published: its audio is built where it is not there yet, and its folder of files is written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audiobook.config import Config
from audiobook.config.tables import MetadataConfig
from audiobook.corridor.build_book import build
from audiobook.corridor.podcast_sources import EpisodeSource
from audiobook.corridor.preparation import inside, picture_bytes
from audiobook.corridor.request import Request, Result
from audiobook.corridor.workfolder import write_text, writing
from audiobook.errors import QualityError, ScriptError
from audiobook.events import Emit, Event, FileWritten
from audiobook.plugins import load_writer
from audiobook.podcast.episode import Enclosure, Episode, TextFile, guid_of, media_type
from audiobook.podcast.notes import ChapterMark, credited, notes_html, notes_markdown, text_of
from audiobook.podcast.pages import chapters_json, episode_page, notes_page, transcript_json, transcript_page
from audiobook.podcast.publish import EPISODES, url_of
from audiobook.podcast.show import Show, is_web_address
from audiobook.profile import ANY, Profile
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, sha256_of
from audiobook.writers.covers import pixels

#: Where builds for publishing put their files, in the episode's work folder.
_BUILT = "podcast"
_TEXTS = ("vtt", "srt", "transcript")
_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}
#: Transcripts in the order in which apps look for one they know, with their types (podcast namespace 1.0, transcript).
_TRANSCRIPTS = {
    "transcript.vtt": "text/vtt",
    "transcript.srt": "application/x-subrip",
    "transcript.json": "application/json",
    "transcript.html": "text/html",
}

Make = Callable[[Request, Emit], Result]


@dataclass(frozen=True, slots=True)
class Site:
    """For what show and where is published: ``folder`` is what is uploaded.

    ``show.image`` is an address, ``cover`` the picture on this machine.
    """

    show: Show
    folder: Path
    cover: Path | None = None
    audio_format: str = "mp3"
    make: Make = build


def publish_episode(
    source: EpisodeSource, site: Site, known: Episode | None, now: dt.datetime, emit: Emit
) -> tuple[Episode, tuple[str, ...]]:
    """Build and write one episode; what is there already and right is left alone.

    ``known`` is the episode as it was published before: GUID and date stay. Returns it with the paths of its files in
    the published folder. Raises AudiobookError.
    """
    built = _built(source, site, emit)
    transcript = json.loads(built["transcript"].read_text(encoding="utf-8"))
    chapters = _chapters(transcript["chapters"])
    place = f"{EPISODES}/{source.slug}"
    with writing(f"'{site.folder / place}'"):
        (site.folder / place).mkdir(parents=True, exist_ok=True)
    audio = f"{source.slug}{built[site.audio_format].suffix}"
    copy_changed(built[site.audio_format], site.folder / place / audio)
    image = copy_picture(source.facts.image, source.path.parent, site.folder / place, "cover") or ""
    episode = _episode(source, site, known, now, (place, audio, image), chapters)
    texts = {
        "transcript.vtt": built["vtt"].read_text(encoding="utf-8"),
        "transcript.srt": built["srt"].read_text(encoding="utf-8"),
        **_texts(site.show, episode, chapters, transcript["segments"], audio),
    }
    texts["index.html"] = episode_page(
        site.show, episode, chapters, audio, "" if is_web_address(image) else image, [*_listed(texts), audio]
    )
    for name, text in texts.items():
        write_text(site.folder / place / name, text)
    beside = () if is_web_address(image) or not image else (image,)
    return episode, tuple(f"{place}/{name}" for name in (audio, *beside, *texts))


def _chapters(found: list[dict[str, Any]]) -> tuple[ChapterMark, ...]:
    """The chapters without gaps: the first begins with the file, each ends where the next begins."""
    starts = [0.0, *(each["startTime"] for each in found[1:])]
    ends = [*starts[1:], *(each["endTime"] for each in found[-1:])]
    return tuple(ChapterMark(start, end, each["title"]) for start, end, each in zip(starts, ends, found, strict=False))


def _listed(texts: Mapping[str, str]) -> list[str]:
    order = ("transcript.html", "notes.html", "transcript.vtt", "transcript.srt")
    return [name for name in order if name in texts]


def _texts(
    show: Show, episode: Episode, chapters: tuple[ChapterMark, ...], segments: list[dict[str, Any]], audio: str
) -> dict[str, str]:
    return {
        "transcript.json": transcript_json(segments),
        "transcript.html": transcript_page(show, episode, segments, chapters),
        "chapters.json": chapters_json(show, episode, chapters, audio),
        "notes.md": notes_markdown(show, episode.facts, chapters, episode.page_url),
        "notes.html": notes_page(show, episode),
    }


def _episode(
    source: EpisodeSource,
    site: Site,
    known: Episode | None,
    now: dt.datetime,
    names: tuple[str, str, str],
    chapters: tuple[ChapterMark, ...],
) -> Episode:
    place, audio, image = names
    show, path = site.show, site.folder / place / audio
    facts = replace(source.facts, persons=credited(show, source.facts) if source.facts.persons else ())
    date = facts.date if facts.date and (known is None or facts.date <= now) else None
    with path.open("rb") as file:
        head = file.read(12)
    kind = media_type(head)
    if not kind:
        raise QualityError(f"the audio of '{source.slug}' is neither MP3 nor M4A", hint="use --format mp3")
    language = facts.language or show.language
    return Episode(
        slug=source.slug,
        guid=known.guid if known else guid_of(facts, source.slug, show.podcast_guid),
        published=date or (known.published if known else now),
        facts=facts,
        enclosure=Enclosure(url_of(show, f"{place}/{audio}"), path.stat().st_size, kind),
        duration_s=chapters[-1].end_s if chapters else 0.0,
        page_url=url_of(show, f"{place}/index.html"),
        place=place,
        summary=text_of(facts.description),
        notes_html=notes_html(show, facts, chapters),
        image_url=image if not image or is_web_address(image) else url_of(show, f"{place}/{image}"),
        chapters_url=url_of(show, f"{place}/chapters.json"),
        transcripts=tuple(
            TextFile(url_of(show, f"{place}/{name}"), kind, language, captions=name.endswith((".vtt", ".srt")))
            for name, kind in _TRANSCRIPTS.items()
        ),
    )


def _built(source: EpisodeSource, site: Site, emit: Emit) -> dict[str, Path]:
    """The audio and its captions by format, from the episode's own work folder; made where they are not there."""
    request = source.request
    output = request.work_root / _BUILT
    with writing(f"'{output}'"):
        output.mkdir(parents=True, exist_ok=True)
    formats = (site.audio_format, *_TEXTS)
    profile = request.config.profile
    config = replace(
        request.config,
        build=replace(request.config.build, formats=formats, file_name=""),
        profiles={**request.config.profiles, profile.name: without_cover(profile)},
        audio=replace(request.config.audio, longest_min=0),
        metadata=_metadata(source, site, request.config),
    )
    site.make(replace(request, config=config, output=output), _without_files(emit))
    return {name: output / f"{request.name}{load_writer(name).suffix}" for name in formats}


def without_cover(profile: Profile) -> Profile:
    """The profile for one episode: what pictures must be is asked of the feed, by `podcast check`."""
    return replace(profile, limits=replace(profile.limits, cover_square=False, cover_px=ANY))


def _without_files(emit: Emit) -> Emit:
    """A build's events but for its files: those that are published are told of by themselves."""

    def tell(event: Event) -> None:
        if not isinstance(event, FileWritten):
            emit(event)

    return tell


def _metadata(source: EpisodeSource, site: Site, config: Config) -> MetadataConfig:
    """The show's author, name and picture where neither the script nor the settings say anything."""
    given, facts = config.metadata, source.facts
    own = source.path.parent / facts.image if facts.image and not is_web_address(facts.image) else None
    shown = "" if site.cover is None else str(site.cover.absolute())
    return replace(
        given,
        author=given.author or ("" if facts.author else site.show.author),
        series=given.series or site.show.title,
        cover=str(own.absolute()) if own else given.cover or shown,
    )


def copy_picture(name: str, folder: Path, target: Path, stem: str) -> str:
    """Copy a picture into a published folder and return its name there; an address is returned as it is.

    The name has a piece of the picture's digest in it, since apps load a picture again only under another name. Raises
    ScriptError for a file that is not there, lies outside ``folder``, or is neither JPEG nor PNG.
    """
    if not name or is_web_address(name):
        return name
    source = inside(folder, name, SourceRef(file=str(folder)))
    data = picture_bytes(source)
    suffix = next((suffix for start, suffix in _SUFFIXES.items() if data.startswith(start)), "")
    if not suffix or pixels(data) is None:
        raise ScriptError(f"the picture '{name}' is neither JPEG nor PNG", hint="podcast apps show no others")
    published = f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
    copy_changed(source, target / published)
    return published


def copy_changed(source: Path, target: Path) -> bool:
    """Copy a file unless the same bytes are there; whether it was copied. It appears complete or not at all."""
    with writing(f"'{target}'"):
        if (
            is_file(target)
            and target.stat().st_size == source.stat().st_size
            and sha256_of(target) == sha256_of(source)
        ):
            return False
        temp = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, temp)
        with temp.open("rb+") as file:
            os.fsync(file.fileno())
        temp.replace(target)
    return True
