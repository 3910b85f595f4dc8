"""``audiobook podcast write`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fake_dashscope.dialogue import dialogue
from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import Settings

pytest.importorskip("dashscope")
TEXT = "# The Lamp\n\n" + "\n\n".join(f"Lamp {n} was lit by keeper {n} in the evening. " * 12 for n in range(12))


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FakeDashScope(Settings(answer=dialogue)) as service:
        monkeypatch.setenv("DASHSCOPE_API_KEY", service.key)
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.base_url)
        yield service


def audiobook(folder: Path, *args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audiobook", "podcast", "write", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lamp.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "audiobook.toml").write_text('[build]\nengine = "tone"\n[casting]\nllm_rpm = 60000\n', encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("service")
def test_a_script_is_written_and_no_audio(folder):
    done = audiobook(folder, "lamp.md", "--hosts", "Ada, Ben", "--minutes", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "lamp.script.md\n"
    assert "text of the documents is sent to 127.0.0.1" in done.stderr
    assert "about 2:00 of 2:00 asked for" in done.stderr
    assert "[Ada] " in (folder / "lamp.script.md").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {
        *("lamp.md", "audiobook.toml", "lamp.script.md", "lamp.audiobook"),
    }
    again = audiobook(folder, "lamp.md", "--hosts", "Ada, Ben", "--minutes", "2")
    assert again.returncode == 8
    assert "--force" in again.stderr


@pytest.mark.usefixtures("service")
def test_audio_is_made_when_it_is_asked_for(folder):
    done = audiobook(folder, "lamp.md", "--hosts", "Ada,Ben", "--minutes", "0.5", "--build")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["lamp.script.md", "lamp.m4b"]
    assert (folder / "lamp.m4b").stat().st_size > 10_000


def test_a_dry_run_sends_nothing_and_says_the_price(service, folder):
    (folder / "audiobook.toml").write_text(
        '[casting]\nllm_price_in = "USD 0.40"\nllm_price_out = "USD 1.20"\n', encoding="utf-8"
    )
    done = audiobook(folder, "lamp.md", "--hosts", "Ada,Ben", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "requests: about 4, at most 14" in done.stdout
    assert "price:    about USD 0.00" in done.stdout
    assert service.requests == ()
    assert not (folder / "lamp.audiobook").exists()


def test_without_a_key_the_command_says_what_to_type(folder, monkeypatch):
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    done = audiobook(folder, "lamp.md", "--hosts", "Ada,Ben")
    assert done.returncode == 6
    assert "DASHSCOPE_API_KEY is not set" in done.stderr
    assert "hint: export DASHSCOPE_API_KEY=" in done.stderr
    assert not (folder / "lamp.audiobook").exists()


def test_without_the_sdk_the_command_says_what_to_install(service, folder):
    (folder / "dashscope.py").write_text('raise ImportError("not here")\n', encoding="utf-8")
    done = audiobook(folder, "lamp.md", "--hosts", "Ada,Ben")
    assert done.returncode == 6
    assert "pip install 'audiobook[qwen]'" in done.stderr
    assert service.requests == ()


@pytest.mark.usefixtures("service")
def test_progress_is_told_as_events_with_stages(folder):
    done = audiobook(folder, "lamp.md", "--hosts", "Ada,Ben", "--minutes", "5", "--events", "json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(row) for row in done.stderr.splitlines()]
    stages = [(event["stage"], event["total"]) for event in events if event["event"] == "StageStarted"]
    assert stages == [("outline", 1), ("sections", 2)]
    assert sum(event.get("code") == "dialogue-section" for event in events) == 2


def test_the_group_names_the_command(folder):
    command = [sys.executable, "-m", "audiobook", "podcast", "--help"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder).stdout
    assert "  write " in listed
