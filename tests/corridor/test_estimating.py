"""An estimate is what a build then costs, to the character; and it sends nothing."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from engines.qwen_studio import KEY, FakeDashScope

from audiobook import Config, Request, build
from audiobook.cloud.account import Lane
from audiobook.cloud.ledger import Kind, Ledger, Outcome, Result
from audiobook.cloud.ledger import Request as Buying
from audiobook.cloud.prices import Usage
from audiobook.config import BuildConfig, CastingConfig
from audiobook.corridor import pricing
from audiobook.corridor.estimating import estimate
from audiobook.engines.qwen.estimate import purchases
from audiobook.engines.qwen.settings import KEY_VARIABLE, QwenSettings
from audiobook.engines.qwen.shipped import load_catalogue
from audiobook.events import Finding
from audiobook.plugins import load_engine
from audiobook.take import Slate

FLASH, INSTRUCT, AUDIO = "qwen3-tts-flash", "qwen3-tts-instruct-flash", "qwen-audio-3.1-tts-flash"
LONG = "and the rain came down on the roof of the little house by the sea " * 14
SCRIPT = f"""\
---
title: The Ferry
language: en
---
# The Ferry

[Tom: whispering] “Is it you?” [] Nobody spoke. {LONG}

[Tom] “Is it you?”

[Ann: sad] “It is me. 你好，老朋友。I have waited since 1887!”

[Ann] “It is me. 你好，老朋友。I have waited since 1887!”

Nobody spoke. She read the word ΑΓΩΝ aloud.

# The Shore

[Tom: whispering] “Is it you?” [pause 900ms] It was.
"""
SHEET = """\
[narrator]
engine = "qwen"
voice = "Cherry"
[[character]]
name = "Tom"
engine = "qwen"
voice = "Ethan"
[[character]]
name = "Ann"
engine = "qwen"
voice = "Serena"
"""
MODELS = """\
[models.qwen3-tts-instruct-flash.retires]
beijing = ""
[models.qwen3-tts-instruct-flash.prices.beijing]
currency = "USD"
characters = ["0.0777", 10000]
[models."qwen-audio-3.1-tts-flash"]
voices = ["Cherry", "Ethan", "Serena"]
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "models.toml").write_text(MODELS, encoding="utf-8")
    (tmp_path / "cast.toml").write_text(SHEET, encoding="utf-8")
    path = tmp_path / "ferry.script.md"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def asked(book: Path, model: str = FLASH, *, base_url: str = "", **more: object) -> Request:
    qwen = QwenSettings(model=model, base_url=base_url, models_file="models.toml", rpm=60_000)
    config = Config(build=BuildConfig(engine="qwen", jobs=2), qwen=qwen, folder=book.parent)
    return Request(book, replace(config, **more), cast=book.parent / "cast.toml", until="takes")


def in_use(request: Request):
    return estimate(request).paid[0].models[0]


def by_name(request: Request):
    return {model.model: model for model in estimate(request).paid[0].models}


@pytest.mark.parametrize("model", [FLASH, INSTRUCT, AUDIO])
def test_the_estimate_is_what_the_service_bills_to_the_character(book: Path, monkeypatch, model: str):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with FakeDashScope() as service:
        request = asked(book, model, base_url=service.base_url)
        found = in_use(request)
        assert service.requests == ()
        build(request)
        assert found.requests == len(service.requests) > 5
        assert found.usage.characters == service.bill().total.characters
    with Ledger(request.work_root / "ledger.sqlite") as ledger:
        (total,) = ledger.totals()
    assert total.usage.characters == found.usage.characters
    if not found.by_tokens:
        assert total.paid == found.cost.price
    again = estimate(request)
    assert (again.paid[0].models[0].requests, again.paid[0].models[0].cost.price.nanos) == (0, 0)
    assert again.paid[0].models[0].recorded > 5
    assert again.spent == (total,)


