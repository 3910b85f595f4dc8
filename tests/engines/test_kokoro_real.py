"""Kokoro's own model and voices, where they were fetched or installed."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from engines.kokoro_studio import real, slate

from audiobook.engines.kokoro import chinese
from audiobook.engines.kokoro.model import MOST_SIGNS, RATE_HZ
from audiobook.errors import EngineError

pytestmark = pytest.mark.usefixtures("own_voices")

TEXT = "The little boat went slowly over the quiet water to the other side."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("af_heart", TEXT),
        ("bm_fable", TEXT),
        ("af_heart+bm_fable", TEXT),
        ("ef_dora", "El barco iba despacio sobre el agua tranquila."),
        ("ff_siwis", "Le petit bateau glissait sur l’eau calme."),
        ("hf_alpha", "नमस्ते, आप कैसे हैं?"),
        ("if_sara", "La barca andava piano sull’acqua calma."),
        ("pf_dora", "O barco ia devagar sobre a água calma."),
    ],
)
def test_real_voices_speak(name, text):
    samples = real().synthesize(slate(text, name)).samples
    assert 0.045 * len(text) < samples.size / RATE_HZ < 0.16 * len(text) + 1.5
    assert 0.02 < float(np.sqrt(np.mean(samples**2))) < 0.3


@pytest.mark.skipif(not chinese.is_installed(), reason="needs misaki (extra [kokoro-zh], Python below 3.13)")
def test_real_chinese_voices_speak():
    engine = real()
    assert sum("zh" in each.languages for each in engine.voices()) == 8
    samples = engine.synthesize(slate("今天天气很好，我们一起去公园散步。", "zf_xiaobei")).samples
    assert 2.5 < samples.size / RATE_HZ < 8


def test_the_same_slate_gives_the_same_samples_in_another_process(tmp_path):
    engine = real()
    here = engine.synthesize(slate(TEXT, "af_heart")).samples
    code = (
        "import sys; from audiobook.engines.kokoro.engine import KokoroEngine; from audiobook.take import Slate;"
        "r = KokoroEngine().synthesize(Slate(sys.argv[1], 'kokoro', '', '', 'af_heart', ''));"
        "r.samples.tofile(sys.argv[2])"
    )
    target = tmp_path / "there.f32"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, TEXT, str(target)], check=True, timeout=120, env=environment)
    assert np.array_equal(here, np.fromfile(target, dtype=np.float32))


def test_the_longest_piece_is_within_the_models_own_limit():
    style = np.zeros((510, 256), np.float32)
    engine = real()
    assert engine._model.speak("a" * MOST_SIGNS, style, 2.0).size > 0
    with pytest.raises(EngineError, match="model failed"):
        engine._model.speak("a" * (MOST_SIGNS + 1), style, 2.0)


def test_real_voices_are_what_is_known_of_them():
    engine = real()
    for name in ("af_heart", "zm_yunxi", "pf_dora"):
        assert engine._shelf.style(name).shape == (510, 256)
    assert sum(each.id[0] in "ab" for each in engine.voices()) == 28
    assert engine.info == replace(engine.info, model="kokoro-v1.0.int8")
