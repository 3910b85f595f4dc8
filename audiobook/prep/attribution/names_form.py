"""One form of a name taken apart, and small questions about two of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.names_scan import Sign, is_title, key_of
from audiobook.prep.attribution.names_tables import EPITHETS, FEMALE_TITLES, MALE_TITLES, PARTICLES, STOP, first_names

_PARTICLES = frozenset(PARTICLES.split("|"))
#: Balance of a first name from which it tells the gender.
MALE_AT, FEMALE_AT = 0.5, -0.5


@dataclass(frozen=True, slots=True)
class Form:
    """A name taken apart: ``title`` lower case, ``core`` the words after titles without particles."""

    key: str
    title: str
    core: tuple[str, ...]
    sign: Sign

    @property
    def first(self) -> str:
        """The first word of the name proper."""
        return self.core[0] if self.core else ""

    @property
    def last(self) -> str:
        """The last word."""
        return self.core[-1] if self.core else ""

    @property
    def full(self) -> bool:
        """Whether it has a first name and a surname."""
        return len(self.core) > 1

    @property
    def sex(self) -> Sex:
        """What its title says, else its first name where that is clear and no surname."""
        if self.title in MALE_TITLES:
            return Sex.MALE
        if self.title in FEMALE_TITLES:
            return Sex.FEMALE
        balance = first_names().balance.get(self.first.casefold(), 0.0)
        if balance > MALE_AT:
            return Sex.MALE
        return Sex.FEMALE if balance < FEMALE_AT else Sex.UNKNOWN


def form_of(key: str, sign: Sign) -> Form:
    """A name taken apart. A name of titles alone (the Queen) has the last one as its core."""
    words = key.split()
    title = ""
    while len(words) > 1 and (is_title(words[0]) or words[0].casefold() in EPITHETS):
        title = words[0].casefold() if is_title(words[0]) else title
        words = words[1:]
    return Form(key, title, tuple(w for w in words if w.casefold() not in _PARTICLES) or (key,), sign)


def tag_key(text: str) -> str:
    """The form of a name in a tag: without article, epithets and full stops; its title with a capital."""
    words = text.split()
    while len(words) > 1 and words[0].casefold() in STOP:
        words = words[1:]
    if len(words) > 1 and is_title(words[0]) and words[-1][0].isupper():
        words[0] = words[0][0].upper() + words[0][1:]
    return key_of(words) if words and words[0][:1].isupper() else ""


def together(one: Sequence[int], two: Sequence[int], reach: int) -> int:
    """How many places of the rarer name have the other one near."""
    few, many = sorted((one, two), key=len)
    count = 0
    for place in few:
        at = bisect_left(many, place - reach)
        count += at < len(many) and many[at] <= place + reach
    return count


def is_pet_form(short: str, name: str) -> bool:
    """Whether one is the other with an ending: Skaggsy and Skaggs, Kit and Kitty."""
    one, two = sorted((short, name), key=len)
    ends = {"y", "ie", one[-1:] + "y", one[-1:] + "ie"}
    return len(one) > 2 and two != one and two.startswith(one) and two[len(one) :] in ends  # noqa: PLR2004 - Al, Jo
