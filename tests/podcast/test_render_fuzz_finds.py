"""What fuzzing found in the rendering of episodes."""

from pathlib import Path

import pytest

from audiobook.errors import ConfigError
from audiobook.podcast.render import render_episode


def test_a_number_beyond_all_numbers_is_a_mistake_and_no_crash(tmp_path: Path):
    file = tmp_path / "a.script.md.j2"
    with pytest.raises(ConfigError) as caught:
        render_episode("Hello.\n\n{{ titit--1e999>le }}\n", file, {"title": "T"})
    assert caught.value.source is not None
    assert caught.value.source.file == str(file)
