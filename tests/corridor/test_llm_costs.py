"""What the language model's pass may cost, from the command line to the ledger: it shares session, ledger and cap."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.llm_server import all_to

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from fake_dashscope.faults import Fault
from fake_dashscope.schedule import always, sometimes
from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import Settings

from audiobook import Config, Request
from audiobook.cloud import session as cloud_session
from audiobook.cloud.ledger import Kind, Ledger, Outcome
from audiobook.config import BuildConfig, CastingConfig
from audiobook.corridor.asking import attribute_for
from audiobook.corridor.build_book import build
from audiobook.corridor.purse import Purse
from audiobook.corridor.rescripting import People
from audiobook.corridor.workfolder import open_work
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.errors import ConfigError, EngineError

pytest.importorskip("dashscope")
PRICES = {"llm_price_in": "USD 10", "llm_price_out": "USD 30"}
_CHAPTER = """\
# Chapter {n}

Jane Hill, Tom Reed and old Mrs. Abel sat down by fire number {n}. {filler}

“It is late,” said Jane. “Nobody will come to house {n} now.”

“Somebody may,” said Tom.

“Then let them knock at door {n}.”

“They will knock, and you will not hear it.”

“The rain is loud tonight.”

Mrs. Abel looked up. Jane looked at Tom, and Tom at the door.

“Did you lock gate {n}?”

“I thought that you had.”

“Nobody ever locks it but me.”

The wind moved the curtain. Tom rose, and Jane rose too.

“Stay here.”

“I will not stay alone.”

