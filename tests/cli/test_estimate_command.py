"""``audiobook estimate``: a table that fits, data that says the same, and the exit codes of every command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook import Config, Request
from audiobook.cli.estimate_table import as_text, money
from audiobook.cloud.prices import Money, Usage
from audiobook.config import BuildConfig
from audiobook.corridor.estimating import estimate
from audiobook.corridor.pricing import RegionCost

HEAD = ["MODEL", "REQUESTS", "CHARACTERS", "PRICE", "TIME"]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("DASHSCOPE")}


def audiobook(*args: object, columns: int = 80) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", "estimate", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env=CLEAN | {"COLUMNS": str(columns)},
    )


def test_the_table_shows_every_model_in_eighty_columns(story: Path):
    result = audiobook(story, "--engine", "qwen")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    head = next(n for n, line in enumerate(lines) if line.split() == HEAD)
    assert lines[head + 1].startswith("* qwen3-tts-flash ")
    rows = [line[2:].split()[0] for line in lines[head + 1 : lines.index("", head)]]
    assert len(rows) == len(set(rows)) > 10
    assert "x qwen3-tts-instruct-flash-2026-01-26" in result.stdout
    joined = " ".join(result.stdout.split())
    assert "retired 2026-10-10, successor cosyvoice-v3-flash: qwen-tts, qwen-tts-2025-04-10" in joined
    assert "not measured" in joined
    assert "region singapore: qwen3-tts-flash USD 0.0" in joined


def test_the_table_of_a_very_long_book_fits_too(story: Path):
    found = estimate(Request(story, Config(build=BuildConfig(engine="qwen")), until="cast"))
    huge = Money.of("CNY", "999.9801")
    (engine,) = found.paid
    models = tuple(
        replace(m, requests=99_999, usage=Usage(9_999_999), wall_s=359_999.0, cost=RegionCost("beijing", huge))
        for m in engine.models
    )
    text = as_text(replace(found, paid=(replace(engine, models=models),)), 80)
    assert "9,999,999" in text
    assert "~CNY 999.99" in text
    assert max(map(len, text.splitlines())) <= 80


def test_json_says_the_same_as_data(story: Path):
    table = audiobook(story, "--engine", "qwen", "--model", "qwen-tts")
    data = json.loads(audiobook(story, "--engine", "qwen", "--model", "qwen-tts", "--json").stdout)
    used = data["paid"][0]["models"][0]
    assert (used["model"], used["in_use"], used["paid_by"]) == ("qwen-tts", True, "tokens")
    assert used["retires"] == "2026-10-10"
    row = next(line for line in table.stdout.splitlines() if line[2:].startswith("qwen-tts "))
    assert f"{used['requests']}  " in row
    assert f"{used['characters']:,}" in row
    assert data["audio_s"] > 60
    assert [price["region"] for price in used["prices"]] == ["beijing", "singapore"]
    assert used["prices"][1]["price"] is None


def test_an_offline_engine_costs_nothing_and_says_how_long_it_takes(story: Path):
    result = audiobook(story, "--engine", "tone")
    assert result.returncode == 0, result.stderr
    joined = " ".join(result.stdout.split())
    assert "tone: 56 segments, 0 of them recorded" in joined
    assert "recording about 0:0" in joined
    assert "costs nothing" in joined
    assert "MODEL" not in result.stdout


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (("--engine", "qwen", "--model", "qwen3-tts-flush"), 6, "did you mean qwen3-tts-flash"),
        (("--engine", "tone", "--model", "qwen-tts"), 2, "--engine qwen"),
        (("--engine", "qwen", "--llm"), 2, "leave out --llm"),
        (("other.epub",), 2, "--together"),
        (("--engine", "qven"), 2, "did you mean 'qwen'"),
        (("--engine", "qwen", "--language", "el"), 6, "does not speak 'el'"),
    ],
)
def test_what_cannot_be_estimated_is_one_error(story: Path, args: tuple[str, ...], code: int, word: str):
    result = audiobook(story, *args)
    assert result.returncode == code
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_missing_book_has_the_exit_code_of_every_command(tmp_path: Path):
    result = audiobook(tmp_path / "no.epub")
    assert (result.returncode, result.stdout) == (3, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "USD 0"),
        ("0.0231901", "USD 0.0232"),
        ("7.7410001", "USD 7.75"),
        ("12", "USD 12.00"),
        ("1234.5", "USD 1235"),
    ],
)
def test_sums_are_rounded_up(amount: str, shown: str):
    assert money(Money.of("USD", amount)) == shown
