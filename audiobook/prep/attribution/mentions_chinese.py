"""Where a Chinese book names its people: the longest name first, without borders between words (facts, section 8)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Stretch, Utterance
from audiobook.prep.attribution.names_scan import spoken_places


def find_chinese_mentions(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], people: Sequence[Person]
) -> tuple[Mention, ...]:
    """Every place of a name, in order; a shared one means whoever was named last."""
    owners: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        for alias in dict.fromkeys((*person.aliases, person.name) if person.aliases else ()):
            if alias:
                owners[alias].append(index)
    if not owners:
        return ()
    pattern = re.compile("|".join(map(re.escape, sorted(owners, key=lambda a: (-len(a), a)))))
    places = spoken_places(utterances)
    last: dict[int, int] = {}
    found: list[Mention] = []
    for number, text in enumerate(paragraphs):
        for m in pattern.finditer(text or ""):
            spoken = any(s.start <= m.start() < s.end for s in places.get(number, ()))
            who = max(owners[m[0]], key=lambda n: (last.get(n, -1), people[n].weight, -n))
            last[who] = len(found)
            found.append(Mention(Stretch(number, m.start(), m.end()), m[0], who, spoken))
    return tuple(found)
