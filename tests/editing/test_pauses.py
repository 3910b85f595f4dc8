from __future__ import annotations

import pytest

from audiobook.editing.pauses import pause_table
from audiobook.errors import ConfigError
from audiobook.take import Boundary
from audiobook.timeline import DEFAULT_PAUSES_MS


def test_overrides_replace_only_their_own():
    table = pause_table({"paragraph": 900, "clause": 0})
    assert table == {**DEFAULT_PAUSES_MS, Boundary.PARAGRAPH: 900, Boundary.CLAUSE: 0}
    assert pause_table({}) == DEFAULT_PAUSES_MS
    assert DEFAULT_PAUSES_MS[Boundary.CLAUSE] == 150


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"paragrph": 900}, "paragrph", "did you mean 'paragraph'?"),
        ({"xyz": 900}, "xyz", "there are: clause, sentence"),
        ({"scene": -1}, "scene", "scene = 0"),
        ({"scene": 20_001}, "between 0 and 20000", "scene = 20000"),
        ({"chapter_head": 499}, "between 500 and 20000", "chapter_head = 500"),
        ({"scene": 1.5}, "whole milliseconds", "scene = 500"),
        ({"scene": True}, "whole milliseconds", ""),
        ({"scene": "900"}, "whole milliseconds", ""),
    ],
)
def test_mistakes_are_named_with_a_hint(given, message, hint):
    with pytest.raises(ConfigError, match=message) as caught:
        pause_table(given)
    assert hint in caught.value.hint
