"""Whole builds with the paid engine: what is asked for, what is kept, and what never leaves or costs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from fake_dashscope import FakeDashScope, Latency, Settings, storm
from fake_dashscope.faults import Fault
from faults.cloud_books import HEAD, LINES, CloudBook

from audiobook.cloud import session
from audiobook.cloud.retry import RetryPolicy
from audiobook.engines.qwen import download
from audiobook.engines.qwen.settings import KEY_VARIABLE

SCENE = """\
The door of the tea house opened, and everybody looked up.

[Lao Wang: cheerful, loud] “你们都来了！快坐下，喝一杯茶。”

[Ah Zhen] “外面下雨了。”

[Xiao Chuan: whispering] “今天我请客。”

[] He laughed. 大家都笑了。
"""
DIALECTS = {"Lao Wang": "Dylan", "Ah Zhen": "Jada", "Xiao Chuan": "Sunny"}


@pytest.fixture
def book(tmp_path, monkeypatch):
    with FakeDashScope() as service:
        monkeypatch.setenv(KEY_VARIABLE, service.key)
        yield CloudBook(service, tmp_path)
        assert service.troubles == ()


def said(service):
    return {(request.voice, request.language_type, request.instructions, request.text) for request in service.requests}


def test_two_languages_and_three_dialect_voices_by_one_line_each(book):
    book.write(SCENE)
    assert book.build() is None
    sheet = (book.work / "cast.toml").read_text(encoding="utf-8")
    for name, voice in DIALECTS.items():
        sheet = re.sub(rf'(name = "{name}"(?:\n.+)*?\nvoice = )".*"', rf'\1"{voice}"', sheet)
    (book.work / "cast.toml").write_text(sheet, encoding="utf-8")
    assert book.build() is None
    assert said(book.service) >= {
        ("Dylan", "Chinese", "", "“你们都来了！快坐下，喝一杯茶。”"),
        ("Jada", "Chinese", "", "“外面下雨了。”"),
        ("Sunny", "Chinese", "", "“今天我请客。”"),
        ("Cherry", "English", "", "The door of the tea house opened, and everybody looked up."),
        ("Cherry", "Auto", "", "He laughed. 大家都笑了。"),
    }
    assert [finding.code for finding in book.findings].count("direction-dropped") == 1
    assert book.wrong() == []


def test_directions_are_sent_to_a_model_that_takes_them(book):
    book.write(SCENE)
    book.set(model="qwen3-tts-instruct-flash", region="singapore")
    assert book.build() is None
    told = {request.text: request.instructions for request in book.service.requests if request.instructions}
    assert told == {"“你们都来了！快坐下，喝一杯茶。”": "cheerful, loud", "“今天我请客。”": "whispering"}
    assert "direction-dropped" not in {finding.code for finding in book.findings}
    assert book.wrong() == []


def test_in_a_storm_the_book_is_whole_and_the_ledger_is_the_bill(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "_RETRY", RetryPolicy(first_s=0.01, longest_s=0.05))
    monkeypatch.setattr(session.Session.__init__, "__kwdefaults__", session.Session.__init__.__kwdefaults__ | {
        "retry": session._RETRY})  # fmt: skip
    monkeypatch.setattr(download, "_PAUSES_S", (0.01,) * 4)
    with FakeDashScope(storm(3, slow_s=0.5)) as service:
        monkeypatch.setenv(KEY_VARIABLE, service.key)
        book = CloudBook(service, tmp_path)
        book.write("\n\n".join(f"{line} They had {n} reasons." for n, line in enumerate(LINES * 4)))
        assert book.build() is None
    assert len(service.counters().outcomes) > 5
    assert book.wrong() == []
    account = book.account()
    assert account.faults == ()
    assert account.certain == account.told
    assert account.possible >= account.untold > 0


def test_what_was_recorded_is_neither_asked_for_nor_fetched_again(book):
    assert book.build() is None
    calls, takes = book.service.counters(), book.takes
    book.write("\n\n".join(LINES) + "\n\nOne line is new.")
    assert book.build() is None
    now = book.service.counters()
    assert (now.calls, now.downloads) == (calls.calls + 1, calls.downloads + 1)
    assert book.takes.items() > takes.items()


def test_the_key_is_in_no_file_message_event_or_traceback(tmp_path):
    key = "sk-77c0ffee77c0ffee77c0ffee77c0ffee"
    outcomes = []
    with FakeDashScope(Settings(latency=Latency(0.01))) as service:
        book = CloudBook(service, tmp_path)
        book.set(rpm=60_000)
        outcomes.append(book.command("--engine", "qwen", "--debug", **{KEY_VARIABLE: key}))
        service.plan(Fault.RESET, Fault.BAD_GATEWAY, Fault.BROKEN_JSON, Fault.DATA_INSPECTION, Fault.DOWNLOAD_RESET)
        outcomes.append(book.command("--engine", "qwen", "--debug", "--events", "json"))
    assert [outcome.returncode for outcome in outcomes] == [6, 7]
    assert "Traceback" in outcomes[0].stderr
    texts = [text for outcome in outcomes for text in (outcome.stdout, outcome.stderr)]
    texts += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(texts) > len(LINES)
    assert [text for text in texts if key in text or service.key in text or "Expires=" in text] == []


def test_a_key_in_the_environment_makes_no_build_cost_money_or_load_the_sdk(book, tmp_path):
    code = (
        "import sys; from audiobook.cli.main import cli; cli.main(sys.argv[1:], standalone_mode=False);"
        "print('LOADED', [m for m in ('dashscope', 'requests', 'audiobook.cloud.session') if m in sys.modules])"
    )
    script = tmp_path / "other.script.md"
    script.write_text(HEAD.format(language="en") + "Nothing of this leaves.", encoding="utf-8")
    for options in (("--until", "cast"), ("--until", "takes", "--engine", "tone")):
        result = subprocess.run(
            [sys.executable, "-c", code, "build", str(script), "-q", *options],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert "LOADED []" in result.stdout
    assert 'engine = "qwen"' not in (tmp_path / "other.audiobook" / "cast.toml").read_text()
    assert book.service.counters().calls == 0
    assert not list(tmp_path.rglob("ledger*"))
