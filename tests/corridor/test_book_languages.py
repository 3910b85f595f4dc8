"""Passages in other languages through the corridor: which installed voice takes over from which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audiobook import Config, Request, build
from audiobook.cast import Age, Character, Gender, Part, Voice
from audiobook.config import BuildConfig
from audiobook.corridor import standins
from audiobook.corridor.opening import open_book
from audiobook.corridor.spoken_forms import spoken_lines
from audiobook.corridor.standins import StandIns
from audiobook.errors import EngineError
from audiobook.events import Event, Finding
from audiobook.plugins import EngineInfo, Parallel

FRENCH = (
    "Je ne sais pas ce que vous voulez dire, monsieur. "
    "Il est dans la maison avec sa femme et tous les enfants de mon ami."
)


def request(tmp_path: Path, text: str, engine: str = "", language: str = "en") -> Request:
    path = tmp_path / "b.script.md"
    path.write_text(f'+++\ntitle = "B"\nlanguage = "{language}"\n+++\n\n# One {{silent}}\n\n{text}\n', encoding="utf-8")
    return Request(path, Config(build=BuildConfig(engine=engine)))


def said(tmp_path: Path, text: str, engine: str = "", language: str = "en") -> list[tuple[str, str, str]]:
    book = open_book(request(tmp_path, text, engine, language))
    return [(f"{s.slate.engine}/{s.slate.voice}", s.slate.language, s.slate.text) for s in book.segments]


def part(engine: str, voice: str, gender: Gender = Gender.UNKNOWN) -> Part:
    return Part(Character("x", gender), engine, voice, 1.1, -2.0)


def test_a_french_passage_in_an_english_book_is_read_by_a_woman_as_the_rest_is(tmp_path: Path):
    found = said(tmp_path, f"He looked at me for a while. {FRENCH}")
    assert [(voice, language) for voice, language, _ in found] == [("hibari/heart", "en")] + [
        ("espeak/fr+f2", "fr")
    ] * 2


def test_espeak_changes_its_language_at_a_single_sentence_and_keeps_its_speaker(tmp_path: Path):
    text = "He looked at me. Je ne sais pas ce que vous voulez dire, monsieur."
    assert [voice for voice, _, _ in said(tmp_path, text, "espeak")] == ["espeak/en-us", "espeak/fr"]


@pytest.mark.parametrize(("engine", "found"), [("espeak", ["espeak/cmn"]), ("tone", ["tone/alto"])])
def test_a_mixed_chinese_sentence_is_one_call(tmp_path: Path, engine: str, found: list[str]):
    assert [voice for voice, _, _ in said(tmp_path, "我们在上海听了Taylor Swift的演唱会。", engine, "zh")] == found


def test_chinese_in_an_english_sentence_is_split_between_two_women(tmp_path: Path):
    found = said(tmp_path, "He said 你好，世界 to me and left.")
    assert [(voice, language) for voice, language, _ in found] == [
        ("hibari/heart", "en"), ("espeak/cmn+f2", "zh"), ("hibari/heart", "en")
    ]  # fmt: skip
    assert [voice for voice, _, _ in said(tmp_path, "He said 你好，世界 to me.", "espeak")] == [
        "espeak/en-us", "espeak/cmn", "espeak/en-us"
    ]  # fmt: skip


def test_what_is_in_another_language_is_shown_before_it_is_recorded(tmp_path: Path):
    lines = spoken_lines(request(tmp_path, f"He went home.\n\n{FRENCH}"))
    assert [(line.language, line.voice, line.source.line) for line in lines] == [("fr", "espeak/fr+f2", 10)] * 2


def test_an_english_book_says_nothing_of_languages(tmp_path: Path):
    seen: list[object] = []
    open_book(request(tmp_path, "Madame de la Tour met Herr von Trotta in the Rue de la Paix. Ha, ha!"), seen.append)
    assert [e.code for e in seen if isinstance(e, Finding) and "language" in e.code] == []


@pytest.mark.parametrize(
    ("voice", "other"),
    [("heart", "fr+f2"), ("heart-deep", "fr"), ("heart-bright", "fr+f5"), ("heart-grave", "fr+m8"),
     ("heart-low", "fr+m2"), ("heart-child", "fr+f5")],
)  # fmt: skip
def test_a_stand_in_is_of_the_same_gender_and_age(voice: str, other: str):
    chosen = StandIns("en", "hibari").fallback(part("hibari", voice), "fr", "Oui.")
    assert chosen is not None
    assert (chosen.engine, chosen.voice, chosen.speed, chosen.pitch) == ("espeak", other, 1.0, 0.0)


def test_the_same_engine_keeps_speaker_and_settings():
    chosen = StandIns("en", "espeak").fallback(part("espeak", "en-us+f4"), "cmn", "你")
    assert chosen == part("espeak", "cmn+f4")
    assert StandIns("en", "espeak").fallback(part("espeak", "en-us+f4"), "cy", "Ie.") == part("espeak", "cy")


@pytest.mark.parametrize(("narrator", "engine"), [("qwen", "qwen"), ("tone", "tone"), ("hibari", "espeak")])
def test_the_narrators_engine_goes_before_the_defaults_since_a_person_named_it(narrator: str, engine: str):
    chosen = StandIns("en", narrator).fallback(part("hibari", "heart"), "fr", "Oui.")
    assert chosen is not None
    assert chosen.engine == engine


def test_nobody_costs_money_or_beeps_who_was_not_named():
    languages = ("fr", "zh", "en", "ru", "ja", "tlh", "el")
    found = [StandIns("en", "hibari").fallback(part("hibari", "heart"), tag, "") for tag in languages]
    assert {one.engine for one in found if one} == {"hibari", "espeak"}


def test_a_language_that_no_engine_has_gets_nobody():
    assert StandIns("en", "hibari").fallback(part("hibari", "heart"), "erg", "") is None


class _Broken:
    info = EngineInfo("broken", "1", "m", Parallel.THREADS, 300)

    def voices(self) -> tuple[Voice, ...]:
        raise EngineError("it is not installed")

    def speaks(self, language: str) -> bool:
        raise EngineError(f"nothing of {language}")

    def reads(self, text: str) -> bool:
        return bool(text)


def test_an_engine_that_is_not_usable_stands_in_for_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(standins, "load_engine", lambda _name: _Broken())
    others = StandIns("en", "hibari")
    assert not others.speaks(part("hibari", "heart"), "fr")
    assert others.fallback(part("hibari", "heart"), "fr", "Oui.") is None


def test_a_voice_that_a_person_chose_reads_the_book_in_its_accent():
    others = StandIns("en-GB", "hibari")
    assert others.speaks(part("espeak", "fr"), "en-GB")
    assert others.speaks(part("espeak", "fr"), "fr-CA")
    assert not others.speaks(part("espeak", "fr"), "de")
    assert not others.speaks(part("hibari", "heart"), "fr")


def test_gender_goes_before_an_exact_tag_and_age_after_it(monkeypatch: pytest.MonkeyPatch):
    offered = (
        Voice("a", "many", "a", ("fr",), Gender.MALE, Age.ADULT),
        Voice("b", "many", "b", ("fr-CA",), Gender.FEMALE, Age.OLD),
        Voice("c", "many", "c", ("fr",), Gender.FEMALE, Age.ADULT),
    )
    monkeypatch.setattr(standins, "voices_for", lambda _engine, _language: offered)
    chosen = StandIns("en", "espeak").fallback(part("espeak", "en-us+f2"), "fr-CA", "Oui.")
    assert chosen is not None
    assert chosen.voice == "b"


def test_the_settings_reach_the_book(tmp_path: Path):
    asked = request(tmp_path, f"He stood there. {FRENCH}")

    def voices(**settings: str) -> list[str]:
        config = replace(asked.config, build=replace(asked.config.build, **settings))
        return [s.slate.engine for s in open_book(replace(asked, config=config)).segments]

    assert voices() == ["hibari", "espeak", "espeak"]
    assert voices(languages="markup") == voices(foreign_voice="never") == ["hibari"] * 3


def test_a_passage_that_keeps_its_voice_is_shown_with_its_language_too(tmp_path: Path):
    lines = spoken_lines(request(tmp_path, "[lang fr]Il y a 3 chats.[/lang]\n\nThere are cats."))
    assert [(line.language, line.voice, [c.spoken for c in line.changes]) for line in lines] == [
        ("fr", "hibari/heart", ["trois"])
    ]


def test_the_reason_of_a_recording_names_a_foreign_language(tmp_path: Path):
    seen: list[Event] = []
    asked = request(tmp_path, "[lang fr]Je ne sais pas.[/lang]\n\nThere are cats.", "tone")
    build(replace(asked, until="takes", why=True), seen.append)
    why = [event.message for event in seen if isinstance(event, Finding) and event.code == "why"]
    assert [message.startswith("it was never recorded (in fr): Je") for message in why] == [True, False]
