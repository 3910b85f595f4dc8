"""Finding each line of the transcript on its page, by the place of its paragraph and the characters inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.writers.overlay.letters import Letters, has_words, letters

if TYPE_CHECKING:
    from audiobook.transcript import Line
    from audiobook.writers.overlay.page import Page

#: How far ahead on the page the rest of a line is looked for: what is passed over is a note inside a paragraph.
_AHEAD = 8192
#: So many characters of it must be found there.
_PROBE = 12
#: And so often in one line: more is another text.
_JUMPS = 8
#: So many characters of a line may stand nowhere on the page in one place: a formula's description.
_ADDED = 80


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line with its chapter's number, and where the next line of the chapter begins (its own end for the last)."""

    chapter: int
    line: Line
    until: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` of a page and what is spoken for it: one line, or several edited ones that replace it.

    ``edited`` when the page has other words there. ``node`` is an element that is shown although none of the words
    are the book's (a table that is announced), else -1.
    """

    start: int
    end: int
    spoken: tuple[Spoken, ...]
    edited: bool = False
    node: int = -1


def place(page: Page, item: Sequence[Spoken], start: int, end: int) -> list[Stretch]:
    """Where the lines of one paragraph stand in ``text[start:end]``, in order; nothing when none of them is there.

    Lines that a person changed stand for the words of the page between their neighbours.
    """
    found = _by_characters(page, item, start, end)
    if None in found:
        again = _by_words(page, item, start, end)
        if again.count(None) < found.count(None):
            found = again
    if not any(found):
        return _whole(page, item, start, end)
    return _filled(page, item, found, (start, end))


def _whole(page: Page, item: Sequence[Spoken], start: int, end: int) -> list[Stretch]:
    first, last = _own(page, start, end)
    return [Stretch(first, last, tuple(item), edited=True)] if first < last else []


def _own(page: Page, start: int, end: int) -> tuple[int, int]:
    """What is spoken of a stretch, without marks and white space at its ends; empty when that has no words."""
    shown = page.spoken[start:end]
    if not has_words(shown):
        return start, start
    return start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip())


def _filled(
    page: Page, item: Sequence[Spoken], found: Sequence[tuple[int, int] | None], whole: tuple[int, int]
) -> list[Stretch]:
    """Lines without a place get the words between their neighbours' places, or join a neighbour where none are."""
    out: list[Stretch] = []
    waiting: list[Spoken] = []
    at = whole[0]
    for n in range(len(item) + 1):
        here = found[n] if n < len(item) else (whole[1], whole[1])
        if here is None:
            waiting.append(item[n])
            continue
        if waiting:
            first, last = _own(page, at, max(at, here[0]))
            if first < last:
                out.append(Stretch(first, last, tuple(waiting), edited=True))
                waiting = []
            elif out:
                out[-1] = replace(out[-1], spoken=(*out[-1].spoken, *waiting))
                waiting = []
        if n < len(item):
            out.append(Stretch(*here, (*waiting, item[n])))
            waiting, at = [], max(at, here[1])
    return out


def _by_characters(page: Page, item: Sequence[Spoken], start: int, end: int) -> list[tuple[int, int] | None]:
    return _search(letters(page.spoken, start, end), [letters(spoken.line.text).text for spoken in item])


def _by_words(page: Page, item: Sequence[Spoken], start: int, end: int) -> list[tuple[int, int] | None]:
    """By letters and digits alone; marks that stand right beside them belong to them."""
    wanted = [letters(spoken.line.text, words=True).text for spoken in item]
    found = _search(letters(page.spoken, start, end, words=True), wanted)
    text = page.spoken
    known = [place_ for place_ in found if place_]
    widened: dict[tuple[int, int], tuple[int, int]] = {}
    at = start
    for n, here in enumerate(known):
        first, last = here
        limit = known[n + 1][0] if n + 1 < len(known) else end
        while first > at and not text[first - 1].isspace():
            first -= 1
        while last < limit and not text[last].isspace():
            last += 1
        widened[here] = (first, last)
        at = last
    return [widened[place_] if place_ else None for place_ in found]


def _search(shown: Letters, wanted: Sequence[str]) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    at = 0
    for text in wanted:
        stretch = _find(shown.text, text, at) if text else None
        if stretch is None:
            found.append(None)
        else:
            found.append((shown.offsets[stretch[0]], shown.offsets[stretch[1] - 1] + 1))
            at = stretch[1]
    return found


def _find(shown: str, text: str, at: int) -> tuple[int, int] | None:
    """Where ``text`` stands in ``shown`` from ``at`` on; stretches in between that it lacks are passed over."""
    if shown.startswith(text, at):
        return at, at + len(text)
    exact = shown.find(text, at, at + _AHEAD + len(text))
    if exact >= 0:
        return exact, exact + len(text)
    done, first = 0, -1
    for _ in range(_JUMPS):
        same = _same(shown, at, text, done)
        if same and first < 0:
            first = at
        at, done = at + same, done + same
        if done == len(text):
            return first, at
        at, done = _next(shown, text, at, done)
        if at < 0:
            return None
    return None


def _next(shown: str, text: str, at: int, done: int) -> tuple[int, int]:
    """Where both go on alike: something was passed over, something was added to the line, or both; -1 for nowhere."""
    for left in range(done, min(done + _ADDED, len(text)) if done else done + 1):
        probe = text[left : left + _PROBE]
        if left > done and len(probe) < _PROBE:
            break
        found = shown.find(probe, at, at + _AHEAD)
        if found >= 0:
            return found, left
    return -1, done


def _same(one: str, a: int, two: str, b: int) -> int:
    """How many characters are equal from ``one[a]`` and ``two[b]`` on."""
    low, high = 0, min(len(one) - a, len(two) - b)
    while low < high:
        middle = (low + high + 1) // 2
        if one[a + low : a + middle] == two[b + low : b + middle]:
            low = middle
        else:
            high = middle - 1
    return low
