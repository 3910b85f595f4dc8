import os
import subprocess
import sys

import numpy as np
import pytest
from engines.kokoro_studio import made_up, slate
from fakes import onnx_voice
from fakes.kokoro_model import HOP, HZ, RATE_HZ

from audiobook.cast import Age, Gender
from audiobook.engines.kokoro import chinese, files
from audiobook.engines.kokoro.blend import parse_blend
from audiobook.engines.kokoro.catalogue import known_voices, voice
from audiobook.engines.kokoro.engine import KokoroEngine
from audiobook.engines.kokoro.model import MOST_SIGNS, Model
from audiobook.errors import ConfigError, EngineError, TakeError

TEXT = "The little boat went slowly over the quiet water to the other side."


@pytest.fixture
def engine(tmp_path):
    with made_up(tmp_path) as made:
        yield made


def pitch(recording):
    """The made-up model's note, from how often the wave crosses zero."""
    samples = recording.samples
    return np.count_nonzero(np.diff(np.signbit(samples))) / 2 / (samples.size / RATE_HZ)


def check_refused(made, text, name, kind=EngineError, **fields):
    with pytest.raises(kind) as caught:
        made.synthesize(slate(text, name, **fields))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("af_heart", "af_heart"),
        ("af_heart+bm_fable", "af_heart+bm_fable"),
        ("af_heart*2+bm_fable*2", "af_heart+bm_fable"),
        ("af_heart * 0.7 + am_adam * 0.3", "af_heart*0.7+am_adam*0.3"),
        ("af_heart*7+am_adam*3", "af_heart*0.7+am_adam*0.3"),
        ("af_heart*3+am_adam", "af_heart*0.75+am_adam*0.25"),
        ("af_heart+af_heart*5", "af_heart"),
        ("af_heart*0.2", "af_heart"),
    ],
)
def test_a_mixture_has_one_spelling(written, canonical):
    assert str(parse_blend(written)) == canonical
    assert parse_blend(canonical) == parse_blend(written)


@pytest.mark.parametrize(
    "written",
    [
        *("", "+", "heart", "af_heart+", "af_heart*", "af_heart*x", "af_heart*0", "af_heart*-1", "af_heart*nan"),
        *("af_heart*inf+am_adam", "af_heart*1000+am_adam", "af_heart+am_adam+bm_fable", "../af_heart", "af_../x"),
    ],
)
def test_a_mixture_that_is_none(written):
    with pytest.raises(EngineError, match="no voice") as caught:
        parse_blend(written)
    assert not isinstance(caught.value, TakeError)
    assert "af_heart+bm_fable" in caught.value.hint


def test_a_mixture_lies_between_its_voices(engine):
    one, two, both, mostly = (
        pitch(engine.synthesize(slate(TEXT, name)))
        for name in ("af_one", "bm_two", "af_one+bm_two", "af_one*0.8+bm_two*0.2")
    )
    assert (one, two) == pytest.approx((HZ, 2 * HZ), rel=0.02)
    assert (both, mostly) == pytest.approx((1.5 * HZ, 1.2 * HZ), rel=0.02)


def test_a_mixture_speaks_the_language_of_its_first_voice(engine):
    british, american = (engine.synthesize(slate("Go home.", name)) for name in ("bm_two+af_one", "af_one+bm_two"))
    assert british.samples.size > 0
    assert engine.voice("bm_two+af_one").languages == ("en-GB", "en")
    assert engine.voice("af_one+bm_two").languages == ("en-US", "en")
    assert american.rate_hz == 24000


def test_a_mixed_voice_describes_itself(engine):
    mixed = engine.voice("af_one*3+bm_two")
    assert (mixed.id, mixed.gender, mixed.age) == ("af_one*0.75+bm_two*0.25", Gender.NEUTRAL, Age.ADULT)
    assert "af_one (75%)" in mixed.description


def test_two_spellings_are_one_take(engine):
    one, two = (
        engine.heard(slate(TEXT, name, direction=d))
        for name, d in (("af_one*2+bm_two*2", "slow"), ("af_one+bm_two", ""))
    )
    assert one.key == two.key
    assert engine.heard(slate(TEXT, "nobody")).voice == "nobody"


@pytest.mark.parametrize("name", ["af_nobody", "af_one+bm_nobody", "nobody", ""])
def test_unknown_voices(engine, name):
    error = check_refused(engine, TEXT, name)
    assert not isinstance(error, TakeError)
    with pytest.raises(EngineError, match="no voice"):
        engine.voice(name)


def test_a_long_text_is_spoken_in_pieces_and_loses_nothing(engine, monkeypatch):
    spoken = []
    speak = Model.speak
    monkeypatch.setattr(Model, "speak", lambda self, signs, *rest: spoken.append(signs) or speak(self, signs, *rest))
    text = " ".join(f"Then he went home, number {n}, and slept." for n in range(40))
    size = engine.synthesize(slate(text, "af_one")).samples.size
    assert len(spoken) > 3
    assert max(map(len, spoken)) <= MOST_SIGNS
    assert all(piece.endswith(".") for piece in spoken)
    assert size > 0.95 * HOP * sum(map(len, spoken))


def test_no_samples_is_an_error(engine, monkeypatch):
    monkeypatch.setattr(Model, "speak", lambda *_: np.zeros(0, np.float32))
    with pytest.raises(TakeError, match="no sound"):
        engine.synthesize(slate(TEXT, "af_one"))


