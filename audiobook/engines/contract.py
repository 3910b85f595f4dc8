"""What every engine must do, as a test class that the tests of any engine can subclass.

    class TestMine(EngineContract):
        make = MyEngine
        language = "en"
        text = "A sentence that it can speak, of some length."

It needs no test framework: pytest collects the subclass, and each ``test_`` method can be called by hand. A broken rule
is an AssertionError that says which.
"""

from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING, ClassVar

from audiobook.errors import EngineError, TakeError
from audiobook.sound.pcm import rms_dbfs
from audiobook.take import Slate

if TYPE_CHECKING:
    from collections.abc import Callable

    from audiobook.plugins import Engine, Recording

#: No engine speaks faster or slower than this, in seconds a letter; the length of a text has to make sense.
_PLAUSIBLE_S = (1 / 45, 0.35)
_SILENT_DBFS = -55.0
#: A non-deterministic engine may vary by this share of the length.
_VARIES = 0.25


class EngineContract:
    """Set ``make``, ``language`` and ``text``; all tests use the default voice unless they say otherwise."""

    #: Makes the engine, without arguments: the class itself.
    make: ClassVar[Callable[[], Engine]]
    #: A language it speaks.
    language: ClassVar[str] = "en"
    #: One sentence of 40 letters or more in that language.
    text: ClassVar[str] = "The little boat went slowly over the quiet water to the other side."

    _engine: ClassVar[Engine | None] = None

    @property
    def engine(self) -> Engine:
        """One object for all tests of the class, as in a build."""
        kind = type(self)
        if kind._engine is None:  # noqa: SLF001 - its own class
            kind._engine = kind.make()  # noqa: SLF001
        return kind._engine  # noqa: SLF001

    def slate(self, text: str, *, voice: str = "", speed: float = 1.0, pitch: float = 0.0, seed: int = 0) -> Slate:
        """A slate for this engine, by default with its first voice."""
        info = self.engine.info
        voice = voice or self.engine.voices()[0].id
        return Slate(
            text, info.name, info.version, info.model, voice, self.language, speed=speed, pitch=pitch, seed=seed
        )

    def speak(self, text: str, **more: float) -> Recording:
        """Synthesize and hold the result to the rules that every recording obeys."""
        recording = self.engine.synthesize(self.slate(text, **more))  # type: ignore[arg-type]
        self._is_sound(recording, text)
        return recording

    def speak_or_refuse(self, text: str) -> Recording | None:
        """Sound that keeps the rules, or a TakeError; nothing else may come of strange text."""
        try:
            return self.speak(text)
        except TakeError:
            return None

    def test_says_who_it_is(self) -> None:
        """The engine's name, version and limits are filled in, and asking twice gives the same."""
        info = self.engine.info
        _must(bool(info.name and info.version and info.model), "name, version and model are not empty")
        _must(info.max_characters > 0, "max_characters is positive")
        _must(
            0 <= info.comfortable_characters <= info.max_characters, "comfortable_characters fits into max_characters"
        )
        _must(info == self.engine.info, "info is the same each time")

    def test_voices(self) -> None:
        """There is a voice; ids are unique and stable; each names this engine and a language it speaks."""
        voices = self.engine.voices()
        ids = [voice.id for voice in voices]
        _must(bool(ids), "there is at least one voice")
        _must(len(set(ids)) == len(ids), "voice ids are unique")
        _must(voices == self.engine.voices(), "voices are the same each time, in the same order")
        for voice in voices:
            _must(voice.engine == self.engine.info.name, f"voice {voice.id} names its engine")
            _must(bool(voice.name and voice.languages), f"voice {voice.id} has a name and languages")
            _must(not voice.derived or voice.derived in ids, f"voice {voice.id} derives from a voice that exists")
            spoken = all(tag == "*" or self.engine.speaks(tag) for tag in voice.languages)
            _must(spoken, f"the engine speaks every language of voice {voice.id}")

    def test_languages(self) -> None:
        """It speaks its language in any of its regions and spellings."""
        _must(self.engine.speaks(self.language), f"it speaks {self.language}")
        _must(self.engine.speaks(self.language.upper()), "tags are not case-sensitive")
        _must(self.engine.speaks(f"{self.language}-x-mine"), "a narrower tag is spoken too")
        _must(self.engine.reads(self.text), "it reads its own sample")
        _must(self.engine.reads(""), "it reads nothing at all")

    def test_speaks_plausibly(self) -> None:
        """Sound comes out, mono float32, neither silent nor far too long or short."""
        recording = self.speak(self.text)
        seconds = recording.samples.size / recording.rate_hz
        letters = sum(map(str.isalpha, self.text))
        low, high = (letters * bound for bound in _PLAUSIBLE_S)
        if letters and max(self.text) < "\u2e80":
            _must(low <= seconds <= high + 2.5, f"{seconds:.2f} s is a plausible length for {letters} letters")

    def test_longer_text_is_longer(self) -> None:
        """Twice the text gives clearly more sound."""
        once, twice = self.speak(self.text), self.speak(f"{self.text} {self.text}")
        _must(twice.samples.size > 1.4 * once.samples.size, "twice the text is longer")
        _must(twice.rate_hz == once.rate_hz, "the sample rate does not change")

    def test_same_slate_is_as_long(self) -> None:
        """A slate that is recorded again gives about the same."""
        once, again = self.speak(self.text), self.speak(self.text)
        _must(abs(once.samples.size - again.samples.size) <= _VARIES * once.samples.size, "the same slate is as long")

    def test_speed(self) -> None:
        """Faster is shorter, slower is longer, extremes are bounded and not refused."""
        usual = self.speak(self.text).samples.size
        _must(self.speak(self.text, speed=1.3).samples.size < usual, "speed 1.3 is shorter")
        _must(self.speak(self.text, speed=0.8).samples.size > usual, "speed 0.8 is longer")
        for extreme in (0.01, 100.0):
            _must(self.speak(self.text, speed=extreme).samples.size > 0, f"speed {extreme} is bounded")

    def test_pitch(self) -> None:
        """Any pitch is bounded, not refused, and leaves the length about as it is."""
        usual = self.speak(self.text).samples.size
        for pitch in (-40.0, -2.0, 2.0, 40.0):
            size = self.speak(self.text, pitch=pitch).samples.size
            _must(0.5 * usual < size < 2 * usual, f"pitch {pitch} does not change the length much")

    def test_every_derived_or_named_voice_speaks(self) -> None:
        """The first twelve voices all speak."""
        for voice in self.engine.voices()[:12]:
            recording = self.engine.synthesize(self.slate(self.text, voice=voice.id))
            self._is_sound(recording, voice.id)

    def test_unknown_voice(self) -> None:
        """A voice that does not exist is an EngineError with a hint."""
        try:
            self.engine.synthesize(self.slate(self.text, voice="no such voice"))
        except EngineError as error:
            _must(not isinstance(error, TakeError) and bool(error.hint), "an unknown voice is no fault of the text")
        else:
            _must(False, "an unknown voice is refused")  # noqa: FBT003

    def test_nothing_to_say(self) -> None:
        """Empty and blank text is a TakeError, never an empty recording."""
        for text in ("", " ", "\n\t  ", "\x00", "\u00ad", "\u200b"):
            _must(self.speak_or_refuse(text) is None, f"{text!r} is a TakeError")

    def test_punctuation_only(self) -> None:
        """Marks alone are spoken or refused."""
        for text in ("…", "—", "“”", "* * *", "?!", "***", "[](/x/)"):
            self.speak_or_refuse(text)

    def test_scripts_it_does_not_read(self) -> None:
        """What ``reads`` refuses is never left out in silence; what it accepts is spoken."""
        for text in ("你好，世界。", "Привет, мир!", "Καλημέρα", "שלום", "नमस्ते", "😀😀😀", "He said 你好 to me."):
            spoken = self.speak_or_refuse(text)
            _must(spoken is None or self.engine.reads(text), f"{text} is not half spoken")

    def test_control_characters(self) -> None:
        """NUL and other invisible characters neither end nor break the text."""
        plain = self.speak(self.text).samples.size
        half = len(self.text) // 2
        for char in ("\x00", "\x07", "\u00ad", "\u200b", "\ufeff", "\n"):
            size = self.speak(f"{self.text[:half]}{char}{self.text[half:]}").samples.size
            _must(size > 0.75 * plain, f"{char!r} does not cut the text")

    def test_hostile_text(self) -> None:
        """Endless words, no punctuation, markup and numbers: bounded, spoken or refused."""
        words = " ".join(self.text.strip(".。").split() * 40)[: max(1800, self.engine.info.max_characters)]
        for text in ("a" * 600, "9" * 300, "<b>&amp;[[x]]</b> \\ {} %s %n", "(" * 200 + "a", "é" * 300):
            self.speak_or_refuse(text)
        self.speak(words)

    def test_longest_text(self) -> None:
        """A text of ``max_characters`` is spoken in one call."""
        repeated = f"{self.text} " * (self.engine.info.max_characters // len(self.text) + 1)
        self.speak(repeated[: self.engine.info.max_characters])

    def test_crosses_to_a_worker(self) -> None:
        """What it says about itself can be pickled."""
        described = (self.engine.info, self.engine.voices())
        _must(pickle.loads(pickle.dumps(described)) == described, "info and voices can be pickled")  # noqa: S301

    def _is_sound(self, recording: Recording, what: str) -> None:
        samples = recording.samples
        _must(samples.ndim == 1, f"mono: {what!r}")
        _must(str(samples.dtype) == "float32", f"float32: {what!r}")
        _must(samples.size > 0, f"not empty: {what!r}")
        _must(8000 <= recording.rate_hz <= 192000, "a usual sample rate")  # noqa: PLR2004
        level = rms_dbfs(samples)
        _must(math.isfinite(level) and level > _SILENT_DBFS, f"heard and finite ({level:.0f} dBFS): {what!r}")


def _must(condition: bool, rule: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise AssertionError(f"broken rule: {rule}")
