"""The lock file: levels for several targets at once, the first form, damage."""

from __future__ import annotations

import json
import pickle

import pytest

from audiobook.errors import ConfigError, OutputError
from audiobook.mastering.levels import Gains
from audiobook.mastering.lock import load_gains, save_gains

HOME = Gains(-18.0, -3.5, {"tone/b": 1.25, "tone/a": -3.0}, 0.5, -17.9)
STORE = Gains(-20.0, -4.5, {"tone/a": -5.0})


def test_levels_of_several_profiles_are_kept_side_by_side(tmp_path):
    path = tmp_path / "gains.lock"
    assert load_gains(path, -18.0, -3.5) == Gains(-18.0, -3.5)
    save_gains(path, HOME)
    save_gains(path, STORE)
    assert load_gains(path, -18.0, -3.5) == HOME
    assert load_gains(path, -20.0, -4.5) == STORE
    assert load_gains(path, -18.0, -4.5) == Gains(-18.0, -4.5)
    save_gains(path, STORE.louder(0.4))
    assert load_gains(path, -18.0, -3.5) == HOME
    assert load_gains(path, -20.0, -4.5).of("tone/a") == pytest.approx(-4.6)
    assert pickle.loads(pickle.dumps(HOME)) == HOME  # noqa: S301 - our own bytes
    assert [p.name for p in tmp_path.iterdir()] == ["gains.lock"]


def test_the_first_form_is_read_as_a_book_that_is_on_its_target(tmp_path):
    path = tmp_path / "gains.lock"
    first = {"schema": 1, "target_lufs": -18.0, "ceiling_dbtp": -3.5, "voices_db": {"tone/a": -3.0}, "book_db": 0.0}
    path.write_text(json.dumps(first))
    assert load_gains(path, -18.0, -3.5) == Gains(-18.0, -3.5, {"tone/a": -3.0}, 0.0, -18.0)
    assert load_gains(path, -16.0, -3.5) == Gains(-16.0, -3.5)
    save_gains(path, STORE)
    assert load_gains(path, -18.0, -3.5).voices_db == {"tone/a": -3.0}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": 1}', '{"schema": 2, "levels": [3]}', "\x00"])
def test_a_damaged_lock_says_what_to_do(tmp_path, text):
    path = tmp_path / "gains.lock"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"gains\.lock") as caught:
        load_gains(path, -18.0, -3.5)
    assert "delete" in caught.value.hint


def test_a_lock_of_a_later_version_is_not_overwritten(tmp_path):
    path = tmp_path / "gains.lock"
    path.write_text('{"schema": 99}')
    for attempt in (lambda: load_gains(path, -18.0, -3.5), lambda: save_gains(path, HOME)):
        with pytest.raises(ConfigError, match="another version"):
            attempt()
    assert path.read_text() == '{"schema": 99}'


@pytest.mark.parametrize("place", ["voice", "book_db", "book_lufs"])
def test_a_level_that_is_no_number_is_refused(tmp_path, place):
    path = tmp_path / "gains.lock"
    save_gains(path, HOME)
    data = json.loads(path.read_text())
    level = data["levels"][0]
    level |= {"voices_db": {"tone/a": float("nan")}} if place == "voice" else {place: float("inf")}
    path.write_text(json.dumps(data))
    with pytest.raises(ConfigError, match="no number"):
        load_gains(path, -18.0, -3.5)


def test_a_lock_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match=r"gains\.lock"):
        save_gains(tmp_path / "gone" / "gains.lock", HOME)
