"""Names that are one person's so far: a union of forms, and what shows two of them to be two persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from audiobook.prep.attribution.model import Sex
from audiobook.prep.attribution.names_form import Form, together

#: Two names are two persons when more than this share of the rarer one's places in the narration have the other one
#: within so many characters (reach, share). Names of one person: .105 and .35 at the 95th percentile on dev.
_TOGETHER = ((60, 0.1), (200, 0.36))
_PLACES = 2
#: ... or when they talk with each other so often, and for this share of the rarer one's places. Names of one person
#: hardly ever do: none at the 95th percentile.
_TALKS, _SHARE_TALKS = 2, 0.015


class Union:
    """Clusters of forms; ``talks`` counts how often two forms were seen to speak with each other."""

    def __init__(self, forms: Mapping[str, Form], talks: Mapping[tuple[str, str], int]) -> None:
        self.forms = dict(sorted(forms.items(), key=lambda i: (-i[1].sign.count, i[0])))
        self._talks = talks
        self._root = {key: key for key in self.forms}
        self.members: dict[str, list[str]] = {key: [key] for key in self.forms}

    def root(self, key: str) -> str:
        """The cluster a form is in."""
        return self._root[key]

    def weight(self, root: str) -> int:
        """How often a cluster is named."""
        return sum(self.forms[k].sign.count for k in self.members[root])

    def sex(self, root: str) -> Sex:
        """The gender on which the titles and first names of a cluster agree most."""
        votes: Counter[Sex] = Counter()
        for key in self.members[root]:
            form = self.forms[key]
            votes[form.sex] += form.sign.count * (3 if form.title else 1)
        del votes[Sex.UNKNOWN]
        return max(votes, key=lambda s: votes[s]) if votes else Sex.UNKNOWN

    def apart(self, one: str, two: str) -> bool:
        """Whether the book shows two clusters to be two persons: they talk with each other, or stand side by side."""
        first, second = self.members[self.root(one)], self.members[self.root(two)]
        talks = sum(self._talks.get((a, b), 0) + self._talks.get((b, a), 0) for a in first for b in second)
        places, others = self._places(first), self._places(second)
        least = min(len(places), len(others))
        if talks >= _TALKS and talks > _SHARE_TALKS * least:
            return True
        counts = [(together(places, others, reach), share) for reach, share in _TOGETHER]
        return any(n > _PLACES and n > share * least for n, share in counts)

    def _places(self, keys: Iterable[str]) -> list[int]:
        return sorted(p for key in keys for p in self.forms[key].sign.places)

    def merge(self, one: str, two: str) -> None:
        """Make two clusters one; the one named more gives the root."""
        a, b = self.root(one), self.root(two)
        if a == b:
            return
        if self.weight(a) < self.weight(b):
            a, b = b, a
        for key in self.members[b]:
            self._root[key] = a
        self.members[a] += self.members.pop(b)

    def titles(self, root: str) -> set[str]:
        """The titles of a cluster."""
        return {self.forms[k].title for k in self.members[root]}

    def surnames(self, root: str) -> set[str]:
        """The surnames of its full names."""
        forms = [self.forms[k] for k in self.members[root]]
        return {f.last for f in forms if f.full}
