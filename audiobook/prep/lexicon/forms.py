"""The best form of an entry that an engine takes."""

from __future__ import annotations

from audiobook.prep.lexicon.alphabets import strangers
from audiobook.prep.lexicon.entry import Entry, Form, FormKind, canonical
from audiobook.prep.lexicon.ipa import to_espeak, to_hibari

_CONVERTERS = {"hibari": to_hibari, "espeak": to_espeak}


def best_form(entry: Entry, engine: str, phonemes: str, language: str = "") -> Form | None:
    """The entry as the engine says it best, or ``None`` when it has no form that the engine takes.

    ``phonemes`` is ``EngineInfo.phonemes``. The engine's own phonemes come first, then the IPA, converted where we can
    for the passage's ``language``, then the respelling. For an engine without phonemes its own form is a respelling.
    """
    own = entry.text_of(f"x-{engine}") or (entry.text_of(f"x-{phonemes}") if phonemes else "")
    if own:
        return Form(FormKind.NATIVE if phonemes else FormKind.RESPELLING, own)
    ipa = entry.text_of("ipa")
    if ipa and phonemes == "ipa":
        return Form(FormKind.IPA, ipa)
    if ipa and phonemes in _CONVERTERS:
        converted = from_ipa(ipa, phonemes, entry.language or language)
        if converted:
            return Form(FormKind.NATIVE, converted)
    say = entry.text_of("say")
    return Form(FormKind.RESPELLING, say) if say else None


def from_ipa(ipa: str, phonemes: str, language: str) -> str:
    """IPA in an engine's alphabet; ``""`` when a sign has no counterpart there or the language is not English.

    espeak's mnemonics mean other sounds in each of its languages, and our table is for its English voices.
    """
    if canonical(language).split("-")[0] not in {"en", ""} or phonemes not in _CONVERTERS:
        return ""
    text = _CONVERTERS[phonemes](ipa).text
    return "" if strangers(phonemes, text) else text
