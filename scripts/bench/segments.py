"""Are paragraphs read better whole? `python scripts/bench/segments.py --engine E --voices V... --asr FOLDER`.

Each voice reads paragraphs sentence by sentence, joined with a build's pause, and whole in one segment. Whisper
(FOLDER holds a model for faster-whisper) hears both; measured are errors, pauses between sentences (median, what their
middle half spans, shortest), pace without them, steps in level from sentence to sentence, and how far the pitch of a
sentence's first second falls from each to the next. Then the verdict:

    whole paragraphs are chosen when nothing is worse (errors at most 0.5 points more, no sentence pause shorter than
    0.15 s, pace within 5 %, steps in level at most 1 dB larger) and something is better: pauses follow the sense (their
    middle half spans 60 ms or more), or the pitch at the beginnings of sentences falls 0.15 semitones more a sentence.

A tie is for single sentences: an edited word records one sentence, and captions and proof count segments. What is set
by this: `comfortable_characters` of an engine. Needs faster-whisper, whisper-normalizer and jiwer.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from kokoro import RATE_HZ, pitch_hz
from segments_paragraphs import PARAGRAPHS

from audiobook.plugins import Engine, load_engine
from audiobook.prep.sentences import split_sentences
from audiobook.sound.pcm import rms_dbfs, speech_bounds, to_int16
from audiobook.sound.resample import resample
from audiobook.take import Boundary, Slate
from audiobook.timeline import DEFAULT_PAUSES_MS

MOST_ERRORS, SHORTEST_S, PACE, STEP_DB, VARIED_S, FALL_ST = 0.005, 0.15, 0.05, 1.0, 0.06, 0.15
#: Around a take's speech, so that no sound is cut.
_MARGIN = RATE_HZ // 20
_FRAME = RATE_HZ // 100
#: A sentence's beginning in samples; how far from Whisper's words quiet is looked for, in frames; how quiet that is.
_BEGINNING, _NEAR, _QUIET_DB = RATE_HZ, 40, 35.0


@dataclass(slots=True)
class Way:
    """What one way of reading gave."""

    wrong: float = 0.0
    words: int = 0
    speech_s: float = 0.0
    pauses: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    starts: list[list[float]] = field(default_factory=list)

    @property
    def errors(self) -> float:
        """Share of wrong words."""
        return self.wrong / self.words

    @property
    def pace(self) -> float:
        """Words a second of speech, the pauses between sentences left out."""
        return self.words / self.speech_s

    @property
    def spread(self) -> float:
        """What the middle half of the pauses spans, in seconds."""
        low, _, high = statistics.quantiles(self.pauses, n=4)
        return high - low

    @property
    def fall(self) -> float:
        """How far the pitch of a sentence's first second lies under that of the one before: median, in semitones."""
        return statistics.median(
            12 * float(np.log2(one / two))
            for starts in self.starts
            for one, two in itertools.pairwise(starts)
            if one and two
        )


def speak(engine: Engine, voice: str, text: str) -> np.ndarray:
    """A take's speech with a little around it."""
    info = engine.info
    samples = engine.synthesize(Slate(text.strip(), info.name, info.version, info.model, voice, "en")).samples
    start, end = speech_bounds(to_int16(samples), RATE_HZ)
    return samples[max(0, start - _MARGIN) : end + _MARGIN]


