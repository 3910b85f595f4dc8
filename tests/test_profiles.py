"""Delivery profiles: built-in ones, a person's own, and what counts when profile and file both say something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.config import parse_config
from audiobook.errors import ConfigError
from audiobook.profile import Range
from audiobook.profiles.read import built_in

_ENDS = st.none() | st.floats(-100, 100)


@given(_ENDS, _ENDS, st.floats(-200, 200))
def test_a_range_holds_what_lies_between_its_ends(least: float | None, most: float | None, value: float) -> None:
    above = least is None or value >= least
    below = most is None or value <= most
    assert Range(least, most).holds(value) == (above and below)


def test_the_profiles_of_the_stores_are_there_and_say_where_their_figures_are_from() -> None:
    profiles = built_in()
    assert {"audiobook", "acx", "google-play", "podcast", "spotify", "ebu-r128"} <= set(profiles)
    assert all(profile.sources and profile.summary for profile in profiles.values())
    acx = profiles["acx"]
    assert (acx.limits.rms_dbfs, acx.limits.sample_peak_dbfs) == (Range(-23, -18), Range(None, -3))
    assert acx.making.mp3_kbps == 192


def test_a_profile_without_a_base_has_no_limits_of_another() -> None:
    assert built_in()["acx"].limits.integrated_lufs == Range()


def test_figures_of_the_file_count_before_those_of_the_profile_also_when_it_is_chosen_later() -> None:
    config = parse_config({"audio": {"target_lufs": -19}, "build": {"profile": "acx"}}, "audiobook.toml")
    assert (config.audio.target_lufs, config.audio.ceiling_dbtp, config.audio.file_rate_hz) == (-19.0, -3.0, 44100)
    assert config.formats == ("mp3-chapters",)
    podcast = config.with_profile("podcast")
    assert (podcast.audio.target_lufs, podcast.audio.ceiling_dbtp) == (-19.0, -1.0)
    assert podcast.formats == ("mp3",)


def test_the_default_profile_is_what_the_settings_say_without_one() -> None:
    plain = parse_config({}, "audiobook.toml")
    assert plain.audio == plain.with_profile("audiobook").audio
    assert plain.audio.target_lufs == built_in()["audiobook"].making.target_lufs


def test_a_person_adds_a_profile_on_the_base_of_another() -> None:
    own = {"base": "acx", "making": {"mp3_kbps": 256}, "limits": {"rms_dbfs": [-22, ""]}}
    config = parse_config({"profiles": {"house": own}, "build": {"profile": "house"}}, "audiobook.toml")
    assert (config.audio.mp3_kbps, config.audio.target_lufs) == (256, -20.0)
    assert config.profile.limits.rms_dbfs == Range(-22, None)
    assert config.profile.limits.constant_bit_rate


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"profiles": {"x": {"making": {"target": 1}}}}, "target"),
        ({"profiles": {"x": {"limits": {"rms_dbfs": [1]}}}}, "profiles.x.limits.rms_dbfs"),
        ({"profiles": {"x": {"limits": {"room_tone": 1}}}}, "true or false"),
        ({"profiles": {"x": {"base": "ecx"}}}, "did you mean 'acx'"),
        ({"profiles": {"x": 3}}, "profiles.x"),
        ({"build": {"profile": "akx"}}, "build.profile"),
    ],
)
def test_what_is_wrong_in_a_profile_is_named(data: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(data, "audiobook.toml")
    assert named in f"{caught.value} {caught.value.hint}"
    assert "audiobook.toml" in str(caught.value)
