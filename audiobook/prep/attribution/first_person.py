"""Whether the book's teller is one of its people, and which one (facts, section 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from audiobook.prep.attribution.model import Paragraphs, Utterance
from audiobook.prep.attribution.names_scan import spoken_places

_I = re.compile(r"(?<![\w’'.])(?:I(?![\w.])|[Jj]e\b|[Jj][’']|[Ii]ch\b)|我(?!们|們)")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: "I" in a first-person book's narration: measured .022 to .032 of the words against .0042 or less (facts).
_SHARE = 0.008
#: A narrator is called by name at least this often before we believe it; own judgement.
_CALLED = 3
#: ... and named in speech this many times as often as in narration (facts).
_SPOKEN = 3
#: Most of those places call the narrator, who hears nearly all the talk and so is called about as often as anybody:
#: .88 and .90 of the places in the two dev novels, and most of all people; those who are only talked of (an absent
#: friend, "Sahib", a god) have .8 or less, or are called half as often. Own judgement.
_OF_SPOKEN, _OF_MOST = 0.6, 0.75
#: A slip of the tags now and then is no sign against a name.
_SLIPS = 0.1


def narration(paragraphs: Paragraphs, utterances: Sequence[Utterance]) -> list[str]:
    """The text of each paragraph outside speech."""
    places = spoken_places(utterances)
    result = []
    for number, text in enumerate(paragraphs):
        kept = []
        at = 0
        for stretch in places.get(number, ()):
            kept.append((text or "")[at : stretch.start])
            at = max(at, stretch.end)
        kept.append((text or "")[at:])
        result.append(" ".join(kept))
    return result


def is_first_person(paragraphs: Paragraphs, utterances: Sequence[Utterance]) -> bool:
    """Whether the narration says "I" so often that its teller must be a person in the book."""
    said = words = 0
    for text in narration(paragraphs, utterances):
        said += sum(1 for _ in _I.finditer(text))
        words += len(_HAN.findall(text)) or text.count(" ") + bool(text.strip())
    return said > _SHARE * words


def narrator_of(counts: Mapping[int, tuple[int, int, int, int]]) -> int | None:
    """Whose name is called in speech and hardly told: the number of that person, if there is just one.

    Rather none than a wrong one: then the book's "I" is a person of their own.
    ``counts`` has for each person: called, named in speech, named in narration, subject of a verb of speech.
    """
    most = max((called for called, *_ in counts.values()), default=0)
    fit = [
        (called, -number)
        for number, (called, spoken, told, subject) in counts.items()
        if called >= max(_CALLED, _OF_MOST * most, _OF_SPOKEN * spoken)
        and spoken > _SPOKEN * told
        and subject <= _SLIPS * called
    ]
    # Two names that fit are two people, or one who would be half guessed: better none.
    return -fit[0][1] if len(fit) == 1 else None
