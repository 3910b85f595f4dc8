"""The music that a new show begins with."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from audiobook.podcast.new_show_music import BED, RATE_HZ, STING, THEME, music_files, render


def test_it_is_the_same_every_time_and_small():
    made = music_files()
    assert made == music_files()
    assert sorted(made) == ["music/bed.wav", "music/sting.wav", "music/theme.wav"]
    assert sum(map(len, made.values())) < 4_000_000
    for data in made.values():
        samples, rate = soundfile.read(io.BytesIO(data))
        assert (rate, samples.shape[1]) == (RATE_HZ, 2)
        assert np.abs(samples).max() == pytest.approx(0.5, abs=0.001)


def test_the_bed_goes_round_without_a_seam():
    samples = render(BED)
    assert len(samples) == 8 * RATE_HZ
    seam = np.abs(samples[0] - samples[-1]).max()
    assert seam <= np.abs(np.diff(samples, axis=0)).max() / 2
    thirds = np.array_split(samples, 8)
    levels = [10 * np.log10(np.mean(part**2)) for part in thirds]
    assert max(levels) - min(levels) < 6


@pytest.mark.parametrize("piece", [THEME, STING])
def test_what_is_not_a_loop_begins_and_ends_in_silence(piece):
    samples = render(piece)
    assert np.abs(samples[0]).max() < 0.001
    assert np.abs(samples[-1]).max() < 0.001
