"""Cut narration into words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|St|M|MM|Mme|Mlle|Messrs|Prof|Capt|Col|Gen|Rev|Hon|Lieut|Sgt|Sr|Sra|Srta|D|[A-Z])\.(?!\.)"
    r"|[A-Z][a-z]+ s(?=\s)"  # an apostrophe lost in a bad copy: Daisy s mamma
    r"|[^\W\d_]+(?:['’\-][^\W\d_]+)*|-{2,}|[^\w\s]"
)
#: French puts the subject behind the verb with a hyphen (dit-il, demanda-t-elle); elision hides a word (l’homme).
_HYPHEN_SUBJECT = re.compile(r"-t-(?=\w)|-(?=(?:je|il|elle|on|ils|elles|nous|vous|tu)\b)")
_ELISION = re.compile(r"(?<=\b[lsdjmtnLSDJMTN])['’](?=\w)|(?<=\b[Qq]u)['’](?=\w)")
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of the narration; ``start`` and ``end`` lie in the text it was cut from."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word without capitals and without the full stop of an abbreviation."""
        return self.text.casefold().rstrip(".") or self.text

    @property
    def is_word(self) -> bool:
        """Whether this is a word, not a sign."""
        return self.text[0].isalpha()

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital."""
        return self.text[0].isupper()

    @property
    def ends(self) -> bool:
        """Whether a sentence ends here."""
        return self.text in _ENDS


def tokens_of(text: str, *, elides: bool = False) -> list[Token]:
    """The words and signs of a text; ``elides`` for French and Italian."""
    if elides:
        # Every replacement keeps its length, so that places stay true.
        text = _HYPHEN_SUBJECT.sub(lambda found: " " * len(found[0]), text)
        text = _ELISION.sub(" ", text)
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]
