"""Sounds in the mix, exact to the sample: place, gain, trim, loops, fades, crossfades, ducking, channels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiobook.errors import AudiobookError
from audiobook.mastering import placed, programme
from audiobook.mastering.ducking import Ducking, speech_of
from audiobook.mastering.levels import Gains
from audiobook.mastering.programme import programme_blocks
from audiobook.timeline import Sound, Timeline, Track

RATE, FACTOR = 4_000, 2
MIX = RATE * FACTOR
EDGE, SEAM = MIX // 200, MIX // 20
GAINS = Gains(-16.0, -1.0, {}, book_db=0.0)


def rough(n, channels=1, seed=0):
    samples = 0.3 * np.random.default_rng(seed).standard_normal((n, channels))
    samples[0] = samples[-1] = 0.0  # quiet ends: no fade is added
    return np.clip(samples, -0.9, 0.9)


@pytest.fixture
def put(tmp_path):
    """Write an imported file; hand back what is in it."""

    def one(name, samples, rate_hz=MIX):
        samples = np.asarray(samples, float).reshape(len(samples), -1)
        soundfile.write(str(tmp_path / name), samples, rate_hz, format="FLAC", subtype="PCM_24")
        return soundfile.read(str(tmp_path / name), always_2d=True)[0]

    return one


@pytest.fixture
def mix(tmp_path):
    def one(*sounds, n_samples=RATE * 4, channels=2, gains=GAINS):
        timeline = Timeline(
            0, "", RATE, n_samples, (Track("voices", ()),), sounds=sounds, channels=channels, mix_factor=FACTOR
        )
        mixed = np.concatenate(list(programme_blocks(timeline, tmp_path, tmp_path, gains)))
        assert mixed.shape == ((n_samples * FACTOR, 2) if channels == 2 else (n_samples * FACTOR,))
        return mixed

    return one


def law(sound, x, timeline, book_db=0.0):
    """What one sound adds, straight from the definitions, in doubles: shape ``(n_samples * FACTOR, channels)``."""
    n, begin, loop = sound.n_samples * FACTOR, sound.in_sample * FACTOR, sound.loop_samples * FACTOR
    t = np.arange(n)
    if loop:
        begin %= loop
        place, again = (begin + t) % loop, (begin + t) >= loop
        heard = x[place].copy()
        seam = min(SEAM, len(x) - loop, loop)
        cross = again & (place < seam)
        turn = (place[cross, None] + 0.5) * np.pi / 2 / max(seam, 1)
        heard[cross] = x[place[cross]] * np.sin(turn) + x[loop + place[cross]] * np.cos(turn)
        ends = x[place[0]], x[place[-1]]
    else:
        heard = x[begin : begin + n].copy()
        ends = heard[0], heard[-1]
    fade_in, fade_out = (
        min(max(own * FACTOR, EDGE if np.abs(end).max() > 0.001 else 0), n)
        for own, end in zip((sound.fade_in, sound.fade_out), ends, strict=True)
    )
    level = np.full(n, 10 ** ((sound.gain_db + book_db) / 20))
    level[:fade_in] *= np.sin((np.arange(fade_in) + 0.5) * np.pi / 2 / max(fade_in, 1))
    level[n - fade_out :] *= np.cos((np.arange(fade_out) + 0.5) * np.pi / 2 / max(fade_out, 1))
    if not sound.speech:
        start = sound.start * FACTOR
        level *= 10 ** (Ducking(speech_of(timeline), MIX).decibels(start, start + n, sound.ducked_db) / 20)
    heard = heard * level[:, None]
    if heard.shape[1] < timeline.channels:
        heard = np.repeat(heard, 2, axis=1) / np.sqrt(2)
    elif heard.shape[1] > timeline.channels:
        heard = heard.sum(axis=1, keepdims=True) / np.sqrt(2)
    whole = np.zeros((timeline.n_samples * FACTOR, timeline.channels))
    whole[sound.start * FACTOR :][:n] = heard
    return whole


@st.composite
def placed_sounds(draw):
    n_file = {"mono": 5_000, "stereo": 7_001}
    sounds = []
    for _ in range(draw(st.integers(1, 4))):
        file = draw(st.sampled_from(sorted(n_file)))
        start = draw(st.integers(0, 9_000))
        most = n_file[file] // FACTOR
        loop = draw(st.sampled_from([0, 0, most, most - 300, 700, 3, 1]))
        begin = draw(st.integers(0, most - 2))
        n = draw(st.integers(1, 10_000 - start if loop else min(10_000 - start, most - begin)))
        fades = [draw(st.sampled_from([0, 0, 1, 100, 900, 30_000])) for _ in range(2)]
        sounds.append(
            Sound(
                file,
                start,
                begin,
                n,
                draw(st.floats(-40, 6)),
                loop,
                draw(st.sampled_from([0.0, -15.0])),
                *fades,
                speech=draw(st.booleans()),
            )
        )
    return tuple(sounds)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sounds=placed_sounds(),
    channels=st.sampled_from([1, 2]),
    block=st.integers(50, 9_000),
    held=st.sampled_from([0, 30]),
    book_db=st.sampled_from([0.0, -2.5]),
)
def test_any_sounds_are_mixed_by_their_law(put, tmp_path, sounds, channels, block, held, book_db):
    files = {"mono": put("mono", rough(5_000, 1, 1)), "stereo": put("stereo", rough(7_001, 2, 2))}
    timeline = Timeline(
        0, "", RATE, 10_000, (Track("voices", ()),), sounds=sounds, channels=channels, mix_factor=FACTOR
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programme, "_AT_ONCE", block)
        patch.setattr(placed, "_HELD_S", held)
        gains = replace(GAINS, book_db=book_db)
        mixed = np.concatenate(list(programme_blocks(timeline, tmp_path, tmp_path, gains)))
    wanted = sum(law(sound, files[sound.file], timeline, book_db) for sound in sounds)
    np.testing.assert_allclose(mixed.reshape(-1, channels), wanted, rtol=0, atol=3e-6)


def test_a_stretch_is_heard_where_it_is_placed_and_nowhere_else(put, mix):
    x = put("s", rough(8_000, 2))
    x_mid = x[2_000:6_000]
    mixed = mix(Sound("s", 1_000, 1_000, 2_000, -6.0))
    heard = mixed[2_000:6_000]
    np.testing.assert_allclose(heard[EDGE:-EDGE], x_mid[EDGE:-EDGE] * 10 ** (-6 / 20), atol=1e-6)
    assert not mixed[:2_000].any()
    assert not mixed[6_000:].any()
    assert heard[0].any()


def test_an_end_that_is_cut_loud_is_faded_and_a_quiet_one_is_not(put, mix):
    x = put("s", rough(4_000, 2))
    whole = mix(Sound("s", 0, 0, 2_000, 0.0))[:4_000]
    np.testing.assert_allclose(whole, x, atol=1e-7)
    flat = put("flat", np.full(4_000, 0.5))
    cut = mix(Sound("flat", 100, 0, 2_000, 0.0), channels=1)
    assert np.abs(np.diff(cut)).max() < 0.5 * np.pi / 2 / EDGE * 1.01
    np.testing.assert_allclose(cut[200 + EDGE : 4_200 - EDGE], flat[EDGE:-EDGE, 0], atol=1e-7)


def test_fades_are_quarter_sines_of_their_length(put, mix):
    put("flat", np.full(8_000, 0.5))
    mixed = mix(Sound("flat", 0, 0, 4_000, 0.0, fade_in=1_000, fade_out=500), channels=1)[:8_000] / 0.5
    rise, fall = np.arange(2_000) + 0.5, np.arange(1_000) + 0.5
    np.testing.assert_allclose(mixed[:2_000], np.sin(rise * np.pi / 4_000), atol=1e-6)
    np.testing.assert_allclose(mixed[2_000:7_000], 1, atol=1e-6)
    np.testing.assert_allclose(mixed[7_000:], np.cos(fall * np.pi / 2_000), atol=1e-6)


def test_two_beds_that_cross_over_keep_their_power(put, mix):
    put("a", rough(16_000, 1, 3) * 0.3)
    put("b", rough(16_000, 1, 4) * 0.3)
    first = Sound("a", 0, 0, 6_000, 0.0, fade_out=4_000)
    second = Sound("b", 2_000, 0, 6_000, 0.0, fade_in=4_000)
    one, two = mix(first, channels=1), mix(second, channels=1)
    flat_one, flat_two = (mix(replace(s, fade_in=0, fade_out=0), channels=1) for s in (first, second))
    across = slice(4_000 + 50, 12_000 - 50)
    squares = (one[across] / flat_one[across]) ** 2 + (two[across] / flat_two[across]) ** 2
    np.testing.assert_allclose(squares[np.abs(flat_one[across] * flat_two[across]) > 1e-4], 1, atol=1e-3)
    power = [np.mean(mix(first, second, channels=1)[part] ** 2) for part in (slice(0, 4_000), across)]
    assert 10 * np.log10(power[1] / power[0]) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("held", [0, 30])
def test_a_seamless_loop_has_no_seam_after_many_turns(put, mix, monkeypatch, held):
    monkeypatch.setattr(placed, "_HELD_S", held)
    x = put("loop", 0.4 * np.sin(2 * np.pi * np.arange(1_600) / 80))
    mixed = mix(Sound("loop", 0, 300, RATE * 4, 0.0, loop_samples=800), channels=1)
    place = (600 + np.arange(len(mixed))) % 1_600
    np.testing.assert_allclose(mixed[EDGE:-EDGE], x[place, 0][EDGE:-EDGE], atol=1e-7)
    assert np.abs(np.diff(mixed)).max() <= np.abs(np.diff(x[:, 0])).max() + 1e-6


@pytest.mark.parametrize("held", [0, 30])
def test_a_loop_that_does_not_fit_crosses_over_without_a_click(put, mix, monkeypatch, held):
    monkeypatch.setattr(placed, "_HELD_S", held)
    x = put("loop", 0.4 * np.sin(2 * np.pi * np.arange(5_030) / 100))  # breaks off in the middle of a wave
    smooth = np.abs(np.diff(x[:, 0])).max()
    crossed = mix(Sound("loop", 0, 0, RATE * 4, 0.0, loop_samples=2_315), channels=1)
    assert np.abs(np.diff(crossed)).max() < 1.6 * smooth
    assert len(mix(Sound("loop", 0, 0, RATE * 4, 0.0, loop_samples=2_315))) == RATE * 4 * FACTOR


@pytest.mark.parametrize("held", [0, 30])
@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_loop_is_the_same_however_it_is_read(put, tmp_path, monkeypatch, held, size):
    monkeypatch.setattr(placed, "_HELD_S", held)
    put("loop", rough(1_000, 2))

    def read(sizes):
        source = placed._source(placed._File(tmp_path / "loop", MIX), 30, 128, MIX)
        samples = np.concatenate([source.read(n) for n in sizes])
        source.close()
        return samples

    assert np.array_equal(read([size] * (640 // size)), read([640])[: 640 // size * size])


def test_a_bed_steps_back_under_speech_and_returns_in_time(put, mix):
    put("bed", np.full(MIX * 8, 0.5))
    put("talk", np.zeros(MIX * 2))
    bed = Sound("bed", 0, 0, RATE * 8, -6.0, ducked_db=-14.0)
    talk = Sound("talk", RATE * 3, 0, RATE * 2, 0.0, speech=True)
    mixed = mix(bed, talk, n_samples=RATE * 8, channels=1)
    level = 20 * np.log10(np.abs(mixed[EDGE:-EDGE]) / 0.5) + 6.0
    at = {s: round(s * MIX) - EDGE for s in (2.75, 3.0, 5.0, 5.4)}
    np.testing.assert_allclose(level[: at[2.75]], 0, atol=1e-3)
    np.testing.assert_allclose(level[at[3.0] : at[5.0]], -14, atol=1e-3)
    np.testing.assert_allclose(level[at[5.4] :], 0, atol=1e-3)
    assert np.all(np.diff(level[at[2.75] + 2 : at[3.0]]) < 1e-3)


def test_sounds_that_speak_do_not_step_back_under_themselves(put, mix):
    put("talk", np.full(8_000, 0.5))
    talk = Sound("talk", 0, 0, 4_000, 0.0, ducked_db=-20.0, speech=True)
    assert mix(talk, channels=1)[4_000] == pytest.approx(0.5)


def test_one_channel_in_two_keeps_its_power_and_two_in_one(put, mix):
    x = put("mono", rough(8_000, 1, 6))
    stereo = mix(Sound("mono", 0, 0, 4_000, 0.0))
    np.testing.assert_array_equal(stereo[:, 0], stereo[:, 1])
    assert np.sum(stereo.astype(float) ** 2) == pytest.approx(np.sum(x**2), rel=1e-5)
    put("both", np.repeat(x / np.sqrt(2), 2, axis=1))
    np.testing.assert_allclose(mix(Sound("both", 0, 0, 4_000, 0.0), channels=1)[:8_000], x[:, 0], atol=1e-6)
    y = put("stereo", rough(8_000, 2, 7))
    np.testing.assert_allclose(mix(Sound("stereo", 0, 0, 4_000, 0.0))[:8_000], y, atol=1e-6)


def test_files_are_open_only_while_they_are_heard(put, tmp_path, monkeypatch):
    put("s", rough(800))
    opened = []
    init, close = placed._File.__init__, placed._File.close
    monkeypatch.setattr(placed._File, "__init__", lambda f, *a: (init(f, *a), opened.append(f))[0])
    monkeypatch.setattr(placed._File, "close", lambda f: (close(f), opened.remove(f) if f in opened else None)[0])
    sounds = tuple(Sound("s", start, 0, 400, 0.0) for start in range(0, RATE * 590, 4_000))
    timeline = Timeline(0, "", RATE, RATE * 600, (Track("voices", ()),), sounds=sounds, channels=2, mix_factor=FACTOR)
    most = max(len(opened) for _block in programme_blocks(timeline, tmp_path, tmp_path, GAINS))
    assert most <= 2
    assert not opened
    blocks = programme_blocks(timeline, tmp_path, tmp_path, GAINS)
    next(blocks)
    blocks.close()
    assert not opened


@pytest.mark.parametrize(
    ("sound", "text"),
    [
        pytest.param(Sound("none", 0, 0, 10, 0.0), "none cannot be read", id="missing"),
        pytest.param(Sound("s", 0, 0, 4_001, 0.0), "shorter", id="too long"),
        pytest.param(Sound("s", 0, 3_999, 10, 0.0), "shorter", id="beyond the end"),
        pytest.param(Sound("s", 0, 0, 10, 0.0, loop_samples=4_001), "shorter", id="loop too long"),
        pytest.param(Sound("other", 0, 0, 10, 0.0), "1000 Hz in a mix of 8000 Hz", id="other rate"),
        pytest.param(Sound("broken", 0, 0, 10, 0.0), "broken cannot be read", id="broken"),
    ],
)
def test_a_file_that_does_not_hold_what_the_timeline_says_is_named(put, mix, tmp_path, sound, text):
    put("s", rough(8_000))
    put("other", rough(8_000), 1_000)
    (tmp_path / "broken").write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(AudiobookError, match=text):
        mix(sound)


@pytest.mark.parametrize(
    "change",
    [{"start": -1}, {"start": 15_990}, {"n_samples": 0}, {"in_sample": -1}, {"fade_in": -1}, {"ducked_db": 1.0}],
)
def test_a_sound_that_cannot_be_placed_is_a_fault(put, mix, change):
    put("s", rough(8_000))
    with pytest.raises(ValueError, match="cannot be placed"):
        mix(replace(Sound("s", 0, 0, 20, 0.0), **change))
