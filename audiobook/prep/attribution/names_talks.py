"""Who talks with whom, by the names in tags and in calls: what tells one person's two names from two persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from audiobook.prep.attribution.model import Utterance
from audiobook.prep.attribution.names_scan import Scan, Sign

#: Who answers to a name: how often, which share of all who do, and how seldom the narration says that the name spoke.
_ANSWERS, _MAJORITY, _NEVER_TELLS = 3, 0.6, 0.1


def find_called(scan: Scan, utterances: Sequence[Utterance]) -> list[list[str]]:
    """The names called inside each utterance."""
    places: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for run in scan.runs:
        if run.called:
            places[run.place.paragraph].append((run.place.start, run.key))
    return [
        [key for s in u.stretches for at, key in places.get(s.paragraph, ()) if s.start <= at < s.end]
        for u in utterances
    ]


def find_talks(
    utterances: Sequence[Utterance], keys: Sequence[str], called: Sequence[Sequence[str]]
) -> Counter[tuple[str, str]]:
    """Pairs of names that are two persons: one calls the other, or they speak in turns."""
    talks: Counter[tuple[str, str]] = Counter()
    for n, key in enumerate(keys):
        if not key:
            continue
        talks.update((key, other) for other in called[n] if other != key)
        after = keys[n + 1] if n + 1 < len(keys) else ""
        if after and after != key and 0 < _gap(utterances[n], utterances[n + 1]) <= 1:
            talks[key, after] += 1
    return talks


def find_answers(
    utterances: Sequence[Utterance], keys: Sequence[str], called: Sequence[Sequence[str]], signs: Mapping[str, Sign]
) -> tuple[tuple[str, str], ...]:
    """Names that are called, with the name of whoever mostly speaks right after or before."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for n, names in enumerate(called):
        near = {
            keys[k] for k in (n - 1, n + 1) if 0 <= k < len(keys) and 0 < abs(_gap(utterances[n], utterances[k])) <= 1
        }
        for name in names:
            votes[name].update(near - {"", keys[n]})
    pairs = []
    for name, counter in votes.items():
        itself = counter.pop(name, 0)
        best, count = min(counter.items(), key=lambda i: (-i[1], i[0]), default=("", 0))
        few = signs[name].subject <= _NEVER_TELLS * max(1, signs[best].subject if best in signs else 0)
        often = count >= 2 * _ANSWERS and count > itself
        if count >= _ANSWERS and count > _MAJORITY * counter.total() and (few or often):
            pairs.append((count, name, best))
    return tuple((name, best) for _, name, best in sorted(pairs, key=lambda p: (-p[0], p[1])))


def _gap(one: Utterance, two: Utterance) -> int:
    return two.stretches[0].paragraph - one.stretches[-1].paragraph if one.stretches and two.stretches else 0
