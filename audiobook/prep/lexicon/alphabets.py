"""The phoneme alphabets of engines that take phonemes, so that a slip in a list is found when it is read."""

from __future__ import annotations

#: hibari: the signs of its American voice's own dictionary (misaki's alphabet), with the British ones it also knows.
_HIBARI = "AIOQWYTabdefhijklmnopstuvwzæçðŋɑɐɒɔəɚɛɜɡɪɹɾʃʊʌʒʔʤʧθᵊᵻˈˌː "
#: espeak-ng: mnemonics are printable ASCII without the brackets that end them.
_ESPEAK = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in "[]")
ALPHABETS = {"hibari": _HIBARI, "espeak": _ESPEAK}


def strangers(engine: str, text: str) -> tuple[str, ...]:
    """Characters of a form that its engine's alphabet lacks; none for an engine whose alphabet we do not know."""
    known = ALPHABETS.get(engine)
    return tuple(sorted(set(text) - set(known))) if known else ()
