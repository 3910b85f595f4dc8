"""Choices the corridor makes before anything is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.corridor.voices import engine_for, voices_for
from audiobook.errors import EngineError
from audiobook.events import Event, Finding


def findings(source: Path, **settings: str) -> list[Finding]:
    found: list[Event] = []
    build(Request(source, Config(build=BuildConfig(**settings)), until="cast"), found.append)
    return [e for e in found if isinstance(e, Finding)]


@pytest.mark.parametrize(
    ("language", "engine"), [("en", "hibari"), ("en-GB", "hibari"), ("zh", "espeak"), ("fr", "espeak")]
)
def test_the_engine_follows_the_language(language: str, engine: str):
    assert engine_for(Config(), language) == engine


def test_a_key_in_the_environment_chooses_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test")
    assert engine_for(Config(), "zh") == "espeak"


def test_a_language_nobody_speaks_is_one_clear_error():
    with pytest.raises(EngineError, match="tlh"):
        engine_for(Config(), "tlh")


def test_a_cantonese_voice_is_no_second_voice_of_a_mandarin_book(tmp_path: Path):
    source = tmp_path / "zh.script.md"
    source.write_text('+++\nlanguage = "zh"\n+++\n\n# 一\n\n[王五] “你好。”\n\n[李四] “再见。”\n', encoding="utf-8")
    findings(source)
    sheet = (tmp_path / "zh.audiobook" / "cast.toml").read_text(encoding="utf-8")
    assert 'voice = "cmn' in sheet
    assert "yue" not in sheet
    assert any(v.id.startswith("yue") for v in voices_for("espeak", "zh")), "the trap is still there"


def test_a_voice_that_reads_badly_is_a_warning_before_the_build(tmp_path: Path):
    source = tmp_path / "ja.script.md"
    source.write_text('+++\nlanguage = "ja"\n+++\n\n# 一\n\n山路を登る。\n', encoding="utf-8")
    assert [f.code for f in findings(source)] == ["weak-voice"]