"""


def novel(chapters: int) -> str:
    filler = "The wind went over the hill and came back by the river, and nobody in the house said a word of it. " * 40
    return "\n".join(_CHAPTER.format(n=n, filler=filler) for n in range(2, 2 + chapters))


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "fire.md"
    path.write_text(novel(40), encoding="utf-8")
    return path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = []

    def serve(*rules: object) -> FakeDashScope:
        service = FakeDashScope(Settings(rules=rules, answer=lambda chat: all_to("c2")(chat.user)))
        service.start()
        running.append(service)
        monkeypatch.setenv("DASHSCOPE_API_KEY", service.key)
        return service

    yield serve
    for service in running:
        service.stop()


def settings(story: Path, service: FakeDashScope, **more: str | int) -> None:
    values = {"llm_base_url": service.base_url, "llm_rpm": 60_000, **more}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    (story.parent / "audiobook.toml").write_text("\n".join(["[casting]", *lines]), encoding="utf-8")


def audiobook(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audiobook", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def ledger_of(story: Path) -> Path:
    return story.parent / "fire.audiobook" / "ledger.sqlite"


def entries(story: Path) -> list:
    with Ledger(ledger_of(story)) as ledger:
        return list(ledger.entries())


@pytest.mark.parametrize("command", ["cast", "script"])
def test_a_cap_in_the_middle_is_one_warning_and_no_failure(story: Path, serve, command: str):
    service = serve()
    settings(story, service, **PRICES)
    done = audiobook(command, story, "--llm", "--max-cost", "USD 0.45")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("would be passed") == 1
    assert "raise --max-cost" in done.stderr
    asked = len(service.requests)
    assert asked > 0
    with Ledger(ledger_of(story)) as ledger:
        assert ledger.totals()[0].most.amount <= 0.45
    again = audiobook(command, story, "--llm", "--max-cost", "USD 100")
    assert again.returncode == 0, again.stderr
    assert "would be passed" not in again.stderr
    assert len(service.requests) > asked
    third = audiobook(command, story, "--llm", "--max-cost", "USD 100")
    assert third.returncode == 0, third.stderr
    prompts = [json.dumps(request.body) for request in service.requests]
    assert len(prompts) == len(set(prompts)), "nothing is asked twice"


def test_a_storm_and_an_outage_do_not_fail_a_cast(story: Path, serve):
    service = serve(sometimes(Fault.RATE_QUOTA, 0.3), sometimes(Fault.RESET, 0.2))
    settings(story, service)
    done = audiobook("cast", story, "--llm")
    assert done.returncode == 0, done.stderr
    assert "without a usable answer" not in done.stderr
    service.plan(always(Fault.DATA_INSPECTION))
    story.write_text(novel(42), encoding="utf-8")
    done = audiobook("cast", story, "--llm")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("without a usable answer") == 1


def test_a_bad_key_fails_the_command_once(story: Path, serve, monkeypatch: pytest.MonkeyPatch):
    service = serve()
    settings(story, service)
    secret = "sk-a-key-of-nobody-at-all"  # noqa: S105 - of nobody
    monkeypatch.setenv("DASHSCOPE_API_KEY", secret)
    done = audiobook("cast", story, "--llm", "--debug")
    assert done.returncode == EngineError.exit_code, done.stderr
    assert sum(line.startswith("error:") for line in done.stderr.splitlines()) == 1
    assert "DASHSCOPE_API_KEY" in done.stderr
    assert len(service.requests) <= 4, "those under way"
    kept = b"".join(file.read_bytes() for file in story.parent.rglob("*") if file.is_file())
    assert secret not in f"{done.stdout}{done.stderr}"
    assert secret.encode() not in kept


def test_a_cap_without_a_price_is_refused_before_anything_is_sent(story: Path, serve):
    service = serve()
    settings(story, service)
    done = audiobook("cast", story, "--llm", "--max-cost", "1")
    assert done.returncode == EngineError.exit_code, done.stderr
    assert "llm_price_in" in done.stderr
    settings(story, service, llm_price_in="CNY 1", llm_price_out="CNY 2")
    done = audiobook("cast", story, "--llm", "--max-cost", "1")
    assert done.returncode == EngineError.exit_code, done.stderr
    assert "--max-cost in CNY" in done.stderr
    assert service.requests == ()


@pytest.mark.parametrize(
    "prices",
    [{"llm_price_in": "USD 1"}, {"llm_price_in": "USD 1", "llm_price_out": "CNY 1"}, {"llm_price_out": "cheap"}],
)
def test_half_a_price_is_no_price(story: Path, serve, prices: dict[str, str]):
    serve()
    config = Config(casting=CastingConfig(llm=True, **prices))
    work = open_work(story.parent, "fire")
    from audiobook.readers.choose import read_document

    document = read_document(story, lambda _: None, config.reading)
    with pytest.raises(ConfigError, match="llm_price"), Purse(config) as purse:
        attribute_for(config, work, purse)(document, People(), lambda _: None)


def test_speech_and_casting_are_bought_by_one_session_into_one_ledger(
    tmp_path: Path, serve, monkeypatch: pytest.MonkeyPatch
):
    service = serve()
    story = tmp_path / "fire.md"
    story.write_text(_CHAPTER.format(n=2, filler=""), encoding="utf-8")
    made = []
    first = cloud_session.Session.__init__

    def counted(self, *args, **more):
        made.append(self)
        first(self, *args, **more)

    monkeypatch.setattr(cloud_session.Session, "__init__", counted)
    # No address of its own: the language model is where speech is bought.
    config = Config(
        build=BuildConfig(engine="qwen", max_cost="USD 5"),
        casting=CastingConfig(llm=True, llm_rpm=60_000, **PRICES),
        qwen=QwenSettings(base_url=service.base_url, rpm=60_000),
    )
    build(Request(story, config, until="takes"))
    assert len(made) == 1
    found = entries(story)
    assert {entry.kind for entry in found} == {Kind.LLM, Kind.SPEECH}
    assert {entry.outcome for entry in found} == {Outcome.PAID}
    assert len({entry.lane.account for entry in found}) == 1
    assert len({entry.lane.region for entry in found}) == 1
    assert len(found) == len(service.requests)


def test_a_key_that_casting_found_bad_asks_for_no_speech(tmp_path: Path, serve, monkeypatch: pytest.MonkeyPatch):
    service = serve()
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-a-key-of-nobody-at-all")
    story = tmp_path / "fire.md"
    story.write_text(_CHAPTER.format(n=2, filler=""), encoding="utf-8")
    config = Config(
        build=BuildConfig(engine="qwen"),
        casting=CastingConfig(llm=True),
        qwen=QwenSettings(base_url=service.base_url, rpm=60_000),
    )
    with pytest.raises(EngineError, match="language model's service refused"):
        build(Request(story, config, until="takes"))
    assert len(service.requests) == 1
