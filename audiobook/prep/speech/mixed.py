"""Languages in one sentence, for voices that cannot speak all of them: stretches with the language of each.

Chinese and English first of all; other writing systems inside a sentence by their letters.

What a Chinese voice says well stays with it: digits, units, signs, letters by name (GDP, T恤), words of two letters.
Pure functions, linear, thread-safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.prep.language_letters import by_script, family, has_other_letters
from audiobook.prep.writing import language_of, writing_runs

#: A word of Latin letters with what belongs inside it (don’t, Wi-Fi, Jean-Luc, naïve).
_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_WORD = re.compile(rf"[{_LATIN}]+(?:[’'\-][{_LATIN}]+)*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
#: Between two words of one English stretch: spaces, points, commas, numbers and English quotation marks.
_BETWEEN = re.compile(r"[\s.,;:!?’'\"“”()&\-–—…\d/]*\Z")
#: Closes an English sentence and goes with it.
_CLOSING = re.compile(r"[.!?…’\"”)]*")
#: A stretch in the other language needs so many letters or signs, or it stays where it is (own judgement: a switch of
#: voices for one short word is heard more than its accent).
_FEWEST_LETTERS, _FEWEST_SIGNS = 3, 2
_LONGEST_UNIT = 4
_KANA_LANGUAGE = re.compile("ja|ko", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """``text[start:end]`` in characters, to be said in ``language``: the text's own tag, ``en`` or ``zh``."""

    start: int
    end: int
    language: str


def runs(text: str, language: str) -> tuple[Run, ...]:
    """The stretches of a text in order, without gaps: joined they are the text. An empty text has none.

    ``language`` is the language of the text. In Chinese text words and names of two letters and more are ``en``; in any
    other text stretches of Chinese are ``zh``. Punctuation and spaces belong to the stretch before them, or to the one
    after them where they begin the text.
    """
    if not text:
        return ()
    chinese = language.partition("-")[0].lower() in {"zh", "cmn", "yue"}
    other = _english(text) if chinese else _chinese(text)
    tag = "en" if chinese else "zh"
    found: list[Run] = []
    at = 0
    for start, end in other:
        if start > at:
            found.append(Run(at, start, language))
        found.append(Run(start, end, tag))
        at = end
    if at < len(text):
        found.append(Run(at, len(text), language))
    return _joined(text, found, tag)


def stretches(text: str, language: str, tags: frozenset[str] = frozenset()) -> tuple[Run, ...]:
    """As ``runs``, and stretches in other writing systems than the language's too; one run where there are none.

    ``tags`` are languages that markup names in the text: they go before what the letters say (kanji are ``ja`` then).
    """
    chinese = "zh" in family(language) and not _KANA_LANGUAGE.match(language)
    base = runs(text, language) if chinese else (Run(0, len(text), language),) if text else ()
    if not chinese and not has_other_letters(text):
        return base
    found: list[Run] = []
    for run in base:
        at = run.start
        for system, stretch in writing_runs(text[run.start : run.end]):
            tag = _tag(system, stretch, run.language, tags)
            if found and found[-1].language == tag:
                found[-1] = Run(found[-1].start, at + len(stretch), tag)
            else:
                found.append(Run(at, at + len(stretch), tag))
            at += len(stretch)
    return tuple(found)


def _tag(system: str, stretch: str, home: str, tags: frozenset[str]) -> str:
    """The language of a stretch in one writing system."""
    guess = by_script(stretch) or language_of(system, home)
    if system == "Latin" or guess in family(home):
        return home
    return next((tag for tag in sorted(tags) if guess in family(tag)), guess)


def _english(text: str) -> list[tuple[int, int]]:
    """Places of English words, joined over what stands between two of them."""
    places: list[tuple[int, int]] = []
    pending: tuple[int, int] | None = None
    for found in _WORD.finditer(text):
        start, end = found.span()
        near = places and _BETWEEN.match(text, places[-1][1], start) is not None
        if _is_word(found[0]) and not _is_unit(text, start, end):
            if near and places:
                places[-1] = (places[-1][0], end)
            elif pending is not None and _BETWEEN.match(text, pending[1], start):
                places.append((pending[0], end))
            else:
                places.append((start, end))
            pending = None
        elif near and _spaced(text, start, end):
            places[-1] = (places[-1][0], end)
        else:
            chained = pending is not None and _BETWEEN.match(text, pending[1], start) is not None
            first = pending[0] if chained and pending is not None else start
            pending = (first, end) if _spaced(text, start, end) else None
    long = [(start, end) for start, end in places if sum(c.isalpha() for c in text[start:end]) >= _FEWEST_LETTERS]
    return [(start, _closed(text, start, end)) for start, end in long]


def _spaced(text: str, start: int, end: int) -> bool:
    """Whether initials or a letter stand in an English phrase ("a", "I", "NASA’s plan"), not in a Chinese one."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not _HAN.search(around) and not any(char.isdigit() for char in around)


def _is_word(word: str) -> bool:
    """A word or a name, no letters that are said by name: capitals, or a single letter."""
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and any(char.islower() for char in letters[1:])


def _is_unit(text: str, start: int, end: int) -> bool:
    """Few letters right behind a digit: 5km, 20 kg."""
    named = text[start].isupper() and text[start + 1 : end].islower()
    return not named and end - start <= _LONGEST_UNIT and text[max(0, start - 2) : start].rstrip()[-1:].isdigit()


def _closed(text: str, start: int, end: int) -> int:
    """The marks that end an English sentence of several words belong to it, unless they open or end a Chinese one."""
    if " " not in text[start:end]:
        return end
    closing = _CLOSING.match(text, end)
    return closing.end() if closing and closing[0][:1] in {".", "!", "?"} else end


def _chinese(text: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    for found in re.finditer(f"{_HAN.pattern}+", text):
        start, end = found.span()
        between = text[places[-1][1] : start] if places else "x"
        if places and not re.search(r"[A-Za-z]", between) and len(between) <= 3:  # noqa: PLR2004
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
    return places


def _joined(text: str, found: list[Run], tag: str) -> tuple[Run, ...]:
    """Nothing tiny: a stretch that says nothing goes with its neighbour, and so does a scrap between two others."""
    out: list[Run] = []
    for run in found:
        said = sum(char.isalnum() for char in text[run.start : run.end])
        scrap = said == 0 or (
            run.language != tag
            and said < _FEWEST_SIGNS
            and run.start > 0
            and run.end < len(text)
            and not _HAN.search(text, run.start, run.end)
        )
        if out and (scrap or out[-1].language == run.language):
            out[-1] = Run(out[-1].start, run.end, out[-1].language)
        elif out and not any(char.isalnum() for char in text[out[-1].start : out[-1].end]):
            out[-1] = Run(out[-1].start, run.end, run.language)
        else:
            out.append(run)
    return tuple(out)
