"""Find the capitalised names of a book and what speaks for each of them naming a person. Linear in the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audiobook.prep.attribution.model import Paragraphs, Stretch, Utterance
from audiobook.prep.attribution.names_tables import ACTS, DOTTED, EPITHETS, PARTICLES, PLACED, STOP, TITLES

_WORD = r"[A-ZÀ-ÖØ-Þ]\w*(?:-\w+)*(?:[’'][A-ZÀ-ÖØ-Þ]\w+)*"
_UNIT = rf"(?:(?:(?:{DOTTED}|[A-HJ-Z])\.(?=\s))|{_WORD})"
#: A run of capitalised words; a full stop inside only after a title or an initial (facts, section 6).
_RUN = re.compile(rf"(?<![\w’'])(?:[ld][’'])?{_UNIT}(?:\s+(?:(?:(?:{PARTICLES})\s+){{1,2}}|d[’'])?{_UNIT}){{0,4}}")
_UNITS = re.compile(rf"{_UNIT}|[^\s]+")
_LOWER = re.compile(r"(?<![\w’'])[a-zà-öø-þ]\w*(?:-\w+)*")
_CONTRACTION = re.compile(r"[’'](?:t|m|re|ve)\b")
_NEXT = re.compile(r"[’']s\b|\s+([a-z]+)")
_APPOSED = re.compile(r",\s+the\s+([a-z]+(?:-[a-z]+)?)[,.;]")
_BEFORE = re.compile(r"([a-zA-Z]+)\s+$")
_VOCATIVE_AFTER = re.compile(r"\s*(?:[,.!?;:—–…)]|-|$)")
_VOCATIVE_BEFORE = re.compile(r"(?:^|[,;:!?—–\-]|\b(?:dear|dearest|oh|Oh|O|Ah|my|My|poor|Dear))\s*$")
_OPENERS = " \"'“‘«»„‹›(—–-*"
#: A title without a capital before a name: la tía Remedios, don Eusebio, le comte de Morcerf.
_LOWER_TITLE = re.compile(r"(?<![\w’'-])([a-zà-öø-þœ]+)\s+(?:(?:de|di|von|du|del|della)\s+(?:la\s+)?|d[’'])?$")
_REACH = 24
_ENGLISH_ARTICLES = frozenset({"the"})
_ENGLISH_ARTICLES = frozenset({"the"})
#: Titles that one book writes both short and whole.
_WHOLE = {"Mme": "Madame", "Mlle": "Mademoiselle", "M": "Monsieur", "Docteur": "Dr", "Doktor": "Dr"}
#: A word that stands in lower case more often than this is no name where a sentence begins (facts, section 6).
_COMMON = 2


@dataclass(slots=True)
class Sign:
    """What is known of one form of a name; ``mid`` counts places where a capital is not forced.

    ``far`` counts tags that name it away from their verb, ``aged`` "old Mr. X";
    ``apposed`` has the nouns of "X, the beadle,";
    ``places`` has where the narration names it, in the whole book.
    """

    count: int = 0
    mid: int = 0
    narrated: int = 0
    spoken: int = 0
    subject: int = 0
    far: int = 0
    vocative: int = 0
    acts: int = 0
    placed: int = 0
    articled: int = 0
    aged: int = 0
    apposed: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """One name where it stands; ``key`` has its words without full stops."""

    key: str
    place: Stretch
    spoken: bool
    initial: bool
    called: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """All names of a book, in order, with their signs; ``offsets`` has where each paragraph begins in the book."""

    runs: tuple[Run, ...]
    signs: dict[str, Sign]
    lower: Counter[str]
    offsets: tuple[int, ...]


def key_of(words: Sequence[str]) -> str:
    """The form under which a name is counted: no full stops, single spaces, words in capitals made plain."""
    return " ".join(w.capitalize() if len(w) > 1 and w.isupper() else w for w in (u.strip(". ") for u in words))


def is_title(word: str) -> bool:
    """Whether a word is a title."""
    return word.rstrip(".").casefold() in TITLES


def spoken_places(utterances: Sequence[Utterance]) -> dict[int, list[Stretch]]:
    """The stretches of speech in each paragraph, in order."""
    places: dict[int, list[Stretch]] = defaultdict(list)
    for utterance in utterances:
        for stretch in utterance.stretches:
            places[stretch.paragraph].append(stretch)
    for stretches in places.values():
        stretches.sort()
    return places


def scan_names(paragraphs: Paragraphs, utterances: Sequence[Utterance], foreign: frozenset[str] = frozenset()) -> Scan:
    """Every name of the book with its signs, tags not counted yet.

    ``foreign`` are the articles of a language other than English, where titles are written small.
    """
    articles = foreign or _ENGLISH_ARTICLES
    lower: Counter[str] = Counter()
    for text in paragraphs:
        if text:
            lower.update(_LOWER.findall(text))
    places = spoken_places(utterances)
    signs: dict[str, Sign] = defaultdict(Sign)
    runs: list[Run] = []
    offsets = []
    at = 0
    for number, text in enumerate(paragraphs):
        offsets.append(at)
        for run in _paragraph(number, text or "", places.get(number, []), lower):
            whole = _with_title(run, text or "") if foreign else run
            runs.append(whole)
            _note(signs[whole.key], whole, text or "", at, articles)
        at += len(text or "") + 1
    return Scan(tuple(runs), dict(signs), lower, tuple(offsets))


def _paragraph(number: int, text: str, speech: Sequence[Stretch], lower: Counter[str]) -> Iterator[Run]:
    index = 0
    for found in _RUN.finditer(text):
        while index < len(speech) and speech[index].end <= found.start():
            index += 1
        spoken = index < len(speech) and speech[index].start <= found.start()
        initial = _is_initial(text, found.start())
        contracted = bool(_CONTRACTION.match(text, found.end()))
        for words, start, end, first in _split(found, initial=initial, contracted=contracted, lower=lower):
            called = spoken and _is_called(text, start, end, initial=initial and first)
            yield Run(key_of(words), Stretch(number, start, end), spoken, initial and first, called)


def _with_title(run: Run, text: str) -> Run:
    """The name with the title that stands before it in lower case."""
    start = run.place.start
    found = _LOWER_TITLE.search(text, max(0, start - _REACH), start)
    if not found or not is_title(found[1]) or is_title(run.key.partition(" ")[0]):
        return run
    words = [found[1].capitalize(), *text[found.end(1) : start].split(), run.key]
    place = Stretch(run.place.paragraph, found.start(1), run.place.end)
    return Run(key_of(words), place, run.spoken, run.initial, run.called)


def _is_initial(text: str, start: int) -> bool:
    before = text[max(0, start - 6) : start]
    bare = before.rstrip(_OPENERS)
    if not bare:
        return True
    # A mark of speech right before a word forces its capital, whatever stands before the mark.
    return bare[-1] in ".!?:;…" or any(c in '"“‘«„—' for c in before[len(bare) :])


def _is_called(text: str, start: int, end: int, *, initial: bool) -> bool:
    if initial and text[end : end + 1] in {",", "!"}:
        return True
    return bool(_VOCATIVE_AFTER.match(text, end) and _VOCATIVE_BEFORE.search(text[max(0, start - 10) : start]))


def _split(
    found: re.Match[str], *, initial: bool, contracted: bool, lower: Counter[str]
) -> Iterator[tuple[list[str], int, int, bool]]:
    """The names of a run: cut at words that name nobody, without epithets, with at least one word beside titles."""
    units = list(_UNITS.finditer(found[0]))
    if contracted:
        units.pop()
    part: list[re.Match[str]] = []
    first = True
    for n, unit in enumerate([*units, None]):
        if unit is not None and not _breaks(unit[0], part, n, initial=initial, lower=lower):
            part.append(unit)
            continue
        while part and (part[-1][0][:1].islower() or (part[0][0].casefold() in EPITHETS and len(part) > 1)):
            part = part[:-1] if part[-1][0][:1].islower() else part[1:]
        if part:
            yield ([u[0] for u in part], found.start() + part[0].start(), found.start() + part[-1].end(), first)
        part = []
        first = False


def _breaks(word: str, part: Sequence[re.Match[str]], n: int, *, initial: bool, lower: Counter[str]) -> bool:
    low = word.casefold().rstrip(".")
    if part and is_title(part[-1][0]):
        return False
    if low in STOP:
        return True
    return n == 0 and initial and lower[low] > _COMMON and low not in TITLES


def _note(sign: Sign, run: Run, text: str, base: int, articles: frozenset[str]) -> None:
    start, end = run.place.start, run.place.end
    sign.count += 1
    sign.mid += not run.initial
    sign.shown[text[start:end]] += 1
    before = _BEFORE.search(text, max(0, start - 12), start)
    word = before[1].casefold() if before else ""
    sign.placed += word in PLACED
    sign.articled += word in articles
    sign.aged += word in {"old", "elder"}
    if not run.spoken:
        sign.narrated += 1
        sign.places.append(base + start)
        if noun := _APPOSED.match(text, end):
            sign.apposed[f"the {noun[1]}"] += 1
        after = _NEXT.match(text, end)
        sign.acts += bool(after and after[1] in ACTS)
    else:
        sign.spoken += 1
        sign.vocative += run.called
