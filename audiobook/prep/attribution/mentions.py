"""Where the book names its people. The longest form wins; a shared one means whoever was named last (facts, 6)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.prep.attribution.mentions_chinese import find_chinese_mentions
from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Sex, Stretch, Utterance
from audiobook.prep.attribution.names_chinese import is_chinese
from audiobook.prep.attribution.names_scan import is_title, spoken_places
from audiobook.prep.attribution.names_tables import (
    EPITHETS,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    PARTICLES,
    STOP,
)
from audiobook.prep.attribution.names_unnamed import is_english
from audiobook.prep.attribution.verbs import words_for

#: How far back a shared name looks for whom it means, in tokens (facts, section 6).
_RECENT = 1500
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*(?:[’'](?=[A-ZÀ-Þ])[^\W_]+)*")
_ENGLISH_ARTICLES = frozenset({"the", "a", "an", "this", "that", "another", "our"})
_PARTICLE = frozenset(PARTICLES.split("|"))
_NOUNS = MALE_NOUNS | FEMALE_NOUNS
_OPENERS = " \"'“‘«»„‹›(—–-*"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form, in lower case words, and whom it may mean; ``loose`` ones match in lower case after an article.

    Where ``free`` they need none: maman, my brother.
    """

    words: tuple[str, ...]
    loose: bool
    people: tuple[int, ...]
    free: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    low: str
    start: int
    end: int


class Lexicon:
    """The forms of all people by their first word, the longest first."""

    def __init__(
        self, people: Sequence[Person], lower: Counter[str], upper: Counter[str], language: str = "en"
    ) -> None:
        self._common = lower
        self._upper = upper
        self.english = is_english(language)
        self.articles = _ENGLISH_ARTICLES if self.english else words_for(language).articles
        self._leads = frozenset({"the", "a", "an"}) if self.english else self.articles
        owners: dict[tuple[tuple[str, ...], bool], dict[int, None]] = defaultdict(dict)
        own: set[tuple[str, ...]] = set()
        bare: set[tuple[tuple[str, ...], bool]] = set()
        for number, person in enumerate(people):
            for alias in dict.fromkeys((*person.aliases, person.name) if person.aliases else ()):
                for words, loose in self._forms(alias, descriptive=person.descriptive):
                    owners[words, loose][number] = None
                    own.add(words)
                    if person.descriptive and not self.english and self._lead(alias) == "":
                        bare.add((words, loose))
        derived: dict[str, dict[int, None]] = defaultdict(dict)
        for number, person in enumerate(people):
            for word in _derived(person):
                # Somebody who bears the bare name in the list itself goes before those who have it in a full name.
                if lower[word] <= upper[word] and (word,) not in own:
                    derived[word][number] = None
        owners |= {((word,), False): numbers for word, numbers in derived.items()}
        self.entries: dict[str, list[_Entry]] = defaultdict(list)
        for (words, loose), numbers in owners.items():
            free = loose and (words, True) in bare
            self.entries[words[0]].append(_Entry(words, loose, tuple(numbers), free))
        for group in self.entries.values():
            group.sort(key=lambda e: (-len(e.words), e.loose, e.words))

    def _forms(self, alias: str, *, descriptive: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
        """An alias as it is, and without article in lower case when it describes rather than names."""
        words = tuple(t.casefold() for t in _TOKEN.findall(alias))
        bare = words[1:] if self._lead(alias) else words
        if not bare:
            return
        described = descriptive or bare != words or (len(bare) > 1 and (bare[-1] in _NOUNS or "-" in bare[0]))
        if not descriptive:
            yield bare, False
        if described or (len(bare) == 1 and bare[0] in _NOUNS and not self._upper[bare[0]]):
            yield bare, True

    def _lead(self, alias: str) -> str:
        """The article that an alias begins with."""
        words = _TOKEN.findall(alias)
        return words[0] if len(words) > 1 and words[0].casefold() in self._leads else ""

    def common(self, word: str) -> bool:
        """Whether a word stands more often without a capital."""
        return self._common[word] > self._upper[word]


def _derived(person: Person) -> set[str]:
    """First names and surnames inside full names, unless a person has only names with titles."""
    found: set[str] = set()
    if person.descriptive:
        return found
    for alias in person.aliases:
        words = [w for w in _TOKEN.findall(alias) if w.casefold() not in _PARTICLE]
        core = [w for w in words if not is_title(w) and w.casefold() not in EPITHETS]
        if len(core) > 1 and core == words and all(w[:1].isupper() for w in core):
            found |= {w.casefold() for w in (core[0], core[-1]) if w.casefold() not in STOP | _NOUNS and len(w) > 1}
    return found


def find_mentions(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], people: Sequence[Person], language: str
) -> tuple[Mention, ...]:
    """Every place where a form of somebody stands, in order, with the person it means most likely."""
    if is_chinese(language):
        return find_chinese_mentions(paragraphs, utterances, people)
    lexicon = Lexicon(people, *_cases(paragraphs), language)
    places = spoken_places(utterances)
    choose = _Choice(people)
    found: list[Mention] = []
    for number, text in enumerate(paragraphs):
        group = _tokens(text or "")
        speech = places.get(number, [])
        index = 0
        for first, last, entry in _matches(text or "", group, lexicon, people):
            start, end = group[first].start, group[last].end
            while index < len(speech) and speech[index].end <= start:
                index += 1
            spoken = index < len(speech) and speech[index].start <= start
            if (person := choose.among(entry, choose.token + first, _title(group, first))) >= 0:
                if entry.loose and first and group[first - 1].low in lexicon.articles:
                    start = group[first - 1].start
                found.append(Mention(Stretch(number, start, end), (text or "")[start:end], person, spoken))
        choose.token += len(group)
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    """A paragraph's words. Made twice: all words of a long book at once would take a fifth of a gigabyte a million."""
    return [_Token(m[0], m[0].casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _cases(paragraphs: Paragraphs) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands without a capital, and with one that no sentence forces."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for text in paragraphs:
        for found in _TOKEN.finditer(text or ""):
            low = found[0].casefold()
            if found[0] == low:
                lower[low] += 1
            elif not _opens(text or "", found.start()):
                upper[low] += 1
    return lower, upper


def _matches(
    text: str, tokens: Sequence[_Token], lexicon: Lexicon, people: Sequence[Person]
) -> Iterator[tuple[int, int, _Entry]]:
    n = 0
    while n < len(tokens):
        entry = next((e for e in lexicon.entries.get(tokens[n].low, ()) if _fits(text, tokens, n, e, lexicon)), None)
        if entry is None or _foreign(text, tokens, n + len(entry.words) - 1, entry, people):
            n += 1
            continue
        yield n, n + len(entry.words) - 1, entry
        n += len(entry.words)


def _fits(text: str, tokens: Sequence[_Token], n: int, entry: _Entry, lexicon: Lexicon) -> bool:
    last = n + len(entry.words)
    if last > len(tokens):
        return False
    for k, word in enumerate(entry.words):
        token = tokens[n + k]
        if token.low != word or (k and not _near(text, tokens[n + k - 1], token)):
            return False
        title = not lexicon.english and k + 1 < len(entry.words) and is_title(word)
        if not entry.loose and token.text == token.low and word not in _PARTICLE and not title:
            return False
    if entry.loose:
        return entry.free or (n > 0 and tokens[n - 1].low in lexicon.articles)
    # "Will you come?": a common word where a sentence begins is no name.
    return len(entry.words) > 1 or not lexicon.common(entry.words[0]) or not _opens(text, tokens[n].start)


def _near(text: str, one: _Token, two: _Token) -> bool:
    """Whether two tokens are one name: a space between them, after a title or an initial a full stop as well."""
    between = text[one.end : two.start]
    if between.isspace():
        return True
    return between.strip() in {".", "-"} and (is_title(one.text) or len(one.text) == 1 or between == "-")


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - 6) : start]
    bare = before.rstrip(_OPENERS)
    return not bare or bare[-1] in ".!?:;…" or any(c in '"“‘«„—' for c in before[len(bare) :])


