"""The episodes of a show as they lie in its folder: their scripts, and of what each was made when it was published."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.request import SCRIPT_SUFFIX, Request
from audiobook.corridor.rescripting import read_script
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import ConfigError
from audiobook.events import Emit, warn
from audiobook.podcast.episode import Facts, facts_of, slug_of
from audiobook.podcast.feed_text import cleaned
from audiobook.podcast.publish import EPISODES, Entry
from audiobook.podcast.show import Show
from audiobook.prep.scriptfile import parse_script
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, real_path, sha256_of

#: Part of every episode's key: raise it when publishing makes other files of the same script.
_SCHEMA = 1
#: What an episode can be mixed from or show, besides its own script.
_MATERIALS = (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus", ".aif", ".aiff", ".jpg", ".jpeg", ".png")
_WORK_SUFFIX = ".audiobook"


@dataclass(frozen=True, slots=True)
class EpisodeSource:
    """An episode's script in a show. ``file`` is its path in the show's folder, with slashes."""

    path: Path
    file: str
    slug: str
    facts: Facts
    request: Request


def find_episodes(
    folder: Path, config: Config, known: Mapping[str, Entry], keys: Mapping[str, str], emit: Emit
) -> tuple[EpisodeSource, ...]:
    """All episodes of a show in the order of their names; scripts that did not change are not read again.

    ``known`` are the published ones, ``keys`` is what they would be made of now, by file. Raises ScriptError for a bad
    script, ConfigError for two episodes of one slug.
    """
    before = {entry.script: entry for entry in known.values()}
    found: dict[str, EpisodeSource] = {}
    for path in scripts_of(folder):
        file = path.relative_to(folder).as_posix()
        entry = before.get(file)
        if entry is not None and entry.key == keys[file]:
            slug, facts = entry.episode.slug, entry.episode.facts
        else:
            slug, facts = _read(path, file, emit)
        if slug in found:
            raise ConfigError(
                f"two episodes have the name '{slug}' in addresses: '{found[slug].file}' and '{file}'",
                hint='write slug = "…" in the front matter of one',
            )
        found[slug] = EpisodeSource(path, file, slug, facts, Request(path, config))
    return tuple(found.values())


def scripts_of(folder: Path) -> list[Path]:
    """The scripts of a show's episodes. Raises ConfigError when it has none."""
    episodes = folder / EPISODES
    found = [path for path in sorted(episodes.glob(f"*{SCRIPT_SUFFIX}")) if not path.name.startswith(".")]
    if not found:
        raise ConfigError(
            f"the show has no episodes: there is no '{EPISODES}/NAME{SCRIPT_SUFFIX}' in '{folder}'",
            hint="write one with: audiobook podcast render TEMPLATE",
        )
    return found


def _read(path: Path, file: str, emit: Emit) -> tuple[str, Facts]:
    name = path.name[: -len(SCRIPT_SUFFIX)]
    front = parse_script(read_script(path), str(path)).front
    facts, lost = cleaned(facts_of(front, name, str(path)))
    if lost:
        warn_of_signs(lost, emit, SourceRef(file=str(path), line=1))
    slug = slug_of(facts, name)
    if not slug:
        raise ConfigError(f"'{file}' has a name that no address can hold", hint='write slug = "…" in its front matter')
    return slug, facts


def warn_of_signs(lost: int, emit: Emit, where: SourceRef) -> None:
    """Say that a feed cannot hold some signs."""
    signs = "a control character" if lost == 1 else f"{lost} control characters"
    warn(emit, "feed-characters", f"{signs} left out: no feed can hold them", where)


@dataclass(frozen=True, slots=True)
class Keys:
    """Of what the episodes of a show would be made now; ``common`` is what all of them share."""

    folder: Path
    config: Config
    common: str

    def of(self, path: Path) -> str:
        """The key of one script: with its casting sheet and its lexicon, which a build may write."""
        request = Request(path, self.config)
        work = WorkFolder(request.work_root, request.name)
        parts = [self.common, *(_digest(each) for each in (path, work.cast, work.lexicon))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def all(self) -> dict[str, str]:
        """The keys of all episodes by their files. Raises ConfigError for a show without any."""
        return {path.relative_to(self.folder).as_posix(): self.of(path) for path in scripts_of(self.folder)}


def keys_for(folder: Path, site: Path, show: Show, config: Config) -> Keys:
    """What a show's episodes share: the show itself, its sounds and pictures, the settings.

    ``site`` is where they are published, which may lie in the show's folder.
    """
    return Keys(folder, config, json.dumps([_SCHEMA, repr(show), repr(config), _materials(folder, site)]))


def _materials(folder: Path, site: Path) -> list[tuple[str, int, int]]:
    """Sounds and pictures in a show, but for what is made: path, size and time, as build tools tell a change."""
    return sorted(_walk(folder, real_path(site)))


def _walk(folder: Path, site: Path) -> Iterator[tuple[str, int, int]]:
    beside = {path.name[: -len(SCRIPT_SUFFIX)] for path in scripts_of(folder)}
    for root, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not name.endswith(_WORK_SUFFIX) and real_path(Path(root, name)) != site
        ]
        for name in files:
            path = Path(root, name)
            made = path.stem in beside and path.parent == folder / EPISODES  # what `build` put beside the script
            if path.suffix.lower() in _MATERIALS and not made and is_file(path):  # a link may lead nowhere
                stat = path.stat()
                yield path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""
