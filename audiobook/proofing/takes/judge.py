"""Whether a take says its text: by the longest divergent run, and by what the sound itself shows."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.annotated import runs
from audiobook.proofing.takes.align import compare
from audiobook.proofing.takes.heard import Heard, Reason, Run, Verdict
from audiobook.proofing.takes.words import Sounder, Words, letters, split, words_of

#: The longest run that is let pass, in sounds (in syllables for ``exact`` languages). Found on 300 good and 200
#: damaged takes of one book, measured on another (scripts/bench/proof.py). Syllables: one that is misheard whole
#: passes, two neighbours do not; found on 100 Chinese good takes of an old novel (none flagged; with half of it 10), on
#: others 1 of 105 good ones and all of 40 damaged ones are flagged.
MOST_SOUNDS, MOST_SYLLABLES = 2.8, 1.8
#: A syllable's signs: its beginning and its end.
SIGNS_A_SYLLABLE = 2
#: A run of this share is enough where the take's length says the same (too short and words missing, too long and words
#: added), or where two words and more are gone, or are there too often, and nothing stands in their place.
SUSPECT_SHARE = 0.65
_WORDS = 2
#: A run is one of missing or added words when so much of it is; a repetition when so much of that was said beside it.
_MOSTLY, _REPEATED = 0.6, 0.6

#: What a closer hearing cannot take back: sound is not words, and the more care a recogniser takes, the more it smooths
#: repetitions away (one of 39 that it had heard at first).
SURE = frozenset({Reason.NOISE, Reason.CUT_OFF, Reason.REPEATED})


@dataclass(frozen=True, slots=True)
class Ear:
    """How one language is listened to.

    ``exact``: the sounder gives two signs for each syllable, which agree or do not. ``tolerance`` stretches the limits
    where the recogniser is worse.
    """

    sounder: Sounder
    exact: bool = False
    tolerance: float = 1.0

    @property
    def most(self) -> float:
        """The longest run that is let pass, in the sounder's signs."""
        return (MOST_SYLLABLES * SIGNS_A_SYLLABLE if self.exact else MOST_SOUNDS) * self.tolerance


@dataclass(frozen=True, slots=True)
class Sound:
    """What the sound shows without any words: see ``suspicion``. ``pace`` is 1.0 where the length is as usual."""

    short: bool = False
    long: bool = False
    noisy: bool = False
    cut_off: bool = False


def judge(text: str, heard: Heard, ear: Ear, sound: Sound | None = None) -> Verdict:
    """Hold a take against its text (as sent to the engine, phonemes and all)."""
    sound = sound or Sound()
    said = words_of(runs(text), ear.sounder)
    # As one text: the recogniser gives figures and ideographs sign by sign.
    there = _spelt_alike(words_of([(heard.text, "")], ear.sounder), said)
    run, rate = compare(said, there, exact=ear.exact)
    reasons = list(_reasons(said, there, run, ear, sound))
    if sound.noisy:
        reasons.append(Reason.NOISE)
    if sound.cut_off:
        reasons.append(Reason.CUT_OFF)
    return Verdict(tuple(reasons), run, rate)


def _spelt_alike(heard: Words, said: Words) -> Words:
    """What was heard; a word that the text has too sounds as it does there, whatever its reading ("Sh!" and "SH")."""
    known = {letters(shown): sounds for shown, sounds in zip(said.shown, said.sounds, strict=True)}
    sounds = (known.get(letters(shown), own) for shown, own in zip(heard.shown, heard.sounds, strict=True))
    return Words(heard.shown, tuple(sounds))


def better(one: Verdict, two: Verdict) -> bool:
    """Whether the first is the better take: fewer faults of sound, a shorter run, then fewer errors."""
    return _badness(one) < _badness(two)


def _badness(verdict: Verdict) -> tuple[bool, float, float]:
    return (bool({Reason.NOISE, Reason.CUT_OFF} & set(verdict.reasons)), verdict.run.score, verdict.error_rate)


def _reasons(said: Words, heard: Words, run: Run, ear: Ear, sound: Sound) -> tuple[Reason, ...]:
    if not said.sounds:
        return ()
    if not heard.sounds:
        # One short cry ("Ah!") is often taken for no speech; of more than that something must be heard.
        return (Reason.NOTHING,) if len("".join(said.sounds)) > ear.most else ()
    hint = (sound.short and run.missing > run.added) or (sound.long and run.added > run.missing)
    least = ear.most * (SUSPECT_SHARE if hint or _whole_words(run) else 1.0)
    return (_kind(heard, run),) if run.score > least else ()


def _whole_words(run: Run) -> bool:
    """Whether words went or came as a whole."""
    more = (run.said[1] - run.said[0]) - (run.heard[1] - run.heard[0])
    return (more >= _WORDS and not run.added) or (more <= -_WORDS and not run.missing)


def _kind(heard: Words, run: Run) -> Reason:
    """What a run is: mostly missing, mostly added, or other words."""
    most = _MOSTLY * (run.missing + run.added + run.changed)
    if run.missing >= most:
        return Reason.MISSING
    if run.added < most:
        return Reason.OTHER
    first, end = run.heard
    n = max(1, end - first)
    before = {word.casefold() for text in heard.shown[max(0, first - n) : first] for word in split(text)}
    after = {word.casefold() for text in heard.shown[end : end + n] for word in split(text)}
    extra = [word.casefold() for text in heard.shown[first:end] for word in split(text)]
    again = max(sum(word in near for word in extra) for near in (before, after))
    return Reason.REPEATED if extra and again >= _REPEATED * len(extra) else Reason.ADDED