def _foreign(text: str, tokens: Sequence[_Token], last: int, entry: _Entry, people: Sequence[Person]) -> bool:
    """Whether a bare name is part of somebody else's: Charles in Charles Musgrove, whom the list does not have."""
    if entry.loose or last + 1 >= len(tokens):
        return False
    after = tokens[last + 1]
    if after.text == after.low or text[tokens[last].end : after.start] != " " or after.low in STOP:
        return False
    return len(after.text) > 1 and not any(
        after.low in alias.casefold() for n in entry.people for alias in people[n].aliases
    )


def _title(tokens: Sequence[_Token], first: int) -> Sex:
    """The gender of a title that stands before a match and is not part of it."""
    before = tokens[first - 1].low if first else ""
    if before in FEMALE_TITLES and tokens[first - 1].text != before:
        return Sex.FEMALE
    return Sex.MALE if before in MALE_TITLES and first and tokens[first - 1].text != before else Sex.UNKNOWN


class _Choice:
    """Whom a shared form means: who was named last not long ago, else who is named most."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._seen: dict[int, int] = {}
        self.token = 0

    def among(self, entry: _Entry, place: int, title: Sex) -> int:
        """The person, -1 when a title before the name rules everybody out."""
        fit = [n for n in entry.people if Sex.UNKNOWN in {title, self._people[n].sex} or self._people[n].sex is title]
        if not fit:
            return -1
        recent = [n for n in fit if place - self._seen.get(n, -_RECENT - 1) <= _RECENT]
        if recent:
            person = max(recent, key=lambda n: (self._seen[n], -n))
        else:
            person = max(fit, key=lambda n: (self._people[n].weight, -n))
        self._seen[person] = place
        return person
