"""One piece of text under the rules: what is taken already, what stands around, and how a rule is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from audiobook.prep.marks import words_of
from audiobook.prep.speech.model import Change, Context

#: How much of the paragraph's other pieces a rule can see on either side, in characters (own judgement: a clause).
_AROUND = 120
_OPENS = re.compile(r"(?:\A|[.!?…][”’\")\]]*\s+|[:—]\s*(?=[“‘\"]))[“‘\"'(\[]*\Z")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Za-z]|Mrs?|Ms|Dr|St|[Nn]os?|pp|vols?|chs?|[Ff]igs?|vs|"
    r"cf|viz|ca|Co|Capt|Col|Gen|Lt|Prof|Rev|Sgt|op|[Bb]k)\.\s+\Z"
)
_SENTENCE = re.compile(r"(?<=[a-z\d”’)][.!?])\s+(?=[“‘(]?[A-Z])")
#: Words with a capital that begin a sentence more often than they go on with a name.
STARTERS = frozenset(
    words_of(
        """
    A After All Although An And Are As At Because Before But By Can Could Did Do Does During Each Even Every Few
    For From Had Has Have He Her Here His How However I If In Is It Its Just Last Let Like Many May Meanwhile Most
    My Near Neither Never Next No Nobody None Nor Not Nothing Now Of On Once One Only Or Our Perhaps She Since So
    Some Someone Soon Still Such Than That The Their Then There These They This Those Though Thus To Today
    Together Tomorrow Two Under Until Upon Was We Were What When Where Which While Who Why Will With Without Would
    Yes Yet You Your
    """
    )
)
_CLOSERS = "”’\"')]"


@dataclass(slots=True)
class Page:
    """A piece between what stands around it; a rule matches on ``text`` and may change what lies in the piece."""

    text: str
    context: Context
    first: int
    last: int
    taken: bytearray
    found: list[Change] = field(default_factory=list)

    @property
    def british(self) -> bool:
        """British forms, which are also the ones used where nobody said which English it is."""
        return self.context.region not in {"US", "CA", "PH"}

    def free(self, start: int, end: int) -> bool:
        """Whether a stretch lies in the piece and no rule has had it."""
        return self.first <= start and end <= self.last and not any(self.taken[start:end])

    def put(self, start: int, end: int, spoken: str, rule: str) -> None:
        """Say a stretch so; it is taken from then on. With a capital where a sentence begins."""
        self.taken[start:end] = b"\x01" * (end - start)
        if spoken[:1].islower() and not self.text[start].islower() and self.opens(start):
            spoken = spoken[0].upper() + spoken[1:]
        written = self.text[start:end]
        if written[:1].isdecimal() and self.text[start - 1 : start].isalpha() and spoken[:1].isalpha():
            spoken = f" {spoken}"
        if (
            written[-1:].isdecimal()
            and self.text[end : end + 1].isalpha()
            and spoken[-1:].isalpha()
            and not self.taken[end]
        ):
            spoken = f"{spoken} "
        if spoken != written:
            self.found.append(Change(start - self.first, end - self.first, written, spoken, rule))

    def opens(self, at: int) -> bool:
        """Whether a sentence or a quotation begins here."""
        before = self.text[max(0, at - 12) : at]
        last = at - len(before) + len(before.rstrip()) - 1
        if before.rstrip().endswith(".") and self.taken[last]:
            return (
                self.found[-1].spoken.endswith(".")
                if self.found and self.found[-1].end + self.first == last + 1
                else False
            )
        if at > len(before) and not re.search(r"[\s—]", before):
            return False
        return (
            bool(_OPENS.search(before)) and not _ABBREVIATED.search(before) and (at <= len(before) or len(before) > 0)
        )

    def before(self, at: int, length: int = 40) -> str:
        """What stands before a place."""
        return self.text[max(0, at - length) : at]

    def after(self, at: int, length: int = 40) -> str:
        """What stands behind a place."""
        return self.text[at : at + length]

    def ends(self, at: int, *, names: bool = True) -> bool:
        """Whether a sentence ends here, behind an abbreviation's point; ``names`` when a capital may be just a name."""
        rest = self.text[at : at + 40].lstrip(_CLOSERS)
        if not rest.strip():
            return True
        if not rest[0].isspace():
            return False
        word = re.match(r"\s+[“‘\"'(]*([^\W\d_]+)", rest)
        if not word or not word[1][0].isupper():
            return bool(re.match(r"\s+[“‘\"]", rest)) and bool(word and word[1][0].isupper())
        return not names or word[1] in STARTERS or bool(re.match(r"\s+[“‘\"]", rest))

    def near(self, at: int, pattern: re.Pattern[str], reach: int = 60) -> bool:
        """Whether something stands within so many characters of a place, in the same sentence."""
        before = _SENTENCE.split(self.text[max(0, at - reach) : at])[-1]
        after = _SENTENCE.split(self.text[at : at + reach])[0]
        return bool(pattern.search(before + after))


#: What a match is said as; None when this is not what the rule is about, the text itself to keep it from later rules.
Say = Callable[[re.Match[str], Page], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A class of written forms; ``group`` is the part of the match that is replaced."""

    name: str
    pattern: re.Pattern[str]
    say: Say
    group: int | str = 0
    #: Characters of which at least one must stand in the text; "0" means any digit, "" that the rule is always asked.
    needs: str = ""


def opened(text: str, context: Context) -> Page:
    """The page for a piece of text."""
    before = context.before[-_AROUND:]
    before = before[before.find(" ") + 1 :] if len(context.before) > _AROUND else before
    after = context.after[:_AROUND]
    # Pieces come without the white space between them, and without it two would read as one word.
    before = before + " " if before and not before[-1].isspace() else before
    after = " " + after if after and not after[0].isspace() else after
    whole = before + text + after
    return Page(whole, context, len(before), len(before) + len(text), bytearray(len(whole)))


def run(page: Page, rules: Iterable[Rule]) -> None:
    """Ask each rule in turn."""
    digits = any(char.isdigit() for char in page.text)
    for rule in rules:
        if rule.needs and not (digits if rule.needs == "0" else any(char in page.text for char in rule.needs)):
            continue
        for match in _matches(rule, page):
            start, end = match.span(rule.group)
            if start >= 0 and page.free(start, end):
                said = rule.say(match, page)
                if said is not None:
                    page.put(start, end, said, rule.name)


def _matches(rule: Rule, page: Page) -> Iterator[re.Match[str]]:
    """All matches in order; one that would begin in the text before the piece is looked for again inside it."""
    at = 0
    while (match := rule.pattern.search(page.text, at)) is not None:
        start, end = match.span(rule.group)
        if at < page.first and start < page.first < end:
            at = page.first
            continue
        yield match
        at = match.end() + (match.end() == match.start())
        if at > len(page.text):
            return
