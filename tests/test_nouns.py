from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook import errors
from audiobook.source import SourceRef
from audiobook.take import Slate


def test_slate_keys_are_pinned():
    """A change of these keys re-records every book of every user: it must be on purpose, with SLATE_SCHEMA raised."""
    plain = Slate("Hello.", "hibari", "0.2.1", "hibari", "heart", "en")
    rich = Slate(
        "你好。", "qwen", "1", "qwen3-tts-flash", "Cherry", "zh", direction="calm", speed=1.1, pitch=-2.0, seed=7
    )
    assert plain.key == "b11f7610c12971b94c2908ada88b165ae499754ca9cecc269e68c7adfe525792"
    assert rich.key == "df7bbba4c15bf4c9c2dd02064dcfb4459f7a9b6ddb055917f833aa41a7ffa30c"


@given(st.text(), st.text(), st.integers(0, 9))
def test_slate_key_depends_on_every_field(text: str, voice: str, seed: int):
    slate = Slate(text, "e", "1", "m", voice, "en", seed=seed)
    assert slate.key == Slate(text, "e", "1", "m", voice, "en", seed=seed).key
    assert slate.key != Slate(text + "x", "e", "1", "m", voice, "en", seed=seed).key
    assert slate.key != Slate(text, "e", "1", "m", voice, "en", seed=seed + 1).key


@pytest.mark.parametrize("kind", [errors.SourceError, errors.TakeError, errors.OutputError])
def test_errors_cross_process_borders_whole(kind: type[errors.AudiobookError]):
    error = kind("it broke", source=SourceRef("a.md", line=3), hint="mend it")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again), again.hint) == (kind, "a.md:3: it broke", "mend it")


def test_exit_codes_are_unique_and_documented():
    codes = errors.exit_codes()
    assert len({code for code, _ in codes}) == len(codes)
    assert all(text for _, text in codes)