def test_the_example_book_is_billed_as_estimated(story: Path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with FakeDashScope() as service:
        qwen = QwenSettings(base_url=service.base_url, rpm=60_000)
        request = Request(story, Config(build=BuildConfig(engine="qwen", jobs=2), qwen=qwen), until="takes")
        found = in_use(request)
        build(request)
        assert found.requests == len(service.requests) > 20
        assert found.usage.characters == service.bill().total.characters > 2000


def test_of_a_half_recorded_book_only_the_rest_is_counted(book: Path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with FakeDashScope() as service:
        request = asked(book, base_url=service.base_url)
        build(request)
        charged = {entry.key: entry.usage.characters for entry in entries(request)}
        lost = sorted(charged)[:3]
        for key in lost:
            (request.work_root / "takes" / f"{key}.json").unlink()
        found = in_use(request)
    assert found.requests == 3
    assert found.recorded == len(charged) - 3
    assert found.usage.characters == sum(charged[key] for key in lost)


def entries(request: Request):
    with Ledger(request.work_root / "ledger.sqlite") as ledger:
        return tuple(ledger.entries())


def test_a_sound_that_is_paid_for_and_not_fetched_yet_costs_nothing_more(book: Path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with FakeDashScope() as service:
        request = asked(book, base_url=service.base_url)
        build(request)
    key = min(entry.key for entry in entries(request))
    (request.work_root / "takes" / f"{key}.json").unlink()
    assert (in_use(request).requests, in_use(request).waiting) == (1, 0)
    with Ledger(request.work_root / "ledger.sqlite") as ledger:
        bought = Buying(Lane("dashscope", "a", "beijing", FLASH), Kind.SPEECH, key, Usage(9))
        number = ledger.open(bought)
        paid = Result(Outcome.PAID, Usage(9), url="https://x.invalid/a.wav", expires_at=time.time() + 3600)
        ledger.settle(number, bought, paid)
    assert (in_use(request).requests, in_use(request).waiting) == (0, 1)


def test_it_needs_no_key_sends_nothing_and_makes_no_ledger(book: Path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with FakeDashScope() as service:
        request = asked(book, base_url=service.base_url)
        assert in_use(request).requests > 5
        assert service.requests == ()
    assert not (request.work_root / "ledger.sqlite").exists()


def test_every_model_is_counted_as_if_it_were_in_use(book: Path):
    from_flash = by_name(asked(book))
    for model in (INSTRUCT, AUDIO, "qwen-tts", "qwen-tts-2025-05-22"):
        own = in_use(asked(book, model))
        seen = from_flash[model]
        assert (seen.requests, seen.usage, seen.cost) == (own.requests, own.usage, own.cost), model
    assert from_flash[INSTRUCT].requests > from_flash[FLASH].requests  # the same words, once with a direction
    assert from_flash["qwen-tts"].requests > from_flash[FLASH].requests  # a lower limit


def test_the_script_is_cut_once_for_all_models_of_one_limit(book: Path, monkeypatch):
    cuts = []
    cut = pricing.segment_book
    monkeypatch.setattr(pricing, "segment_book", lambda *args: cuts.append(args) or cut(*args))
    found = by_name(asked(book))
    assert len(found) > 10
    # One besides the build's own for 600 characters, since some models hear more; one for 400.
    assert len(cuts) <= 3


def test_the_engine_is_left_as_it_was(book: Path):
    estimate(asked(book, INSTRUCT))
    assert load_engine("qwen").info.model == INSTRUCT


def test_of_a_cast_of_several_engines_only_the_paid_ones_segments_are_counted(book: Path):
    all_of_it = in_use(asked(book))
    sheet = SHEET.replace('engine = "qwen"\nvoice = "Cherry"', 'engine = "tone"\nvoice = "alto"', 1)
    (book.parent / "cast.toml").write_text(sheet, encoding="utf-8")
    found = estimate(asked(book))
    shares = {share.engine: share for share in found.shares}
    assert set(shares) == {"qwen", "tone"}
    (engine,) = found.paid
    assert engine.engine == "qwen"
    assert engine.models[0].requests == shares["qwen"].takes < all_of_it.requests
    assert engine.models[0].usage.characters < all_of_it.usage.characters - len(LONG)
    assert shares["tone"].wall_s is not None
    assert not shares["tone"].paid


def test_what_nobody_said_is_unknown_and_what_is_gone_is_marked(book: Path):
    found = by_name(asked(book))
    flash, gone, cosy, audio = (
        found[name] for name in (FLASH, "qwen3-tts-flash-2025-11-27", "cosyvoice-v3-flash", AUDIO)
    )
    assert (cosy.cost.price, cosy.rpm) == (None, 180)
    assert (audio.rpm, audio.wall_s) == (None, None)
    assert audio.by_tokens
    assert (gone.retires.isoformat(), gone.successor) == ("2026-10-10", "cosyvoice-v3.5-plus")
    assert (flash.retires, flash.retired) == (None, False)
    assert [cost.region for cost in (flash.cost, *flash.elsewhere)] == ["beijing", "singapore"]
    assert flash.elsewhere[0].price.nanos == flash.usage.characters * 10_000
    assert gone.wall_s == pytest.approx(gone.requests / (gone.rpm / 60 * 0.95))
    assert cosy.other_voices == ("Cherry", "Ethan", "Serena")


def test_models_that_are_paid_by_tokens_cost_fifty_a_second_of_sound_and_at_least_fifty():
    model = load_catalogue().model("qwen-tts")
    slate = Slate("Yes.", "qwen", "1", "qwen-tts", "Cherry", "en")
    (short,) = purchases(slate, model, "key", 1.0)
    assert short.usage.tokens_out == 50
    (usual,) = purchases(replace(slate, text="word " * 60), model, "key", 1.0)
    (slow,) = purchases(replace(slate, text="word " * 60), model, "key", 2.0)
    assert slow.usage.tokens_out == pytest.approx(2 * usual.usage.tokens_out, abs=2)
    assert 15 * 50 < usual.usage.tokens_out < 25 * 50


def test_a_text_beyond_the_limit_is_several_requests_with_keys_of_their_own():
    model = replace(load_catalogue().model(FLASH), limit=50)
    slate = Slate(" ".join(f"This is word {n} of them." for n in range(12)), "qwen", "1", FLASH, "Cherry", "en")
    parts = purchases(slate, model, "key", 1.0)
    assert len({part.key for part in parts}) == len(parts) > 3
    assert all(part.usage.characters <= 50 and part.key.startswith("key/") for part in parts)
    assert purchases(replace(slate, text="…"), model, "key", 1.0) == ()


def test_the_length_of_a_recorded_book_is_known_to_a_hundredth(story: Path):
    config = Config(build=BuildConfig(engine="tone", jobs=2))
    request = Request(story, config)
    before = estimate(request)
    build(request)
    after = estimate(request)
    heard = json.loads((request.work_root / "report.json").read_text(encoding="utf-8"))["duration_s"]
    assert after.audio_s == pytest.approx(heard, rel=0.01)
    assert before.audio_s == pytest.approx(heard, rel=0.25)
    assert before.paid == ()
    assert (after.shares[0].recorded, after.shares[0].wall_s) == (after.shares[0].takes, 0)
    assert "of this book" in after.shares[0].pace.source
    assert "of this book" not in before.shares[0].pace.source


def test_no_language_model_is_asked_although_the_settings_say_so(book: Path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    events: list = []
    found = estimate(asked(book, casting=CastingConfig(llm=True)), events.append)
    assert found.paid
    assert [e.code for e in events if isinstance(e, Finding) and e.code == "llm-not-asked"] == ["llm-not-asked"]
