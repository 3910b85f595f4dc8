"""Kokoro's voices measured: `python scripts/bench/kokoro.py words --asr FOLDER` and `... speed`.

`words` has every English and Chinese voice read 20 sentences and lets Whisper write down what it hears; FOLDER holds a
model for faster-whisper. It needs faster-whisper, whisper-normalizer, jiwer and opencc-python-reimplemented. Takes stay
in --keep, so that it can be stopped (--minutes) and goes on. `speed` compares the engine with bare onnxruntime on the
same input, in one process and in several.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile
from kokoro_sentences import CHINESE, ENGLISH

from audiobook.engines.kokoro import files
from audiobook.engines.kokoro.catalogue import known_voices
from audiobook.engines.kokoro.engine import KokoroEngine
from audiobook.engines.kokoro.model import RATE_HZ, Model
from audiobook.engines.kokoro.speech import signs
from audiobook.engines.kokoro.voicefile import Shelf
from audiobook.sound.pcm import speech_bounds, to_int16
from audiobook.take import Slate

GAP_S, WINDOW_S = 0.6, 28.0
BARS = {"en": 0.05, "zh": 0.09}
MOST_ERRORS = 1.0  # of one sentence: Whisper loops on bad speech


def sentences(voice: str) -> tuple[str, ...]:
    """What a voice reads."""
    return CHINESE if voice[0] == "z" else ENGLISH


def record(engine: KokoroEngine, voice: str, keep: Path, until: float) -> bool:
    """Record what is not there yet; whether all of it is."""
    for number, text in enumerate(sentences(voice)):
        target = keep / f"{voice}-{number:02}.flac"
        if target.exists():
            continue
        if time.monotonic() > until:
            return False
        info = engine.info
        samples = engine.synthesize(Slate(text, info.name, info.version, info.model, voice, "")).samples
        soundfile.write(target, samples, RATE_HZ)
    return True


def pitch_hz(samples: np.ndarray) -> list[float]:
    """The pitch of voiced frames of 40 ms by autocorrelation, 60 to 400 Hz."""
    found = []
    frame = RATE_HZ // 25
    for at in range(0, samples.size - frame, frame):
        part = samples[at : at + frame]
        if float(np.sqrt(np.mean(part**2))) < 0.03:
            continue
        spectrum = np.abs(np.fft.rfft(part - part.mean(), 2 * frame)) ** 2
        correlation = np.fft.irfft(spectrum)[:frame]
        low, high = RATE_HZ // 400, RATE_HZ // 60
        best = low + int(np.argmax(correlation[low:high]))
        if correlation[best] > 0.5 * correlation[0]:
            found.append(RATE_HZ / best)
    return found


def windows(voice: str, keep: Path) -> list[tuple[list[int], np.ndarray]]:
    """The takes of a voice without their quiet, joined up to what Whisper hears at a time: numbers and samples."""
    gap = np.zeros(int(GAP_S * RATE_HZ), dtype=np.float32)
    found: list[tuple[list[int], list[np.ndarray]]] = []
    for number in range(len(sentences(voice))):
        samples, _ = soundfile.read(keep / f"{voice}-{number:02}.flac", dtype="float32")
        start, end = speech_bounds(to_int16(samples), RATE_HZ)
        part = samples[max(0, start - RATE_HZ // 20) : end + RATE_HZ // 20]
        held = sum(each.size for each in found[-1][1]) if found else 0
        if not found or held + part.size > WINDOW_S * RATE_HZ:
            found.append(([], [gap]))
        found[-1][0].append(number)
        found[-1][1].extend((part, gap))
    return [(numbers, np.concatenate(parts)) for numbers, parts in found]


def _as_heard(text: str) -> str:
    """Chinese without what cannot be heard: traditional or simplified, figures or words, he or she."""
    import cn2an
    import opencc

    simple = opencc.OpenCC("t2s").convert(text)
    return cn2an.transform(simple, "an2cn").translate(str.maketrans("她它哪作", "他他那做"))


def errors(voice: str, keep: Path, whisper: object) -> tuple[float, str]:
    """The share of wrong words (characters in Chinese) over all sentences, and where they are."""
    import jiwer
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    from audiobook.sound.resample import resample

    chinese = voice[0] == "z"
    normal = BasicTextNormalizer() if chinese else EnglishTextNormalizer()

    def plain(text: str) -> str:
        return _as_heard("".join(normal(text).split())) if chinese else normal(text)

    wrong = total = 0.0
    where = []
    for numbers, samples in windows(voice, keep):
        heard, _ = whisper.transcribe(  # type: ignore[attr-defined]
            resample(samples, RATE_HZ, 16000),
            language="zh" if chinese else "en",
            beam_size=5,
            condition_on_previous_text=False,
            initial_prompt="以下是普通话的句子。" if chinese else None,  # simplified characters, with marks
        )
        said = plain(" ".join(sentences(voice)[number] for number in numbers))
        text = plain(" ".join(part.text for part in heard))
        result = (jiwer.process_characters if chinese else jiwer.process_words)(said, text)
        length = sum(len(each) for each in result.references)
        wrong += min(result.substitutions + result.deletions + result.insertions, MOST_ERRORS * length)
        total += length
        for chunk in result.alignments[0]:
            if chunk.type != "equal":
                old = result.references[0][chunk.ref_start_idx : chunk.ref_end_idx]
                new = result.hypotheses[0][chunk.hyp_start_idx : chunk.hyp_end_idx]
                joint = "" if chinese else " "
                where.append(f"{joint.join(old) or '-'}>{joint.join(new) or '-'}")
    return wrong / total, "; ".join(where)


def words(options: argparse.Namespace) -> None:
    """Record, transcribe, print a line a voice; results are kept, too."""
    engine = KokoroEngine()
    until = time.monotonic() + 60 * options.minutes
    keep = options.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    table = keep / "words.json"
    rows = json.loads(table.read_text()) if table.exists() else {}
    offered = [voice.id for voice in engine.voices()]
    chosen = options.voices or [name for name in known_voices() if name in offered and name[0] in "abz"]
    for voice in chosen:
        if voice not in rows and record(engine, voice, keep, until) and options.asr and time.monotonic() < until:
            from faster_whisper import WhisperModel

            whisper = WhisperModel(str(options.asr), device="cpu", compute_type="int8", cpu_threads=1)
            rate, where = errors(voice, keep, whisper)
            takes = [soundfile.read(path, dtype="float32")[0] for path in sorted(keep.glob(f"{voice}-*.flac"))]
            pitch = statistics.median([hz for take in takes for hz in pitch_hz(take)])
            rows[voice] = {"rate": rate, "pitch_hz": round(pitch), "where": where}
            table.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
        if voice in rows:
            row = rows[voice]
            print(f"{voice:15} {row['rate']:6.1%}  {row['pitch_hz']:4} Hz  {row['where']}", flush=True)
    for kind, letters in (("en", "ab"), ("zh", "z")):
        rates = [row["rate"] for voice, row in rows.items() if voice[0] in letters]
        if rates:
            over = sum(rate >= BARS[kind] for rate in rates)
            mean, worst = statistics.mean(rates), max(rates)
            print(f"{kind}: {len(rates)} voices, mean {mean:.1%}, worst {worst:.1%}, {over} over the bar")


def _bare(count: int) -> tuple[float, float, float]:
    """Seconds of sound, of wall time and of CPU by onnxruntime alone."""
    model, style = Model(files.model_path()), Shelf(files.voices_path()).style("af_heart")
    session, given = model._session, []  # noqa: SLF001 - the thing itself is measured
    for text in ENGLISH[:count]:
        line = signs(text, "a")
        from audiobook.engines.kokoro.alphabet import SIGNS

        ids = np.array([[0, *(SIGNS[sign] for sign in line), 0]], dtype=np.int64)
        given.append({model._tokens: ids, "style": style[len(line) - 1][None], "speed": np.ones(1, np.float32)})  # noqa: SLF001
    session.run(None, given[0])
    began, cpu = time.perf_counter(), time.process_time()
    size = sum(session.run(None, each)[0].size for each in given)
    return size / RATE_HZ, time.perf_counter() - began, time.process_time() - cpu


def _engine(count: int) -> tuple[float, float, float]:
    """Seconds of sound, of wall time and of CPU by the engine, phonemes included."""
    engine = KokoroEngine()
    info = engine.info
    slates = [Slate(text, info.name, info.version, info.model, "af_heart", "en") for text in ENGLISH[:count]]
    engine.synthesize(slates[0])
    began, cpu = time.perf_counter(), time.process_time()
    size = sum(engine.synthesize(slate).samples.size for slate in slates)
    return size / RATE_HZ, time.perf_counter() - began, time.process_time() - cpu


def speed(options: argparse.Namespace) -> None:
    """Times real time, by the clock and by CPU (what a busy machine leaves): bare and engine by turns, then several."""
    best = {"bare": (0.0, 0.0), "engine": (0.0, 0.0)}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for _ in range(options.rounds):
            for name, work in (("bare", _bare), ("engine", _engine)):
                sound, wall, cpu = pool.submit(work, options.sentences).result()
                best[name] = (max(best[name][0], sound / wall), max(best[name][1], sound / cpu))
    for at, clock in enumerate(("wall", "CPU")):
        bare, engine = best["bare"][at], best["engine"][at]
        print(f"one process, {clock}: bare {bare:.2f} x real time, engine {engine:.2f} ({engine / bare - 1:+.1%})")
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_engine, [options.sentences] * options.processes))
    for at, clock in ((1, "wall"), (2, "CPU")):
        total = sum(each[0] / each[at] for each in found)
        gain = total / best["engine"][at - 1]
        print(f"{options.processes} processes, {clock}: {total:.2f} x real time, {gain:.2f} x one")


def main() -> None:
    """Choose what to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("words", "speed"))
    parser.add_argument("--asr", type=Path, help="folder of a faster-whisper model; without it takes are only recorded")
    parser.add_argument("--keep", type=Path, help="where takes and results stay")
    parser.add_argument("--voices", nargs="*", help="only these")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this and keep what there is")
    parser.add_argument("--sentences", type=int, default=20, help="how many for the speed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if options.what == "speed":
        speed(options)
    else:
        words(options)


if __name__ == "__main__":
    sys.exit(main())
