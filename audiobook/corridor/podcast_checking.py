"""``audiobook podcast check``: what was published, held against the rules and against its own files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.checking import check_files
from audiobook.corridor.podcast_episode import without_cover
from audiobook.corridor.podcast_publishing import podcast_config, read_published
from audiobook.errors import SourceError
from audiobook.events import Emit, silent
from audiobook.podcast.checkshow import Problem, check_feed, parse_feed
from audiobook.podcast.checkshow_files import check_named_files, enclosures
from audiobook.podcast.feed import ATOM
from audiobook.podcast.publish import FEED_FILE, SITE, addressed, is_example
from audiobook.podcast.show import SHOW_FILE, read_show
from audiobook.source import SourceRef
from audiobook.userfiles import bytes_of
from audiobook.writers.covers import pixels


@dataclass(frozen=True, slots=True)
class ShowReport:
    """What was found. ``episodes`` are the items of the feed, ``heard`` how many were listened to."""

    feed: Path
    episodes: int
    heard: int
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether there is nothing but warnings."""
        return all(problem.warning for problem in self.problems)


def check_show(
    folder: Path,
    config: Config,
    emit: Emit = silent,
    *,
    output: Path | None = None,
    listen: bool = False,
    now: dt.datetime | None = None,
) -> ShowReport:
    """Check a published show: rules of the feed, files that it names, what was published before.

    With ``listen`` every episode is heard through and judged by the podcast profile. Nothing is asked of any network.
    Raises SourceError when nothing is published, ConfigError for a bad ``show.toml``.
    """
    before = read_published(folder)
    show = addressed(read_show(folder), before.guid, str(folder / SHOW_FILE))
    site = output or folder / SITE
    feed = site / FEED_FILE
    try:
        data = bytes_of(feed)
    except OSError:
        raise SourceError(
            "the show is not published: there is no feed",
            source=SourceRef(file=str(feed)),
            hint=f"publish it: audiobook podcast publish '{folder}'",
        ) from None
    problems = [*check_feed(data, now or dt.datetime.now(dt.UTC), FEED_FILE)]
    if is_example(show):
        problems.append(
            Problem("address", "the feed has no address of its own: write feed_url", SHOW_FILE, warning=True)
        )
    try:
        root = parse_feed(data)
    except ValueError:
        return ShowReport(feed, 0, 0, tuple(problems))
    problems += check_named_files(root, show.base_url, site, pixels, FEED_FILE)
    named = {link.get("href", "") for link in root.iter(f"{{{ATOM}}}link") if link.get("rel") == "self"}
    if named and show.feed_url not in named:
        message = f"the feed says that it is {', '.join(sorted(named))}, show.toml says {show.feed_url}: publish again"
        problems.append(Problem("address", message, FEED_FILE))
    guids = {(guid.text or "").strip() for guid in root.iter("guid")}
    for slug, entry in before.entries.items():
        if entry.episode.guid not in guids:
            message = f"the published episode '{slug}' is not in the feed: publish again"
            problems.append(Problem("episode-missing", message, FEED_FILE))
    heard = enclosures(root, show.base_url, site) if listen else {}
    for path in heard.values():
        problems += _heard(path, config, emit)
    return ShowReport(feed, sum(1 for _ in root.iter("item")), len(heard), tuple(problems))


def _heard(path: Path, config: Config, emit: Emit) -> list[Problem]:
    report = check_files((path,), without_cover(podcast_config(config).profile), emit, jobs=config.jobs)
    return [
        Problem("sound", f"{each.code} is {each.value}, wanted {each.limit}", path.name) for each in report.failures
    ]
