"""Takes that the disk damaged are noticed, named and made anew; nothing else is."""

import re
from pathlib import Path

import pytest

from audiobook.config import Config
from audiobook.config.tables import BuildConfig
from audiobook.corridor.build_book import build
from audiobook.corridor.request import Request
from audiobook.events import Finding, TakeDone
from audiobook.sound.codec import decode_blocks

SCRIPT = """+++
title = "Tiny"
language = "en"
+++

# One

Hello there, my dear reader. It is a fine day for a walk along the shore.

# Two

The lamp went out at nine. Nobody saw it go, and nobody ever spoke of it again.
"""


def run(source: Path, *formats: str):
    events = []
    config = Config(build=BuildConfig(engine="tone", formats=formats or ("wav",)))
    build(Request(source, config), events.append)
    findings = [e for e in events if isinstance(e, Finding) and e.code == "take-damaged"]
    return {e.key for e in events if isinstance(e, TakeDone)}, findings


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) * 2 // 3] ^= 4
    path.write_bytes(data)


def samples(path: Path) -> int:
    return sum(len(block) for block in decode_blocks(path))


@pytest.mark.parametrize("count", [1, 3])
def test_takes_with_a_flipped_bit_are_made_anew(tmp_path: Path, count: int):
    source = tmp_path / "tiny.script.md"
    source.write_text(SCRIPT, encoding="utf-8")
    made, none = run(source)
    assert len(made) >= 4
    assert none == []
    length = samples(tmp_path / "tiny.wav")
    spoilt = sorted(made)[:count]
    for key in spoilt:
        flip(tmp_path / "tiny.audiobook" / "takes" / f"{key}.flac")
    again, findings = run(source, "flac")  # another format: every chapter's takes are read again
    assert again == set(spoilt)
    assert len(findings) == count
    assert {key for key in spoilt if any(key in finding.message for finding in findings)} == set(spoilt)
    assert all("damaged" in finding.message and finding.source.line for finding in findings)
    assert 0 <= samples(tmp_path / "tiny.flac") - length <= 2 * 4608  # FLAC's chapters are padded to whole packets


def cut_off(folder: Path, key: str) -> None:
    path = folder / f"{key}.flac"
    path.write_bytes(path.read_bytes()[:-100])


def change_a_digit(folder: Path, key: str) -> None:
    """A likely number, so that only the checksum tells: the speech begins elsewhere."""
    path = folder / f"{key}.json"
    changed = re.sub(r'("speech_end":\d*)(\d)', lambda found: f"{found[1]}{(int(found[2]) + 5) % 10}", path.read_text())
    assert changed != path.read_text()
    path.write_text(changed)


def empty(folder: Path, key: str) -> None:
    """What a power cut leaves of files that were not flushed."""
    (folder / f"{key}.json").write_bytes(b"")


@pytest.mark.parametrize("harm", [cut_off, change_a_digit, empty])
def test_a_take_that_is_not_as_it_was_written_is_named_and_made_anew(tmp_path: Path, harm):
    source = tmp_path / "tiny.script.md"
    source.write_text(SCRIPT, encoding="utf-8")
    made, _ = run(source)
    spoilt = min(made)
    harm(tmp_path / "tiny.audiobook" / "takes", spoilt)
    again, findings = run(source, "flac")
    assert again == {spoilt}
    assert [spoilt in finding.message and finding.source.line > 0 for finding in findings] == [True]
    assert run(source, "flac") == (set(), [])
