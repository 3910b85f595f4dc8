"""English by hibari: a small neural voice ("heart") that lies in its own wheel, and character voices derived from it.

A derived voice is the same speaker played at another speed, the model speaking faster or slower to keep the pace:
pitch and vocal tract move together, as they do between people of different size. It is clean and costs nothing, unlike
changing the pitch alone. Measured: CPU 126 x real time on one core, 1 s to load, 290 MB.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from audiobook.annotated import runs
from audiobook.cast import Age, Gender, Voice
from audiobook.engines.text import has_words, is_picture, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording
from audiobook.sound.pcm import speech_bounds, to_int16
from audiobook.sound.resample import resample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from audiobook.take import Slate

_PACKAGE = "hibari-tts"
_RATE_HZ = 24000
#: Memory grows with the longest sound the model makes at once: 320 phonemes take 292 MB at speed 1.0 and 341 MB at 0.8,
#: the slowest that a voice of ours needs; a slower one gets shorter pieces (measured).
_MAX_PHONEMES, _FULL_PIECES_FROM_SPEED = 320, 0.8
#: Quiet left on either side of a join, of the 300 and 450 ms that the model puts around every piece.
_JOIN_MS = 150
#: The network that reads unknown words sees 24 letters; longer words are read in pieces.
_MAX_WORD = 24
#: hibari rates its readings: 4 and 3 come from its dictionaries, 2 is the guess of its network.
_KNOWN_RATING = 3
#: How far a voice may be moved before it stops sounding like a person.
_SCALES = (0.70, 1.40)
#: Letters without a decomposition that the model does not know.
_FOLDED = str.maketrans(
    {"ı": "i", "ȷ": "j", "ə": "e", "ɛ": "e", "ħ": "h", "ƀ": "b", "ŧ": "t", "ẞ": "SS", "ʻ": "'", "ʼ": "'"}
)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a voice is made: ``scale`` multiplies pitch and formants, ``pace`` is the tempo against the narrator's."""

    name: str
    scale: float
    pace: float
    gender: Gender
    age: Age
    description: str


#: Scales lie 6 to 8 % apart, about where speaker embeddings begin to tell the voices apart; the median pitch is 192 Hz
#: times the scale (146 to 245 Hz). The paces keep the model where its tempo is steady (see ``_TEMPOS``).
_RECIPES = {
    "heart": _Recipe("Heart", 1.0, 1.0, Gender.FEMALE, Age.ADULT, "warm, clear, unhurried"),
    "heart-deep": _Recipe("Heart, deep", 0.75, 0.87, Gender.MALE, Age.ADULT, "deep and dark, a big man"),
    "heart-bright": _Recipe("Heart, bright", 1.17, 1.04, Gender.FEMALE, Age.YOUNG, "light and quick, a young woman"),
    "heart-low": _Recipe("Heart, low", 0.87, 1.0, Gender.MALE, Age.YOUNG, "low and brisk, a young man"),
    "heart-child": _Recipe("Heart, child", 1.27, 0.95, Gender.NEUTRAL, Age.CHILD, "small and high, a child"),
    "heart-grave": _Recipe("Heart, grave", 0.81, 0.86, Gender.MALE, Age.OLD, "deep and slow, an old man"),
    "heart-elder": _Recipe("Heart, elder", 0.92, 0.90, Gender.FEMALE, Age.OLD, "low and slow, an old woman"),
    "heart-soft": _Recipe("Heart, soft", 1.08, 0.97, Gender.FEMALE, Age.ADULT, "a little higher, gentle"),
}
#: What the model makes of a speed: it speaks 1.16 times as fast when asked for 1.32 and 1.46 times for 1.34 (measured
#: on three sentences). Pairs of (tempo wanted, speed to ask for), read between the lines.
_TEMPOS = (
    *((0.501, 0.50), (0.529, 0.55), (0.610, 0.60), (0.635, 0.65), (0.710, 0.70), (0.741, 0.76), (0.755, 0.795)),
    *((0.824, 0.80), (0.873, 0.805), (0.885, 0.82), (0.900, 0.85), (0.962, 0.90), (1.000, 1.00), (1.035, 1.10)),
    *((1.066, 1.15), (1.086, 1.20), (1.131, 1.25), (1.160, 1.32), (1.217, 1.33), (1.460, 1.34), (1.523, 1.40)),
    *((1.565, 1.50), (1.648, 1.70), (1.757, 2.00)),
)