def test_another_seed_is_another_rendition(engine):
    usual, same, other = (engine.synthesize(slate(TEXT, "af_one", seed=seed)).samples for seed in (0, 0, 1))
    assert np.array_equal(usual, same)
    assert usual.size != other.size
    assert other.size == pytest.approx(usual.size, rel=0.04)


@pytest.mark.parametrize("pitch_st", [-3.0, 3.0])
def test_pitch_leaves_the_pace(engine, pitch_st):
    usual, moved = (engine.synthesize(slate(TEXT, "af_one", pitch=st)) for st in (0.0, pitch_st))
    assert moved.samples.size == pytest.approx(usual.samples.size, rel=0.02)
    assert pitch(moved) == pytest.approx(HZ * 2 ** (pitch_st / 12), rel=0.03)


def test_the_model_is_named_by_its_contents(tmp_path):
    with made_up(tmp_path / "1") as one:
        first = one.info.model
    with made_up(tmp_path / "2", {"af_one": 0.3}) as two:
        second = two.info.model
    assert first.startswith("kokoro-")
    assert first.split("+")[0] == second.split("+")[0]
    assert first != second, "other voices of one's own are other sounds"


def test_settings_reach_worker_processes_and_go_again(tmp_path, monkeypatch):
    monkeypatch.setenv(files.MODEL_VARIABLE, "/usual")
    monkeypatch.delenv(files.VOICES_VARIABLE, raising=False)
    engine = KokoroEngine()
    settings = {"model": "m.onnx", "voices": "v"}
    engine.configure(settings, folder=tmp_path, session=None, emit=lambda _: None)
    code = f"import os; print(os.environ[{files.MODEL_VARIABLE!r}], os.environ[{files.VOICES_VARIABLE!r}])"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60).stdout
    assert said.split() == [str(tmp_path / "m.onnx"), str(tmp_path / "v")]
    engine.configure({"model": "", "voices": ""}, folder=tmp_path, session=None, emit=lambda _: None)
    assert os.environ[files.MODEL_VARIABLE] == "/usual"
    assert files.VOICES_VARIABLE not in os.environ


@pytest.mark.parametrize("settings", [{"modell": "x"}, {"model": 3}])
def test_wrong_settings(settings):
    with pytest.raises(ConfigError, match="model"):
        KokoroEngine().configure(settings, folder=files.data_folder(), session=None, emit=lambda _: None)


@pytest.mark.parametrize("data", [b"", b"no model", onnx_voice.model()])
def test_a_file_that_is_no_model_of_kokoros(tmp_path, data):
    with made_up(tmp_path) as made:
        (tmp_path / "model.onnx").write_bytes(data)
        error = check_refused(made, TEXT, "af_one")
    assert not isinstance(error, TakeError)


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        *(("en", True), ("EN_gb", True), ("en-AU", True), ("es-MX", True), ("fr", True), ("hi", True), ("it", True)),
        *(("pt-PT", True), ("de", False), ("ja", False), ("eng", False), ("", False)),
        *(("zh-Hant-TW", chinese.is_installed()), ("cmn", chinese.is_installed())),
    ],
)
def test_languages(engine, language, spoken):
    assert engine.speaks(language) is spoken


def test_without_its_files_it_speaks_nothing_and_says_why(tmp_path):
    with made_up(tmp_path) as made:
        (tmp_path / "model.onnx").unlink()
        assert not made.speaks("en")
        assert "model" in made.lacks("en").message
        assert made.lacks("de") is None


def test_chinese_voices_are_offered_only_where_they_can_speak(tmp_path, monkeypatch):
    monkeypatch.setattr(chinese, "is_installed", lambda: False)
    with made_up(tmp_path, {"af_one": 0.0, "zf_two": 0.5, "jf_three": 0.5}) as made:
        assert [each.id for each in made.voices()] == ["af_one"]
        assert "kokoro-zh" in check_refused(made, "你好", "zf_two").hint
        assert not made.speaks("zh")
        assert "kokoro-zh" in made.lacks("zh-CN").hint
        assert made.lacks("en") is None


def test_the_54_voices():
    voices = {name: voice(name) for name in known_voices()}
    letters = "".join(name[0] for name in voices)
    assert {letter: letters.count(letter) for letter in "abzjephif"} == {
        "a": 20,
        "b": 8,
        "z": 8,
        "j": 5,
        "e": 3,
        "p": 3,
        "h": 4,
        "i": 2,
        "f": 1,
    }
    assert next(iter(voices)) == "af_heart"
    assert all(each.licence == "Apache-2.0" for each in voices.values())
    assert (voices["am_santa"].age, voices["am_santa"].gender) == (Age.OLD, Gender.MALE)
    assert voices["am_santa"].caveat
    assert len({known.sha256 for known in known_voices().values()}) == 54


def test_nothing_heavy_is_loaded_before_it_speaks(tmp_path):
    with made_up(tmp_path):
        code = (
            "import sys; from audiobook.engines.kokoro.engine import KokoroEngine as K; e = K(); e.info; e.voices();"
            "e.speaks('zh'); e.reads('a你'); assert not {'numpy', 'onnxruntime', 'hibari', 'jieba'} & set(sys.modules)"
        )
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            timeout=60,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )


@pytest.mark.parametrize(
    ("text", "language", "known"),
    [("boat", "en-GB", True), ("Zxqvwty", "en", False), ("bonjour", "fr", None), ("x", "de", None), ("…", "en", None)],
)
def test_a_reading_says_whether_it_is_known(engine, text, language, known):
    assert engine.reading(text, language)[1] is known
