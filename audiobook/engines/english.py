"""English text as phonemes of misaki's alphabet, by hibari's dictionaries, rules and network for unknown words.

Shared by the voices that take this alphabet. The dictionaries load at the first call (0.3 s, 60 MB for an accent).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from audiobook.engines.hibari_sounds import hushed
from audiobook.engines.hibari_text import plain, put_phonemes, readable, stand_ins
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: hibari rates its readings: 4 and 3 come from its dictionaries, 2 is the guess of its network.
_KNOWN_RATING = 3


class English:
    """One accent. One call at a time."""

    def __init__(self, *, british: bool = False) -> None:
        """Load the dictionaries. Raises EngineError when the package is missing."""
        try:
            from hibari.g2p import G2P
        except ImportError as error:
            raise EngineError(
                "the pronunciations of hibari are not installed", hint="pip install 'hibari-tts>=0.2.1,<0.3'"
            ) from error
        self._g2p: Any = G2P(british=british)

    def phonemes(self, text: str) -> str:
        """Phonemes of text, annotated or plain; every word is accounted for.

        Raises TakeError for a character that it cannot pronounce and for a word that it would leave out.
        """
        marked, said = stand_ins(text)
        line = speakable(marked)
        strange = sorted(char for char in set(line) if not readable(char))
        if strange:
            raise TakeError(
                f"this voice cannot pronounce {' '.join(strange[:8])}", hint="give this text another engine"
            )
        return self._pronounced(plain(line), said)

    def reading(self, text: str) -> tuple[str, bool]:
        """Phonemes as of the text alone, and whether the dictionary or the spelling of initials gave all of them."""
        tokens = self._tokens(plain(text), {})
        phonemes = "".join(_sound(token) + (" " if token.whitespace else "") for token in tokens).strip()
        return phonemes, has_words(text) and all((token.rating or 0) >= _KNOWN_RATING for token in tokens)

    def _pronounced(self, line: str, said: Mapping[str, str]) -> str:
        spoken = []
        for token in self._tokens(line, said):
            phonemes = _sound(token)
            if not phonemes and has_words(token.text):
                phonemes = self._g2p.oov("".join(filter(str.isalpha, token.text))) or self._g2p(_bare(token.text)) or ""
                if not phonemes:
                    raise TakeError(f"the voice leaves out '{token.text}'", hint="give it a pronunciation")
            spoken.append(phonemes + (" " if token.whitespace else ""))
        return "".join(spoken).strip()

    def _tokens(self, line: str, said: Mapping[str, str]) -> list[Any]:
        """Words in ``said`` have their phonemes before those of their neighbours are found, which depend on them."""
        from hibari.g2p.normalize import normalize

        try:
            tokens = self._g2p.tokenize(normalize(line))
            put_phonemes(tokens, said)
            found: list[Any] = self._g2p.phonemize_tokens(tokens)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
            # A slip in its rules costs one text, not the book.
            raise TakeError(f"hibari's rules failed on this text: {type(error).__name__}: {error}") from error
        return found


def _sound(token: Any) -> str:  # noqa: ANN401 - hibari ships no types
    """Its phonemes; those of a word without vowels that hibari would spell (Sh!, brr) are its bare sounds."""
    phonemes: str = token.phonemes or ""
    return (hushed(token.text) or phonemes) if (token.rating or 0) < _KNOWN_RATING else phonemes


def _bare(word: str) -> str:
    """Its letters without accents: È by itself is an E."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if c.isascii() and c.isalnum())


@cache
def english(*, british: bool = False) -> English:
    """The dictionaries of an accent, one object a process."""
    return English(british=british)