class HibariEngine:
    """The embedded default for English. The first ``synthesize`` of a process loads the model."""

    @cached_property
    def info(self) -> EngineInfo:
        """Name, version and limits; raises EngineError when the package is missing."""
        try:
            installed = version(_PACKAGE)
        except PackageNotFoundError as error:
            raise _missing() from error
        return EngineInfo("hibari", installed, "heart", Parallel.PROCESSES, max_characters=300, phonemes="hibari")

    def voices(self) -> tuple[Voice, ...]:
        """The narrator first, then the voices derived from it."""
        _ = self.info
        return tuple(
            Voice(
                id=key,
                engine="hibari",
                name=recipe.name,
                languages=("en",),
                gender=recipe.gender,
                age=recipe.age,
                description=recipe.description,
                derived="" if key == "heart" else "heart",
            )
            for key, recipe in _RECIPES.items()
        )

    def speaks(self, language: str) -> bool:
        """English of any region."""
        return language.replace("_", "-").split("-")[0].lower() == "en"

    def reads(self, text: str) -> bool:
        """Latin letters with any accents, digits and punctuation; no other script and no emoji. Phonemes always."""
        return all(map(_readable, {char for written, phonemes in runs(text) if not phonemes for char in written}))

    def synthesize(self, slate: Slate) -> Recording:
        """Speak English; the same slate gives the same samples on one machine.

        Raises TakeError for text it would leave out or that breaks its pronunciation rules, EngineError when the
        package or the model does not work.
        """
        import numpy as np

        recipe = _RECIPES.get(slate.voice)
        if recipe is None:
            raise EngineError(f"hibari has no voice '{slate.voice}'", hint=f"voices: {', '.join(_RECIPES)}")
        marked, said = _stand_ins(slate.text)
        text = speakable(marked)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        strange = sorted(char for char in set(text) if not _readable(char))
        if strange:
            raise TakeError(f"hibari cannot pronounce {' '.join(strange[:8])}", hint="give this text another engine")
        scale = _within(recipe.scale * 2 ** (slate.pitch / 12), _SCALES)
        tempos, speeds = zip(*_TEMPOS, strict=True)
        speed = float(np.interp(recipe.pace * slate.speed / scale, tempos, speeds))
        try:
            noise = np.random.default_rng(slate.seed)
            limit = int(_MAX_PHONEMES * min(1.0, speed / _FULL_PIECES_FROM_SPEED))
            parts = [self._speak(phonemes, speed, noise) for phonemes in self._phonemes(text, limit, said)]
        except (TakeError, EngineError):
            raise
        except MemoryError as error:
            raise EngineError("there is not enough memory to run hibari", hint="use fewer --jobs") from error
        except Exception as error:
            if type(error).__module__.startswith("onnxruntime"):
                raise EngineError(f"hibari's model failed: {error}", hint=_hint_reinstall()) from error
            raise TakeError(f"hibari failed on this text: {type(error).__name__}: {error}") from error
        samples = np.concatenate(_joinable(parts)) if parts else None
        if samples is None or samples.size == 0:
            raise TakeError("hibari made no sound for this text")
        return Recording(resample(samples, _RATE_HZ * scale, _RATE_HZ), _RATE_HZ)

    def reading(self, text: str, language: str) -> tuple[str, bool]:  # noqa: ARG002 - it has one accent
        """Phonemes as of the text alone, and whether its dictionary or its spelling of initials gave all of them."""
        from hibari.g2p.normalize import normalize

        g2p = self._model.g2p
        tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(_plain(text))))
        phonemes = "".join((token.phonemes or "") + (" " if token.whitespace else "") for token in tokens).strip()
        return phonemes, has_words(text) and all((token.rating or 0) >= _KNOWN_RATING for token in tokens)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - hibari ships no types
        try:
            from hibari import Hibari
        except ImportError as error:
            raise _missing() from error
        try:
            # One thread: two give other samples than one, and the pool already uses every core.
            return Hibari(voice="heart", threads=1)
        except Exception as error:
            raise EngineError(f"hibari's model cannot be loaded: {error}", hint=_hint_reinstall()) from error

    def _speak(self, phonemes: str, speed: float, noise: np.random.Generator) -> NDArray[np.float32]:
        samples: NDArray[np.float32] = self._model.from_ids(self._model.ids(phonemes), speed, noise)
        return samples

    def _phonemes(self, text: str, limit: int, said: Mapping[str, str] | None = None) -> Iterator[str]:
        """Phonemes in pieces of bounded length, with every word accounted for."""
        for sentence in self._model.split_sentences(_plain(text)):
            yield from _pieces(self._pronounce(sentence, said or {}), limit)

    def _pronounce(self, sentence: str, said: Mapping[str, str] | None = None) -> str:
        """What hibari's own G2P call does, but a word that would vanish is read by its letters alone or refused.

        Words in ``said`` have their phonemes; they are set before those of their neighbours, which depend on them.
        """
        from hibari.g2p.normalize import normalize

        g2p = self._model.g2p
        spoken = []
        tokens = g2p.tokenize(normalize(sentence))
        _put_phonemes(tokens, said or {})
        for token in g2p.phonemize_tokens(tokens):
            phonemes = token.phonemes or ""
            if not phonemes and has_words(token.text):
                phonemes = g2p.oov("".join(filter(str.isalpha, token.text))) or ""
                if not phonemes:
                    raise TakeError(f"hibari leaves out '{token.text}'", hint="give it a pronunciation in the script")
            spoken.append(phonemes + (" " if token.whitespace else ""))
        return "".join(spoken).strip()


