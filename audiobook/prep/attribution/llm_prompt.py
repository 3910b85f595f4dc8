"""A window of the book as a question: the passage with marks, the closed list of people, and what is asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiobook.prep.attribution.llm_client import Question
from audiobook.prep.attribution.llm_windows import Window
from audiobook.prep.attribution.model import Attribution, Paragraphs, Person, Sex
from audiobook.templating import render

#: Goes into every cache key and every line's provenance; raise it when the prompt asks for something else.
PROMPT_VERSION = "1"
_TEMPLATE = "attribution-prompt.txt.j2"
#: Facts sheet, section 10: any 40 quotes in a row have at most 15 speakers; a window holds up to about 150.
_MOST_PEOPLE = 60
_MOST_ALIASES = 6
_LONGEST_NAME = 80
#: An answer is about eleven tokens a line (each digit counts as one); the rest is room for line ends.
_ANSWER_TOKENS = 16
#: A stretch of speech with the marks before and after it.
_Cut = tuple[int, int, str, str]
_BRACKETS = re.compile(r"\[(?=\[)|\](?=\])")


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with what its ids mean: ``lines`` from quotation ids to utterances, ``cast`` from ids to people."""

    question: Question
    lines: Mapping[str, int]
    cast: Mapping[str, int]


class Prompter:
    """Makes questions about one book, whose paragraphs it looks up once."""

    def __init__(self, paragraphs: Paragraphs, attribution: Attribution, known: Mapping[int, int], model: str) -> None:
        """``known`` are the utterances whose speaker is beyond doubt."""
        self._paragraphs = paragraphs
        self._people = attribution.people
        self._known = known
        self._model = model
        self._system = render(_TEMPLATE, part="system")
        self._cuts: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._near: defaultdict[int, list[int]] = defaultdict(list)
        for number, utterance in enumerate(attribution.utterances):
            for stretch in utterance.stretches:
                self._cuts[stretch.paragraph].append((stretch.start, stretch.end, number))
                self._near[stretch.paragraph].append(attribution.verdicts[number].person)
        for mention in attribution.mentions:
            self._near[mention.place.paragraph].append(mention.person)

    def ask_about(self, window: Window) -> Asking:
        """The question about one window.

        Ids count within the window, so that a change elsewhere in the book asks nothing again.
        """
        cast = {f"c{n}": person for n, person in enumerate(self._people_for(window), start=1)}
        lines = {f"q{n}": utterance for n, utterance in enumerate(window.asked, start=1)}
        ids = {person: name for name, person in cast.items()}
        marks = {utterance: (f"[[{name}]]", f"[[/{name}]]") for name, utterance in lines.items()}
        passage = self._passage(window, marks, ids)
        listed = [_entry(name, self._people[person]) for name, person in cast.items()]
        # The book cannot hold a digest of itself, so it cannot close the fence.
        fence = hashlib.sha256("\n".join([*listed, passage]).encode("utf-8", "replace")).hexdigest()[:16]
        user = render(_TEMPLATE, part="user", fence=fence, people=listed, passage=passage, asked=list(lines))
        question = Question(self._model, self._system, user, 64 + _ANSWER_TOKENS * len(lines))
        return Asking(question, lines, cast)

    def _people_for(self, window: Window) -> list[int]:
        """Who may speak here: who is named or speaks in the window first, then who is named most in the book."""
        near = Counter(person for n in range(window.start, window.end) for person in self._near.get(n, ()))

        def rank(n: int) -> tuple[int, bool, int, int]:
            return -near[n], not self._people[n].narrator, -self._people[n].weight, n

        return sorted(sorted(range(len(self._people)), key=rank)[:_MOST_PEOPLE])

    def _passage(self, window: Window, asked: Mapping[int, tuple[str, str]], ids: Mapping[int, str]) -> str:
        shown: list[str] = []
        for n in range(window.start, window.end):
            text = self._paragraphs[n]
            cuts: list[_Cut] = []
            for start, end, number in sorted(self._cuts.get(n, ())):
                speaker = ids.get(self._known.get(number, -1))
                if number in asked:
                    cuts.append((start, end, *asked[number]))
                elif speaker:
                    cuts.append((start, end, f"[[by {speaker}]]", "[[/by]]"))
            shown.append("* * *" if text is None else _marked(text, cuts))
        return "\n\n".join(shown)


def _entry(name: str, person: Person) -> str:
    """One person as a line of JSON, which no name can break out of."""
    also = [alias for alias in person.aliases if alias != person.name][:_MOST_ALIASES]
    entry: dict[str, object] = {"id": name, "name": _short(person.name)}
    if also:
        entry["also"] = [_short(alias) for alias in also]
    if person.sex is not Sex.UNKNOWN:
        entry["gender"] = person.sex.value
    if person.narrator:
        entry["note"] = "tells the story as I"
    return json.dumps(entry, ensure_ascii=False)


def _short(name: str) -> str:
    return _harmless(" ".join(name.split())[:_LONGEST_NAME])


def _marked(text: str, cuts: Sequence[_Cut]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, before, after in cuts:
        if start < done:  # an utterance inside another one: the outer one has the marks
            continue
        parts += [_harmless(text[done:start]), before, _harmless(text[start:end]), after]
        done = end
    return "".join([*parts, _harmless(text[done:])])


def _harmless(text: str) -> str:
    """Text that cannot look like one of our marks."""
    return _BRACKETS.sub(lambda found: f"{found.group()} ", text)
