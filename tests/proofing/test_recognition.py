"""The recogniser itself, where it is installed: a short text spoken by the offline voice is heard and judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audiobook.corridor.ears import ear_of
from audiobook.errors import EngineError
from audiobook.proofing.takes.heard import Heard, Reason
from audiobook.proofing.takes.judge import judge
from audiobook.proofing.takes.listening import hear_window, piece_of
from audiobook.proofing.takes.models import find_model
from audiobook.proofing.takes.windows import windows
from audiobook.recording.perform import record_one
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac
from audiobook.take import Slate, Take

TEXTS = (
    "The keeper climbed the narrow stairs of the tower every evening.",
    "He carried oil in a small copper can, and he counted the steps.",
    "Nobody spoke for a long while.",
)


@pytest.fixture(scope="module")
def model() -> Path:
    pytest.importorskip("faster_whisper", reason="the extra 'proof' is not installed")
    try:
        return find_model()
    except EngineError as error:
        pytest.skip(f"there is no Whisper model: {error.hint}")


@pytest.fixture(scope="module")
def heard(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Heard]:
    store = TakeStore(tmp_path_factory.mktemp("takes"))
    takes = [record_one(slate(text), slate(text).key, str(store.root)) for text in TEXTS]
    silence = Take("0" * 64, 24_000, 24_000, 0, 0, 0.0)
    store.save(silence, encode_flac(np.zeros(24_000, np.int16), 24_000))
    takes.append(silence)
    pieces = [piece_of(store.path(t.key), (t.speech_start, t.speech_end), t.n_samples, t.rate_hz) for t in takes]
    found: dict[int, Heard] = {}
    for window in windows([(piece.seconds, "en") for piece in pieces]):
        found |= hear_window(str(model), window, [pieces[placed.n] for placed in window.takes])
    return found


def slate(text: str) -> Slate:
    return Slate(text, "hibari", "0.2.1", "heart", "heart", "en")


def test_takes_in_one_window_get_their_own_words(heard: dict[int, Heard]) -> None:
    ear = ear_of("en")
    assert ear is not None
    assert [judge(text, heard[n], ear).reasons for n, text in enumerate(TEXTS)] == [(), (), ()]


def test_a_take_that_says_another_text_is_flagged(heard: dict[int, Heard]) -> None:
    ear = ear_of("en-GB")
    assert ear is not None
    assert judge(TEXTS[0], heard[1], ear).reasons == (Reason.OTHER,)
    assert judge(TEXTS[1].replace("oil in ", "oil and a heavy lamp in "), heard[1], ear).reasons == (Reason.MISSING,)


def test_nothing_is_heard_in_silence(heard: dict[int, Heard]) -> None:
    assert heard[3].words == ()