def _stand_ins(text: str) -> tuple[str, dict[str, str]]:
    """The text with a made-up word for each annotated one, and the phonemes of those words.

    The word begins like the written one, with a capital or not, since the rules for abbreviations look at that.
    """
    stem = "zq"
    while stem in text.lower():
        stem += "q"
    out: list[str] = []
    said: dict[str, str] = {}
    for written, phonemes in runs(text):
        if not phonemes:
            out.append(f" {written}" if said and written[0].isalnum() else written)
            continue
        word = stem + "".join("bcdfghjklm"[int(digit)] for digit in str(len(said)))
        word = word.capitalize() if written[0].isupper() else word
        said[word] = phonemes
        out.append(f" {word}" if out and out[-1][-1].isalnum() else word)
    return "".join(out), said


def _put_phonemes(tokens: list[Any], said: Mapping[str, str]) -> None:
    """Give hibari's tokens their phonemes; an ``'s`` after one of them sounds by its last sign."""
    last = ""
    for token in tokens:
        if token.text in said:
            token.phonemes, token.rating = said[token.text], 5
        elif last and token.text in {"'s", "’s"}:
            token.phonemes = "ᵻz" if last[-1] in "szʃʒʧʤ" else "s" if last[-1] in "ptkfθ" else "z"
        last = token.phonemes if token.text in said and not token.whitespace else ""


def _joinable(parts: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The parts with less quiet where they meet; one part, the usual case, stays as it is."""
    if len(parts) == 1:
        return parts
    margin = _RATE_HZ * _JOIN_MS // 1000
    cut = []
    for index, part in enumerate(parts):
        start, end = speech_bounds(to_int16(part), _RATE_HZ)
        first = 0 if index == 0 else max(0, start - margin)
        last = part.size if index == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return cut


def _pieces(phonemes: str, limit: int) -> Iterator[str]:
    """Cut at the last clause mark before the limit, else at the last space, else at the limit."""
    while len(phonemes) > limit:
        window = phonemes[:limit]
        clause = max(window.rfind(mark) for mark in (", ", "; ", ": ", "— "))
        cut = clause + 1 if clause > limit // 3 else window.rfind(" ")
        if cut <= 0:
            cut = limit
        yield phonemes[:cut].strip()
        phonemes = phonemes[cut:].strip()
    if phonemes:
        yield phonemes


def _plain(text: str) -> str:
    """Only letters the model knows, no markup of its own (``[x](/y/)``), no word longer than it reads."""
    text = "".join(char if char < "\u0180" else _fold(char) for char in text).replace("](", "] (")
    return " ".join(_short(word) for word in text.split())


def _short(word: str) -> str:
    if len(word) <= _MAX_WORD:
        return word
    return " ".join(word[at : at + _MAX_WORD] for at in range(0, len(word), _MAX_WORD)) if word.isalnum() else word


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """The nearest plain spelling: compatibility forms opened, accents beyond Latin Extended-A taken off."""
    opened = unicodedata.normalize("NFKD", char).translate(_FOLDED)
    plain = "".join(c for c in opened if not unicodedata.combining(c) and not _is_modifier(c))
    if plain.isdecimal() and not plain.isascii():
        return "".join(str(unicodedata.decimal(c)) for c in plain)
    return plain


@lru_cache(maxsize=4096)
def _readable(char: str) -> bool:
    if char.isascii():
        return True
    if is_picture(char):
        return False
    if char.isdecimal():
        return unicodedata.normalize("NFKC", char).isascii()
    # What folds to nothing is a mark on its neighbour; a letter of another script stays and has its own name.
    return all(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in _fold(char) if c.isalpha())


def _is_modifier(char: str) -> bool:
    """Stress and tone marks that count as letters; the okina of Hawaiʻi is folded to an apostrophe before."""
    return unicodedata.name(char, "").startswith("MODIFIER LETTER")


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])


def _hint_reinstall() -> str:
    return f"pip install --force-reinstall '{_PACKAGE}>=0.2.1,<0.3'"


def _missing() -> EngineError:
    return EngineError("the speech engine hibari is not installed", hint=f"pip install '{_PACKAGE}>=0.2.1,<0.3'")
