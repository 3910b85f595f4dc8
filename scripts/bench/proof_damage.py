"""Takes damaged on purpose, and good ones, of a real book: what `scripts/bench/proof.py` measures on."""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.annotated import written_text
from audiobook.config import Config
from audiobook.corridor.casting import cast_book
from audiobook.corridor.opening import open_book
from audiobook.corridor.preparation import open_manuscript, prepare_book
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.workfolder import open_work
from audiobook.errors import AudiobookError
from audiobook.events import silent
from audiobook.recording.perform import record_one
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac, peak, read_flac, speech_bounds, to_float32, to_int16
from audiobook.take import Slate, Take

Floats = NDArray[np.float32]
GOOD = "good"
#: What happens to a take -> how many words its text must have at least.
KINDS = {"cut": 8, "repeated": 6, "swapped": 4, "truncated": 5, "noise": 4}
#: Words that are left out, and that are said twice.
CHANGED = {"cut": (2, 4), "repeated": (2, 5)}
#: A Chinese word has so many characters (1.5 in running text), each of which counts as a word below.
_HAN_WORD = 1.5
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Sample:
    """One take: the text it should say, in which language and voice, and what was done to it; ``detail`` says how."""

    key: str
    text: str
    language: str
    voice: str
    kind: str
    detail: str


def slates_of(book: Path) -> list[Slate]:
    """What a build of this book would have recorded by hibari, each slate once."""
    with tempfile.TemporaryDirectory() as folder:
        request = Request(source=book, config=Config(), work=Path(folder) / "work")
        work = open_work(request.work_root, request.name)
        with Purse(request.config) as purse:
            prepared = prepare_book(open_manuscript(request, silent), request, work, silent, purse)
        segments = segment_book(prepared, cast_book(prepared, request, work, silent), 24000, silent)
    return [slate for slate in dict.fromkeys(s.slate for s in segments) if slate.engine == "hibari"]


def built_slates(book: Path, folder: Path, language: str) -> list[Slate]:
    """What the build of this book recorded in a language, in its own cast, each slate once, and the takes copied."""
    request = Request(source=book, config=Config())
    segments = open_book(request).segments
    shutil.copytree(request.work_root / "takes", folder / "takes", dirs_exist_ok=True)
    slates = dict.fromkeys(s.slate for s in segments)
    return [slate for slate in slates if slate.language.partition("-")[0] == language]


def make(slates: list[Slate], folder: Path, good: int, damaged: int, seed: int) -> None:
    """Record everything into ``folder`` and write ``samples.json``; what is there already is not recorded again."""
    dice = random.Random(seed)  # noqa: S311 - repeatable draws, nothing secret
    dice.shuffle(slates)
    store = TakeStore(folder / "takes")
    found = list(_good(slates[:good], store))
    rest = slates[good:]
    for n in range(damaged):
        kind = list(KINDS)[n % len(KINDS)]
        slate = next((s for s in rest if len(_words(s.text)) >= KINDS[kind] * _signs(s.text)), None)
        if slate is None:
            print(f"the book has no text left for '{kind}'")
            break
        rest.remove(slate)
        found.append(_damaged(slate, kind, slates, store, dice))
    (folder / "samples.json").write_text(json.dumps([asdict(sample) for sample in found], indent=1))


def _good(slates: list[Slate], store: TakeStore) -> Iterator[Sample]:
    for slate in slates:
        try:
            take = store.load(slate.key) or record_one(slate, slate.key, str(store.root))
        except AudiobookError as error:
            print(f"not recorded: {error}")
            continue
        yield Sample(take.key, slate.text, slate.language, slate.voice_key, GOOD, "")


def _damaged(slate: Slate, kind: str, others: list[Slate], store: TakeStore, dice: random.Random) -> Sample:
    said, detail = slate.text, ""
    change: Callable[[Floats, int, random.Random], tuple[Floats, str]] | None = None
    if kind in {"cut", "repeated"}:
        said, detail = _words_changed(slate.text, kind, dice)
    elif kind == "swapped":
        near = sorted(
            dice.sample(others, min(40, len(others))), key=lambda other: abs(len(other.text) - len(slate.text))
        )
        said = next(other.text for other in near if other.text != slate.text)
    else:
        change = _truncated if kind == "truncated" else _noisy
    spoken = replace(slate, text=said)
    take = store.load(spoken.key) or record_one(spoken, spoken.key, str(store.root))
    pcm = read_flac(store.path(take.key))
    if change:
        samples, detail = change(to_float32(pcm), take.rate_hz, dice)
        pcm = to_int16(samples)
    key = f"{kind}-{slate.key}"
    start, end = speech_bounds(pcm, take.rate_hz)
    made = Take(key, int(pcm.size), take.rate_hz, start, end, round(peak(pcm), 6))
    store.save(made, encode_flac(pcm, take.rate_hz), durable=False)
    return Sample(key, slate.text, slate.language, slate.voice_key, kind, detail)


def _words(text: str) -> list[str]:
    """Words with the signs around them; of a Chinese text, characters with the signs after them."""
    return re.findall(r"[^\u3400-\u9fff]*[\u3400-\u9fff]\W*|.+", text) if _HAN.search(text) else text.split()


def _signs(text: str) -> float:
    """How many of ``_words`` make a word."""
    return _HAN_WORD if _HAN.search(text) else 1.0


def _words_changed(text: str, kind: str, dice: random.Random) -> tuple[str, str]:
    """Two to four neighbours left out, or two to five said twice; the end of the text stays for its melody."""
    written = written_text(text)
    words, joint = _words(written), "" if _HAN.search(written) else " "
    n = dice.randint(*(round(count * _signs(written)) for count in CHANGED[kind]))
    at = dice.randrange(0, max(1, len(words) - n))
    some = words[at : at + n]
    changed = words[:at] + words[at + n :] if kind == "cut" else words[: at + n] + words[at:]
    return joint.join(changed), joint.join(some)


def _truncated(samples: Floats, rate_hz: int, dice: random.Random) -> tuple[Floats, str]:
    """The last 20 to 50 % of the speech are gone; every other take ends as it is cut, the others fade into quiet."""
    start, end = speech_bounds(to_int16(samples), rate_hz)
    share = dice.uniform(0.2, 0.5)
    cut = samples[: int(end - share * (end - start))].copy()
    if dice.random() < 0.5:
        return cut, f"{share:.0%}, hard"
    fade = rate_hz // 50
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return np.concatenate((cut, np.zeros(rate_hz * 45 // 100, np.float32))), f"{share:.0%}, faded"


def _noisy(samples: Floats, rate_hz: int, dice: random.Random) -> tuple[Floats, str]:
    """White noise as loud as the speech, or 5 dB louder, over 30 to 60 % of the take."""
    start, end = speech_bounds(to_int16(samples), rate_hz)
    n = int(dice.uniform(0.3, 0.6) * (end - start))
    at = dice.randrange(start, end - n)
    level = float(np.sqrt(np.mean(samples[start:end] ** 2)))
    louder = dice.uniform(0.0, 5.0)
    noise = np.random.default_rng(dice.randrange(2**31)).standard_normal(n).astype(np.float32)
    out = samples.copy()
    out[at : at + n] += noise * np.float32(level * 10 ** (louder / 20))
    return np.clip(out, -1, 1), f"{louder:.0f} dB over {n / rate_hz:.1f} s"