def singly(engine: Engine, voice: str, sentences: Sequence[str]) -> np.ndarray:
    """Sentences with the usual pause between them."""
    gap = np.zeros(DEFAULT_PAUSES_MS[Boundary.SENTENCE] * RATE_HZ // 1000 - 2 * _MARGIN, np.float32)
    parts = [part for sentence in sentences for part in (speak(engine, voice, sentence), gap)]
    return np.concatenate(parts[:-1])


def measure(way: Way, samples: np.ndarray, sentences: Sequence[str], whisper: Any, normal: Any) -> None:  # noqa: ANN401
    """Add a paragraph: its errors, and what lies between and at its sentences."""
    import jiwer

    found, _ = whisper.transcribe(
        resample(samples, RATE_HZ, 16000), language="en", condition_on_previous_text=False, word_timestamps=True
    )
    heard = [word for part in found for word in part.words]
    text, said = normal("".join(word.word for word in heard)), normal(" ".join(sentences))
    result = jiwer.process_words(said, text)
    way.wrong += result.substitutions + result.deletions + result.insertions
    way.words += len(said.split())
    gaps = list(between(samples, sentences, [(normal(word.word), word.start, word.end) for word in heard], normal))
    way.pauses += [(end - start) / RATE_HZ for start, end in gaps]
    way.speech_s += (samples.size - 2 * _MARGIN) / RATE_HZ - sum((end - start) / RATE_HZ for start, end in gaps)
    if len(gaps) < len(sentences) - 1:
        print(f"  {len(sentences) - 1 - len(gaps)} sentence ends were not found", file=sys.stderr)
        return
    edges = [0, *(at for gap in gaps for at in gap), samples.size]
    parts = [samples[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    levels = [rms_dbfs(to_int16(part)) for part in parts]
    way.steps += [abs(two - one) for one, two in itertools.pairwise(levels)]
    pitches = [pitch_hz(part[:_BEGINNING]) for part in parts]
    way.starts.append([statistics.median(found) if found else 0.0 for found in pitches])


def between(
    samples: np.ndarray,
    sentences: Sequence[str],
    heard: list[tuple[str, float, float]],
    normal: Any,  # noqa: ANN401
) -> Iterator[tuple[int, int]]:
    """The quiet between sentences in samples: the longest near the place where Whisper hears the next one begin."""
    said = [normal(word) for sentence in sentences for word in sentence.split()]
    blocks = difflib.SequenceMatcher(None, said, [word for word, _, _ in heard], autojunk=False).get_matching_blocks()
    place = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    frames = samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = 10 * np.log10(np.mean(frames * frames, axis=1) + 1e-10)
    quiet = levels < np.percentile(levels, 95) - _QUIET_DB
    at = 0
    for sentence in sentences[:-1]:
        at += len(sentence.split())
        ends = [heard[place[at - 1]][2]] if at - 1 in place else []
        ends += [heard[place[at]][1]] if at in place else []
        if ends:
            middle = round(statistics.mean(ends) * 100)
            low, high = max(0, middle - _NEAR), middle + _NEAR
            edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet[low:high], [False])).astype(np.int8)))
            runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)) or [(middle - low, middle - low)]
            start, end = max(runs, key=lambda run: run[1] - run[0])
            yield (low + start) * _FRAME, (low + end) * _FRAME


def verdict(single: Way, whole: Way) -> tuple[list[str], list[str]]:
    """What is worse and what is better when paragraphs are read whole, by the rule above."""
    worse = {
        "errors": whole.errors > single.errors + MOST_ERRORS,
        "pauses lost": min(whole.pauses) < SHORTEST_S,
        "pace": abs(whole.pace / single.pace - 1) > PACE,
        "level": statistics.median(whole.steps) > statistics.median(single.steps) + STEP_DB,
    }
    better = {"pauses": whole.spread >= VARIED_S, "pitch": whole.fall > single.fall + FALL_ST}
    return [name for name, holds in worse.items() if holds], [name for name, holds in better.items() if holds]


def main() -> None:
    """Speak, hear, print a line for each way and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default="kokoro")
    parser.add_argument("--voices", nargs="+", default=["af_heart", "bm_daniel"])
    parser.add_argument("--asr", type=Path, required=True, help="folder of a faster-whisper model")
    parser.add_argument("--paragraphs", type=int, default=len(PARAGRAPHS))
    options = parser.parse_args()
    from faster_whisper import WhisperModel
    from whisper_normalizer.english import EnglishTextNormalizer

    engine, normal = load_engine(options.engine), EnglishTextNormalizer()
    whisper = WhisperModel(str(options.asr), device="cpu", compute_type="int8", cpu_threads=1)
    print(f"{'':24} {'WER':>6} {'PAUSES: median':>15} {'half':>6} {'least':>6} {'WORDS/S':>8} {'STEP':>8} {'FALL':>8}")
    for voice in options.voices:
        single, whole = Way(), Way()
        for text in PARAGRAPHS[: options.paragraphs]:
            sentences = split_sentences(text, "en")
            measure(single, singly(engine, voice, sentences), sentences, whisper, normal)
            measure(whole, speak(engine, voice, text), sentences, whisper, normal)
        for name, way in ((f"{voice}, singly", single), (f"{voice}, whole", whole)):
            pauses = f"{statistics.median(way.pauses):13.2f} s {way.spread:6.2f} {min(way.pauses):6.2f}"
            step = statistics.median(way.steps)
            print(
                f"{name:24} {way.errors:6.1%} {pauses} {way.pace:8.2f} {step:5.1f} dB {way.fall:+5.1f} st", flush=True
            )
        worse, better = verdict(single, whole)
        choice = "whole paragraphs" if better and not worse else "single sentences"
        print(
            f"  {choice}; worse: {', '.join(worse) or 'nothing'}; better: {', '.join(better) or 'nothing'}", flush=True
        )


if __name__ == "__main__":
    main()
