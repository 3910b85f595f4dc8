"""What a read-along EPUB shows and plays, read from the finished file alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import QualityError
from audiobook.writers.overlay.archive import loosely
from audiobook.writers.overlay.markup import as_tree, decoded
from audiobook.writers.overlay.paths import resolved
from audiobook.writers.overlay.smil import MEDIA_TYPE

if TYPE_CHECKING:
    from lxml.etree import _Element

_SMIL = "{http://www.w3.org/ns/SMIL}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d)\.(\d{3})")


@dataclass(frozen=True, slots=True)
class Par:
    """One clip: ``text`` is what its element holds, ``audio`` a member, times are milliseconds in it."""

    page: str
    id: str
    text: str
    audio: str
    begin: int
    end: int


def read_back(path: Path) -> Iterator[Par]:
    """Every clip in the order of the overlays. Linear; memory is that of one page.

    Raises QualityError when an overlay refers to what is not there, or a duration is not the sum of its clips.
    """
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        loose = {loosely(name): name for name in names}
        container = _tree(package, "META-INF/container.xml")
        root_file = next(str(each.get("full-path")) for each in container.iter("{*}rootfile"))
        root = _tree(package, root_file)
        durations = _durations(root)
        overlays = {
            str(item.get("id")): resolved(str(item.get("href")), root_file)
            for item in root.iter(f"{_OPF}item")
            if item.get("media-type") == MEDIA_TYPE
        }
        total = 0
        for item in root.iter(f"{_OPF}item"):
            number = item.get("media-overlay")
            if number is None:
                continue
            page = resolved(str(item.get("href")), root_file)
            page = page if page in names else loose.get(loosely(page), page)
            length = 0
            for par in _pars(package, page, overlays[number], names):
                length += par.end - par.begin
                yield par
            _check(durations.get(f"#{number}") == length, f"the overlay of '{page}' has another length than its clips")
            total += length
        _check(durations.get("") == total, "the book has another length than its overlays")


def _pars(package: zipfile.ZipFile, page: str, name: str, names: set[str]) -> Iterator[Par]:
    elements = {str(each.get("id")): each for each in _tree(package, page).iter() if each.get("id")}
    texts: dict[str, str] = {}
    known: dict[str, str] = {}

    def member(reference: str) -> str:
        if reference not in known:
            known[reference] = resolved(reference, name)
        return known[reference]

    for element in _tree(package, name).iter(f"{_SMIL}seq", f"{_SMIL}par"):
        if element.tag == f"{_SMIL}seq":
            reference = str(element.get("{http://www.idpf.org/2007/ops}textref"))
            _check(reference.partition("#")[2] in elements, f"'{name}' refers to '{reference}', which is not there")
            continue
        text, audio = element
        target, _, number = str(text.get("src")).partition("#")
        _check(member(target) == page and number in elements, f"'{name}' refers to '{number}', which is not there")
        sound = member(str(audio.get("src")))
        begin, end = (_milliseconds(str(audio.get(each))) for each in ("clipBegin", "clipEnd"))
        _check(sound in names and 0 <= begin < end, f"a clip of '{name}' is not there")
        if number not in texts:
            texts[number] = "".join(str(each) for each in elements[number].itertext())
        yield Par(page, number, texts[number], sound, begin, end)


def _durations(root: _Element) -> dict[str, int]:
    found = (meta for meta in root.iter(f"{_OPF}meta") if meta.get("property") == "media:duration")
    return {str(meta.get("refines", "")): _milliseconds(str(meta.text)) for meta in found}


def _milliseconds(clock: str) -> int:
    found = _CLOCK.fullmatch(clock)
    if not found:
        raise QualityError(f"'{clock}' is no time", hint="build again")
    hours, minutes, seconds, rest = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _tree(package: zipfile.ZipFile, name: str) -> _Element:
    try:
        return as_tree(decoded(package.read(name))[0])
    except (KeyError, ValueError) as error:
        raise QualityError(f"the written package cannot be read back: {name}: {error}", hint="build again") from error


def _check(right: bool, problem: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not right:
        raise QualityError(f"the written package did not pass its check: {problem}", hint="build again")
