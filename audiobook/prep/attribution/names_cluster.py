"""Join the forms of one person's name (facts, section 6), and keep apart those whom the book shows to be two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.names_form import MALE_AT, Form, is_pet_form
from audiobook.prep.attribution.names_scan import is_title
from audiobook.prep.attribution.names_tables import (
    FAMILIAR_FEMALE,
    FAMILIAR_MALE,
    FOREIGN_FAMILIAR,
    PLAIN_FEMALE,
    RANKS,
    UNMARRIED,
    first_names,
)
from audiobook.prep.attribution.names_union import Union

#: Titles that make a first name another person's: Lady Catherine is no Catherine.
_HONOURS = frozenset({"lady", "sir", "dame"})
#: Titles that stand before a first name.
_BEFORE_FIRST = UNMARRIED | {"master", "mr"} | FAMILIAR_MALE | FAMILIAR_FEMALE | FOREIGN_FAMILIAR
#: Titles that a book other than English may write short and whole.
_WHOLE = {"Mme": "Madame", "Mlle": "Mademoiselle", "M": "Monsieur", "Docteur": "Dr", "Doktor": "Dr"}
#: How often "Miss Mary" shows that Miss Bennet is her elder sister.
_YOUNGER = 3
#: How often "old Mr. X" tells him from a son of that name.
_AGED = 2


class Clusters(Union):
    """Union of forms; ``talks`` counts how often two forms were seen to speak with each other.

    ``answers`` are pairs of a name that is called and the name that mostly answers to it.
    """

    def __init__(
        self,
        forms: Mapping[str, Form],
        talks: Mapping[tuple[str, str], int],
        answers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(forms, talks)
        self._answers = [(a, b) for a, b in answers if a in self.forms and b in self.forms]
        self._foreign = False
        self._first: dict[str, list[str]] = defaultdict(list)
        self._last: dict[str, list[str]] = defaultdict(list)
        for key, form in self.forms.items():
            if form.full:
                self._first[form.first].append(key)
                self._last[form.last].append(key)

    def join(self, *, foreign: bool = False) -> list[list[str]]:
        """The clusters, the most frequent form first in each. ``foreign``: the book is not in English."""
        forms = self.forms.values()
        self._foreign = foreign
        for key in [*self.forms] if foreign else ():
            title, _, rest = key.partition(" ")
            if (whole := f"{_WHOLE.get(title, title)} {rest}") in self.forms:
                self.merge(whole, key)
        titled = [f for f in forms if not f.full and f.title]
        bare = [f for f in forms if not f.full and not f.title]
        self._join_full([f for f in forms if f.full])
        # First names go first: whether Mr. Emerson is George Emerson shows only when George is known to be that one.
        for form in bare:
            self._join_first(form)
        for form in titled:
            self._join_titled(form)
        for form in bare:
            self._join_last(form, titled)
        for form in bare:
            self._join_short(form, bare)
        for called, answering in self._answers:
            self._join_called(called, answering)
        return [sorted(m, key=lambda k: (-self.forms[k].sign.count, k)) for m in self.members.values()]

    def _fits(self, form: Form, keys: Iterable[str], test: Callable[[str], bool] = bool) -> list[str]:
        """Clusters of these forms that may be the same person as ``form``, the most frequent first."""
        found = dict.fromkeys(self.root(k) for k in keys if test(k))
        mine = form.sex
        fit = [
            r
            for r in found
            if r != self.root(form.key)
            and (Sex.UNKNOWN in {mine, self.sex(r)} or mine is self.sex(r))
            and not self.apart(form.key, r)
        ]
        return sorted(fit, key=lambda r: (-self.weight(r), r))

    def _join_full(self, forms: Sequence[Form]) -> None:
        seen: dict[tuple[str, str, bool], Form] = {}
        short = first_names().short
        for form in forms:
            key = (form.first, form.last, self._of_husband(form))
            other = seen.setdefault(key, form)
            if other is not form and not (form.title in RANKS and other.title in RANKS and form.title != other.title):
                self.merge(other.key, form.key)
        for form in forms:
            longer = short.get(form.first.casefold(), frozenset())
            keys = [k for k in self._last[form.last] if self.forms[k].first.casefold() in longer]
            fit = self._fits(form, keys, lambda k: self.forms[k].title not in _HONOURS)
            if len(fit) == 1 and form.title not in _HONOURS:
                self.merge(fit[0], form.key)

    @staticmethod
    def _of_husband(form: Form) -> bool:
        """Mrs. John Dashwood is not John Dashwood."""
        names = first_names().balance
        return form.title in PLAIN_FEMALE - UNMARRIED and names.get(form.first.casefold(), 0.0) > MALE_AT

    def _join_titled(self, form: Form) -> None:
        fit = self._same_title(form)
        if not fit and form.title not in PLAIN_FEMALE - UNMARRIED and not self._has_namesake(form):
            fit = self._by_surname(form)
            if form.title in UNMARRIED:
                fit = self._eldest(form, fit)
        if not fit and form.title in _BEFORE_FIRST:
            test = self._untitled if form.title in RANKS else bool
            keys = [*self._first[form.first], *self._bare_first(form)]
            fit = self._fits(form, keys, test)
        if form.sign.aged >= _AGED:
            # Old Mr. Emerson is not the one whom the book calls George.
            fit = [r for r in fit if all(self.forms[k].full or self.forms[k].title for k in self.members[r])]
        if len(fit) == 1:
            self.merge(fit[0], form.key)

    def _by_surname(self, form: Form) -> list[str]:
        """Who Mr. X may be by full name; in a family of several only one who is named as often as Mr. X."""
        keys = [k for k in self._last[form.first] if not self._of_husband(self.forms[k])]
        fit = self._fits(form, keys)
        several = len({self.root(k) for k in keys if self.forms[k].sex in {form.sex, Sex.UNKNOWN}}) > 1
        if fit and several and self.weight(fit[0]) < form.sign.count:
            return []
        return fit

    def _same_title(self, form: Form) -> list[str]:
        """Sir William is Sir William Lucas; Mrs. Bennet is Mrs. Anna Bennet; Mrs. Rachel is Mrs. Rachel Lynde."""

        def same(key: str) -> bool:
            other = self.forms[key]
            return other.title == form.title and not self._of_husband(other)

        for keys in (self._last[form.first], self._first[form.first]):
            roots = list(dict.fromkeys(self.root(k) for k in keys if same(k)))
            # One title and one name is one person, however near the two forms stand.
            if fit := roots if len(roots) == 1 else self._fits(form, keys, same):
                return [r for r in fit[:1] if r != self.root(form.key)]
        return []

    def _has_namesake(self, form: Form) -> bool:
        """Captain Tilney is not Henry Tilney when the book calls that one Mr. Tilney."""
        plain = [self.forms.get(f"{t} {form.first}") for t in ("Mr", "Mister", "Monsieur")]
        return form.title in RANKS and any(p and p.sign.count > 2 for p in plain)  # noqa: PLR2004 - not by chance

    def _bare_first(self, form: Form) -> list[str]:
        """The bare form of Miss Marianne, unless that is a surname as well (Miss Darcy and Mr. Darcy)."""
        word = form.first
        surname = self._last[word] or any(f"{t} {word}" in self.forms for t in ("Mr", "Mrs"))
        return [word] if word in self.forms and not surname else []

    def _untitled(self, key: str) -> bool:
        return not self.forms[key].title

    def _eldest(self, form: Form, roots: Sequence[str]) -> list[str]:
        """Miss Bennet is the sister who is not called Miss Elizabeth or Miss Mary."""
        younger = {
            f.first
            for f in self.forms.values()
            if f.title in UNMARRIED and f.first != form.first and f.sign.count >= _YOUNGER
        }
        left = [r for r in roots if not {self.forms[k].first for k in self.members[r]} & younger]
        return left if len(left) == 1 else []

    def _join_first(self, form: Form) -> None:
        """Anne is Anne Shirley; where several have that first name, the one named most who is not shown beside her."""
        keys = [k for k in self._first[form.first] if self.forms[k].title not in _HONOURS]
        keys = [k for k in keys if not self.titles(self.root(k)) & _HONOURS]
        roots = dict.fromkeys(self.root(k) for k in keys)
        fit = list(roots) if len(roots) == 1 else self._fits(form, keys)
        if fit:
            self.merge(fit[0], form.key)

    def _join_last(self, form: Form, titled: Sequence[Form]) -> None:
        """Darcy is Mr. Darcy; Colonel is the only Colonel."""
        if self.root(form.key) != form.key or len(self.members[form.key]) > 1:
            return
        word = form.first
        same = [f.key for f in titled if f.first == word and f.title not in _HONOURS]
        keys = [k for k in self._last[word] if self.forms[k].title not in _HONOURS] + same
        if is_title(word):
            keys = [f.key for f in self.forms.values() if f.title == word.casefold() and f.core != (word,)]
            keys = keys if len({self.root(k) for k in keys}) == 1 else ([] if keys or not self._foreign else same)
        men = list(dict.fromkeys(self.root(k) for k in keys if self.sex(self.root(k)) is not Sex.FEMALE))
        fit = men if len(men) == 1 else self._fits(form, keys)
        fit = [r for r in fit if self.sex(r) is not Sex.FEMALE] or fit
        if fit:
            self.merge(fit[0], form.key)

    def _join_called(self, called: str, answering: str) -> None:
        """Who answers to a name has it: Bill is Sikes, Miss Honeychurch is Lucy."""
        one, two = self.root(called), self.root(answering)
        surnames = self.surnames(one), self.surnames(two)
        clash = surnames[0] and surnames[1] and not surnames[0] & surnames[1]
        if one == two or clash or self.apart(one, two):
            return
        if Sex.UNKNOWN in {self.sex(one), self.sex(two)} or self.sex(one) is self.sex(two):
            self.merge(two, one)

    def _join_short(self, form: Form, bare: Sequence[Form]) -> None:
        """Lizzy is Elizabeth where only one person could be."""
        longer = first_names().short.get(form.first.casefold(), frozenset())
        if self._has_surname(form):
            return
        low = form.first.casefold()
        # A short name that the narration uses mostly is somebody's only name (Kitty Bennet).
        longer = longer if form.sign.spoken >= form.sign.narrated else frozenset()
        keys = [f.key for f in bare if f.first.casefold() in longer or is_pet_form(low, f.first.casefold())]
        keys += [k for k, f in self.forms.items() if f.full and f.first.casefold() in longer]
        fit = self._fits(form, keys, lambda k: self.forms[k].title not in RANKS)
        if len(fit) == 1:
            self.merge(fit[0], form.key)

    def _has_surname(self, form: Form) -> bool:
        """Whether the short name's person has a surname of their own, so that it stands for no other."""
        return any(self.forms[k].full or self.forms[k].title for k in self.members[self.root(form.key)])
