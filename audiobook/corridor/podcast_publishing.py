"""``audiobook podcast publish``: a show's folder becomes a folder of files for any web host."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from audiobook.config import Config
from audiobook.corridor.build_book import build
from audiobook.corridor.links import check_folder
from audiobook.corridor.podcast_episode import Make, Site, copy_picture, publish_episode
from audiobook.corridor.podcast_sources import EpisodeSource, find_episodes, keys_for, warn_of_signs
from audiobook.corridor.workfolder import write_bytes, write_text, writing
from audiobook.errors import BusyError, ConfigError, UsageError
from audiobook.events import Emit, FileWritten, StageFinished, StageStarted, note, silent, warn
from audiobook.podcast.feed import feed_xml
from audiobook.podcast.feed_text import cleaned
from audiobook.podcast.pages import index_page
from audiobook.podcast.publish import (
    FEED_FILE,
    PUBLISHED_FILE,
    SITE,
    Entry,
    Published,
    addressed,
    as_json,
    due,
    from_json,
    is_example,
    url_of,
    without_dropped,
)
from audiobook.podcast.show import SHOW_FILE, Show, is_web_address, read_show
from audiobook.profile import DEFAULT_PROFILE
from audiobook.source import SourceRef
from audiobook.userfiles import holds, real_path, sha256_of, text_of

#: What the stage is called in events.
STAGE = "publish"
_PROFILE = "podcast"
_FORMATS = ("mp3", "m4a")


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A show to publish. ``output`` is the folder to upload, ``public`` in the show's own by default.

    ``drop`` are slugs to take out of the feed; ``now`` is when episodes without a date are published.
    """

    folder: Path
    config: Config
    output: Path | None = None
    drop: tuple[str, ...] = ()
    audio_format: str = "mp3"
    now: dt.datetime | None = None

    @property
    def site(self) -> Path:
        """The folder that is uploaded."""
        return self.output or self.folder / SITE


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The feed, how many episodes it has, and how many of them were written or changed."""

    feed: Path
    episodes: int
    changed: int


def publish_show(request: PublishRequest, emit: Emit = silent, make: Make = build) -> PublishResult:
    """Publish a show: build what is missing, write what changed, touch nothing else.

    GUIDs and dates are kept in ``published.json`` in the show's folder. The feed is written last, so that it never
    names a file that is not there. ``make`` builds one episode. Raises AudiobookError; a published episode whose script
    is gone is a ConfigError until it is dropped by name.
    """
    if request.audio_format not in _FORMATS:
        raise UsageError(f"podcasts are not delivered as {request.audio_format}", hint="use --format mp3")
    show = _show(request.folder, emit)
    with _lock(request.folder):
        return _publish(request, show, emit, make)


def _publish(request: PublishRequest, show: Show, emit: Emit, make: Make) -> PublishResult:
    started = time.monotonic()
    before = read_published(request.folder)
    show = addressed(show, before.guid, str(request.folder / SHOW_FILE))
    if not is_example(show):
        before = replace(before, guid=show.podcast_guid)
    now = (request.now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    config = podcast_config(request.config)
    make_keys = keys_for(request.folder, request.site, show, config)
    keys = make_keys.all()
    found = find_episodes(request.folder, config, before.entries, keys, emit)
    sources = tuple(_ready(found, before, now, emit))
    published = without_dropped(before, request.drop, {source.slug for source in sources})
    site, image = _site(request, show, make)
    emit(StageStarted(STAGE, len(sources)))
    changed = 0
    for source in sources:
        entry = published.entries.get(source.slug)
        if entry and entry.key == keys[source.file] and entry.script == source.file and _whole(site.folder, entry):
            continue
        changed += 1
        published = _made(source, site, published, now, emit)
        emit(FileWritten(str(site.folder / published.entries[source.slug].episode.place), "episode"))
        # A first build writes a casting sheet, so that the key is another one after it.
        fresh = replace(published.entries[source.slug], key=make_keys.of(source.path))
        published = replace(published, entries={**published.entries, source.slug: fresh})
    _finish(request, site, before, published, now, image)
    emit(FileWritten(str(site.folder / FEED_FILE), "feed", unchanged=not changed))
    emit(StageFinished(STAGE, time.monotonic() - started, changed, len(sources) - changed))
    return PublishResult(site.folder / FEED_FILE, len(published.entries), changed)


def _made(source: EpisodeSource, site: Site, published: Published, now: dt.datetime, emit: Emit) -> Published:
    known = published.entries.get(source.slug)
    episode, files = publish_episode(source, site, known.episode if known else None, now, emit)
    stats = {name: ((site.folder / name).stat().st_size, sha256_of(site.folder / name)) for name in files}
    _remove(site.folder, known.files if known else {}, stats)
    entry = Entry(source.file, "", episode, stats)
    return replace(published, entries={**published.entries, source.slug: entry})


def _finish(
    request: PublishRequest, site: Site, before: Published, published: Published, now: dt.datetime, image: str
) -> None:
    """Index, list and feed, in this order: what a feed says is in the list, even after a kill between them.

    ``lastBuildDate`` moves only when something else in the feed does.
    """
    episodes = [entry.episode for entry in published.entries.values()]
    feed = site.folder / FEED_FILE
    data = feed_xml(site.show, episodes, published.changed)
    if published.changed is None or not holds(feed, data):
        published = replace(published, changed=now)
        data = feed_xml(site.show, episodes, now)
    write_text(site.folder / "index.html", index_page(site.show, episodes, image))
    write_text(request.folder / PUBLISHED_FILE, as_json(published))
    write_bytes(feed, data)
    for slug in before.entries.keys() - published.entries.keys():
        _remove(site.folder, before.entries[slug].files, {})


def _remove(folder: Path, files: Mapping[str, object], wanted: Mapping[str, object]) -> None:
    """Remove files that we wrote and nothing names any more; names that lead out of the folder are not ours."""
    root = real_path(folder)
    for name in files.keys() - wanted.keys():
        path = real_path(folder / name)
        if path.is_relative_to(root):
            with writing(f"'{path}'"):
                path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # other files are in it
                path.parent.rmdir()


def _whole(folder: Path, entry: Entry) -> bool:
    """Whether the files of an episode are as they were written; those of sound by their length alone."""
    sound = entry.episode.enclosure.url.rpartition("/")[2].rpartition(".")[2]
    for name, (size, sha256) in entry.files.items():
        path = folder / name
        try:
            if path.stat().st_size != size or (not name.endswith(f".{sound}") and sha256_of(path) != sha256):
                return False
        except OSError:
            return False
    return True


def _ready(
    sources: tuple[EpisodeSource, ...], before: Published, now: dt.datetime, emit: Emit
) -> Iterator[EpisodeSource]:
    """The episodes to publish: neither drafts nor new ones with a date to come."""
    for source in sources:
        if not source.facts.draft and (source.slug in before.entries or due(source.facts, now)):
            yield source
        else:
            why = "it is a draft" if source.facts.draft else f"its date is {source.facts.date:%Y-%m-%d %H:%M} UTC"
            note(emit, "episode-waits", f"not published yet: {why}", SourceRef(file=str(source.path)))


def _show(folder: Path, emit: Emit) -> Show:
    show, lost = cleaned(read_show(folder))
    file = str(folder / SHOW_FILE)
    if lost:
        warn_of_signs(lost, emit, SourceRef(file=file))
    if is_example(show):
        warn(
            emit,
            "feed-address",
            "the feed has no address of its own yet: write feed_url, and publish again",
            SourceRef(file=file),
        )
    if not show.image:
        message = "the show has no picture, and apps refuse a feed without one: write image"
        warn(emit, "show-image", message, SourceRef(file=file))
    return show


def _site(request: PublishRequest, show: Show, make: Make) -> tuple[Site, str]:
    """The site with the show's picture in it, and the picture's name there (empty for none or one elsewhere)."""
    with writing(f"'{request.site}'"):
        request.site.mkdir(parents=True, exist_ok=True)
        if request.output is None:
            check_folder(request.site, FEED_FILE, f"name it with -o: '{real_path(request.site)}'")
    image = copy_picture(show.image, request.folder, request.site, "cover")
    here = image if not is_web_address(image) else ""
    cover = request.folder / show.image if here else None
    shown = replace(show, image=url_of(show, image) if image else "")
    return Site(shown, request.site, cover, request.audio_format, make), here


def podcast_config(config: Config) -> Config:
    """The settings, with the podcast profile unless a person chose another."""
    return config.with_profile(_PROFILE) if config.build.profile == DEFAULT_PROFILE else config


def read_published(folder: Path) -> Published:
    """What was published of a show; nothing where there is no list yet. Raises ConfigError for a damaged one."""
    path = folder / PUBLISHED_FILE
    try:
        return from_json(text_of(path, "utf-8"), str(path))
    except FileNotFoundError:
        return Published()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read '{path}': {error}") from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / ".publish.lock").acquire(timeout=0):
            yield
    except Timeout:
        raise BusyError(f"'{folder}' is being published already", hint="wait until that is done") from None
