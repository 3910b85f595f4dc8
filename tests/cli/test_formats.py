"""What the help says about formats is what is installed."""

from __future__ import annotations

import re

from audiobook import plugins
from audiobook.cli.build import FORMATS


def test_the_help_names_every_installed_format():
    expected = set(plugins.names("writers"))
    listed = {word for word in re.findall(r"[a-z0-9-]+", FORMATS) if word in expected}
    captions = {"vtt", "srt", "lrc", "elrc", "transcript"}
    assert "with -chapters one file a chapter" in FORMATS
    assert captions <= listed
    assert listed | {f"{name}-chapters" for name in captions} == expected
