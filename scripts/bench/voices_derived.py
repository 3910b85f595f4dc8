"""How unlike hibari's derived voices are, and how clear: SIM, WER and OVRL on sentences that none was chosen on.

    pip install torch resemblyzer speechmos faster-whisper jiwer whisper-normalizer
    python scripts/bench/voices_derived.py --whisper FOLDER

SIM is the cosine of two voices' mean speaker embeddings (Resemblyzer) over the same sentences. For scale: it also
shows the SIM of a voice with itself on other sentences, and 28 real voices of one engine have 0.645 on average and
0.868 for the closest pair (facts sheet on voices, section 4). OVRL is DNSMOS over sentences joined to clips of ten
seconds, as the engine gives them, peak 0.7. WER is Whisper's, both sides normalised; without ``--whisper`` left out.
With ``--chosen`` it takes the sentences on which the recipes were chosen. Prints Markdown and the table for
``hibari_voices.ALIKE``.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from voices_derived_sentences import CHOSEN_ON, SCORED_ON

from audiobook.engines.hibari import HibariEngine
from audiobook.sound.resample import resample
from audiobook.take import Slate

RATE, HEARD = 24000, 16000
#: DNSMOS looks at nine seconds, Whisper at thirty.
CLIP_S, WINDOW_S = 10, 28


@dataclass(frozen=True)
class Spoken:
    """What one voice made of the sentences, at 16 kHz."""

    texts: tuple[str, ...]
    sounds: list[np.ndarray]
    times_real_time: float


def speak(engine: HibariEngine, voice: str, texts: tuple[str, ...]) -> Spoken:
    """All sentences in one voice."""
    began = time.process_time()
    slates = [Slate(text, "hibari", "", "", voice, "en") for text in texts]
    takes = [engine.synthesize(slate).samples for slate in slates]
    rate = sum(map(len, takes)) / RATE / (time.process_time() - began)
    return Spoken(texts, [resample(take, RATE, HEARD) for take in takes], rate)


def clips(sounds: list[np.ndarray], seconds: float) -> list[np.ndarray]:
    """Sentences joined until each clip has so many seconds."""
    made: list[list[np.ndarray]] = [[]]
    for sound in sounds:
        if sum(map(len, made[-1])) >= seconds * HEARD:
            made.append([])
        made[-1].append(sound)
    if len(made) > 1 and sum(map(len, made[-1])) < seconds * HEARD:
        made[-2] += made.pop()
    return [np.concatenate(parts) for parts in made]


def windows(sounds: list[np.ndarray]) -> list[np.ndarray]:
    """Sentences joined to clips that fit into Whisper's window; it would not hear the rest."""
    made: list[list[np.ndarray]] = [[]]
    for sound in sounds:
        if made[-1] and sum(map(len, made[-1])) + len(sound) > WINDOW_S * HEARD:
            made.append([])
        made[-1].append(sound)
    return [np.concatenate(parts) for parts in made]


def overall(spoken: Spoken) -> float:
    """DNSMOS OVRL, the mean of the clips."""
    from speechmos import dnsmos

    each = [dnsmos.run(0.7 * clip / np.abs(clip).max(), HEARD)["ovrl_mos"] for clip in clips(spoken.sounds, CLIP_S)]
    return float(np.mean(each))


def embeddings(spoken: Spoken) -> np.ndarray:
    """One speaker embedding for each sentence, shape ``(sentences, 256)``."""
    from resemblyzer import VoiceEncoder

    encoder = VoiceEncoder("cpu", verbose=False)
    level = 10 ** (-30 / 20)
    return np.array([encoder.embed_utterance(s * level / np.sqrt((s**2).mean())) for s in map(trimmed, spoken.sounds)])


def trimmed(sound: np.ndarray) -> np.ndarray:
    """Without the silence around it, which the encoder would hear as part of the voice."""
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return sound[max(0, loud[0] - 800) : loud[-1] + 800]


def sim(one: np.ndarray, two: np.ndarray) -> float:
    """Cosine of the mean embeddings."""
    a, b = one.mean(axis=0), two.mean(axis=0)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def word_errors(spoken: Spoken, folder: Path) -> float:
    """Percent, over all sentences; few to a window, since each costs a whole window."""
    import jiwer
    from faster_whisper import WhisperModel
    from whisper_normalizer.english import EnglishTextNormalizer

    whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    normal = EnglishTextNormalizer()
    heard = []
    for clip in windows(spoken.sounds):
        segments, _ = whisper.transcribe(clip.astype(np.float32), language="en", beam_size=1, without_timestamps=True)
        heard.append(" ".join(segment.text for segment in segments))
    return 100 * float(jiwer.wer(normal(" ".join(spoken.texts)), normal(" ".join(heard))))


def main() -> None:
    """Measure every voice and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--whisper", type=Path, metavar="FOLDER", help="a faster-whisper model")
    parser.add_argument("--chosen", action="store_true", help="the sentences on which the recipes were chosen")
    parser.add_argument("--voices", nargs="+", metavar="ID")
    given = parser.parse_args()
    engine = HibariEngine()
    known = given.voices or [voice.id for voice in engine.voices()]
    texts = CHOSEN_ON if given.chosen else SCORED_ON
    found: dict[str, np.ndarray] = {}
    print("| voice | OVRL | WER % | SIM with itself | x real time |\n|---|---|---|---|---|")
    for voice in known:
        spoken = speak(engine, voice, texts)
        found[voice] = embeddings(spoken)
        wer = f"{word_errors(spoken, given.whisper):.1f}" if given.whisper else ""
        own = sim(found[voice][::2], found[voice][1::2])
        print(f"| {voice} | {overall(spoken):.2f} | {wer} | {own:.3f} | {spoken.times_real_time:.0f} |", flush=True)
    pairs = {pair: sim(found[pair[0]], found[pair[1]]) for pair in itertools.combinations(known, 2)}
    print(
        f"\nSIM over {len(texts)} sentences: mean {np.mean([*pairs.values()]):.3f}, closest {max(pairs.values()):.3f}\n"
    )
    print("| |", " | ".join(known), "|\n|" + "---|" * (len(known) + 1))
    for one in known:
        row = [f"{pairs.get((one, two), pairs.get((two, one), 1.0)):.2f}" for two in known]
        print(f"| {one} |", " | ".join(row), "|")
    print("\nALIKE = {")
    for (one, two), value in pairs.items():
        print(f'    ("{one}", "{two}"): {value:.2f},')
    print("}")


if __name__ == "__main__":
    main()
