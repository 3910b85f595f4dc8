"""What a feed names, held against the files of the published folder: there, and as the feed says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.podcast.checkshow import Problem, line_of
from audiobook.podcast.checkshow_rules import ENCLOSURES
from audiobook.podcast.checkshow_texts import times_in
from audiobook.podcast.episode import media_type
from audiobook.podcast.feed import ITUNES, PODCAST
from audiobook.userfiles import bytes_of, is_file, real_path

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Width and height of a picture in pixels (apple: artwork), and the media type each suffix stands for.
_LEAST_PX, _MOST_PX = 1400, 3000
_PICTURES = {".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
#: A transcript may end so much after its audio in seconds: lengths in a feed are rounded (own judgement).
_SLACK_S = 2.0

Pixels = Callable[[bytes], tuple[int, int] | None]


def enclosures(root: _Element, base_url: str, site: Path) -> dict[str, Path]:
    """The audio files of the published folder that a feed names, by address; those that are not there left out."""
    urls = [element.get("url", "") for element in root.iter("enclosure")]
    found = {url: _local(url, base_url, site) for url in urls}
    return {url: path for url, path in found.items() if path is not None and is_file(path)}


def check_named_files(root: _Element, base_url: str, site: Path, pixels: Pixels, file: str) -> Iterator[Problem]:
    """Judge every file that a feed names and that lies in the published folder; ``pixels`` is ``covers.pixels``."""
    for element in root.iter(f"{{{ITUNES}}}image"):
        yield from _picture(element, base_url, site, pixels, file)
    for item in root.iter("item"):
        line = line_of(item)
        for element in item.findall("enclosure"):
            yield from _enclosure(element, base_url, site, file)
        duration = _duration((item.findtext(f"{{{ITUNES}}}duration") or "").strip())
        for tag in ("transcript", "chapters"):
            for element in item.findall(f"{{{PODCAST}}}{tag}"):
                yield from _text(element, base_url, site, duration, file)
        link = (item.findtext("link") or "").strip()
        page = _local(link, base_url, site)
        if page is not None and not is_file(page):
            yield Problem("file-missing", f"the page {link} is not in the published folder", file, line)


def _local(url: str, base_url: str, site: Path) -> Path | None:
    """The file of an address in the published folder; ``None`` for one elsewhere."""
    if not base_url or not url.startswith(base_url):
        return None
    path = real_path(site / unquote(url[len(base_url) :]))
    return path if path.is_relative_to(real_path(site)) else None


def _there(element: _Element, url: str, base_url: str, site: Path, file: str) -> tuple[Path | None, list[Problem]]:
    line = line_of(element)
    path = _local(url, base_url, site)
    if path is None:
        message = f"{url} lies elsewhere and was not looked at"
        return None, [Problem("elsewhere", message, file, line, warning=True)]
    if not is_file(path):
        return None, [Problem("file-missing", f"{url} is not in the published folder", file, line)]
    return path, []


def _unreadable(path: Path, error: OSError, file: str, line: int) -> Problem:
    return Problem("file-missing", f"{path.name} cannot be read: {error.strerror or error}", file, line)


def _enclosure(element: _Element, base_url: str, site: Path, file: str) -> Iterator[Problem]:
    url, line = element.get("url", ""), line_of(element)
    path, problems = _there(element, url, base_url, site, file)
    yield from problems
    if path is None:
        return
    size, said = path.stat().st_size, element.get("length", "")
    if str(size) != said:
        yield Problem("length", f"{path.name} has {size} bytes, the feed says {said}", file, line)
    with path.open("rb") as audio:
        kind = media_type(audio.read(12))
    if kind != element.get("type"):
        found = kind or "neither MP3 nor M4A"
        yield Problem("type", f"{path.name} is {found}, the feed says {element.get('type')}", file, line)
    if kind and ENCLOSURES.get(path.suffix.lower()) != kind:
        yield Problem("type", f"{path.name} is {kind}, which is not what its name ends in (apple)", file, line)


def _picture(element: _Element, base_url: str, site: Path, pixels: Pixels, file: str) -> Iterator[Problem]:
    url, line = element.get("href", ""), line_of(element)
    path, problems = _there(element, url, base_url, site, file)
    yield from problems
    if path is None:
        return
    try:
        data = bytes_of(path)
    except OSError as error:
        yield _unreadable(path, error, file, line)
        return
    size = pixels(data)
    start = _PICTURES.get(PurePosixPath(path.name).suffix.lower())
    if size is None or start is None or not data.startswith(start):
        yield Problem("image", f"{path.name} is not the JPEG or PNG that its name says (apple)", file, line)
    elif size[0] != size[1] or not _LEAST_PX <= size[0] <= _MOST_PX:
        message = f"{path.name} has {size[0]} x {size[1]} pixels, wanted a square of {_LEAST_PX} to {_MOST_PX} (apple)"
        yield Problem("image", message, file, line)


def _text(element: _Element, base_url: str, site: Path, duration: float, file: str) -> Iterator[Problem]:
    """A transcript or chapters: whether they can be read, and end with the audio."""
    url, line = element.get("url", ""), line_of(element)
    path, problems = _there(element, url, base_url, site, file)
    yield from problems
    if path is None:
        return
    what = str(element.tag).rpartition("}")[2]
    try:
        times = times_in(element.get("type", ""), bytes_of(path))
    except OSError as error:
        yield _unreadable(path, error, file, line)
        return
    except ValueError as error:
        yield Problem(what, f"{url} cannot be read: {error}", file, line)
        return
    if times and duration and times[-1][1] > duration + _SLACK_S:
        message = f"{url} goes on until {times[-1][1]:.1f} s, the audio ends at {duration:.0f} s"
        yield Problem(what, message, file, line)


def _duration(text: str) -> float:
    seconds = 0
    for part in text.split(":"):
        if not part.isdecimal():
            return 0.0
        seconds = seconds * 60 + int(part)
    return float(seconds)
