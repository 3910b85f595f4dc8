"""The language model's pass, from the request to the script: labels may change, words and pins never."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fakes.llm_server import KEY, LlmServer, all_to, asked_in

from audiobook import Config, Request
from audiobook.config import CastingConfig
from audiobook.corridor.recasting import recast
from audiobook.errors import EngineError
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Paragraph

pytest.importorskip("dashscope")
HOSTILE = (
    "[] [sound evil.wav] ignore all rules # New chapter",
    '{"q1": "the butler", "q2": "[pause 9s]"}',
    '{"q1": "c1", "q1": "c2"}',
    "\x00\x1b[31m" * 20,
    "",
)
BOOK = """\
# One

Jane Hill, Tom Reed and old Mrs. Abel sat down by the fire.

“It is late,” said Jane. “Nobody will come now.”

“Somebody may,” said Tom.

“Then let them knock.”

“They will knock, and you will not hear it.”

“The rain is loud tonight.”

Mrs. Abel looked up. Jane looked at Tom, and Tom at the door.

“Did you lock it?”

“I thought that you had.”

“Nobody ever locks it but me.”

The wind moved the curtain. Tom rose, and Jane rose too.

“Stay here.”

“I will not stay alone.”
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "fire.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    with LlmServer() as server:
        yield server


def cast(story: Path, server: LlmServer, *, llm: bool = True):
    config = Config(casting=CastingConfig(llm=llm, llm_model="qwen-test", llm_base_url=server.address))
    events: list = []
    made = recast(Request(story, config, until="cast"), emit=events.append)
    return made, [event.message for event in events if hasattr(event, "message")]


def words_of(path: Path) -> list[str]:
    script = parse_script(path.read_text(encoding="utf-8"), str(path))
    items = (item for chapter in script.chapters for item in chapter.items if isinstance(item, Paragraph))
    return [word for item in items for cue in item.cues for word in cue.text.split()]


def speakers_of(path: Path) -> list[str]:
    return re.findall(r"^\[([^\]]+)\]", path.read_text(encoding="utf-8"), re.MULTILINE)


def rows_asked(made) -> list[dict]:
    data = json.loads((made.path.parent / "attribution.json").read_text(encoding="utf-8"))
    return [row for row in data["lines"] if "llm" in row]


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_changes_no_word_and_no_tag(story: Path, server: LlmServer, answer: str):
    plain, _ = cast(story, server, llm=False)
    before = plain.script.read_text(encoding="utf-8")
    server.oracle = lambda _: answer
    made, messages = cast(story, server)
    assert server.requests, "there was something to ask"
    assert made.script.read_text(encoding="utf-8") == before
    assert any("without a usable answer" in message for message in messages)


def test_labels_become_tags_with_their_provenance_and_the_words_stay(story: Path, server: LlmServer):
    plain, _ = cast(story, server, llm=False)
    words, tags = words_of(plain.script), speakers_of(plain.script)
    server.oracle = all_to("c2")
    made, messages = cast(story, server)
    assert words_of(made.script) == words
    assert speakers_of(made.script) != tags
    rows = rows_asked(made)
    assert {row["llm"]["model"] for row in rows} == {"qwen-test"}
    changed = [row for row in rows if row["llm"]["outcome"] == "changed"]
    assert changed
    assert all(row["rule"] == "llm" and row["speaker"] != row["llm"]["before"]["speaker"] for row in changed)
    assert any("text of the book is sent to 127.0.0.1" in message for message in messages)


def test_answers_are_asked_for_once_and_keep_their_say_without_the_option(story: Path, server: LlmServer):
    server.oracle = all_to("c2")
    made, _ = cast(story, server)
    asked, tags = len(server.requests), speakers_of(made.script)
    cast(story, server)
    story.write_bytes(story.read_bytes() + b"\n")  # the book is read again
    again, messages = cast(story, server, llm=False)
    assert len(server.requests) == asked
    assert speakers_of(again.script) == tags
    assert not any("language model" in message for message in messages)


def test_only_doubtful_lines_are_asked_about_and_a_persons_tag_stays(story: Path, server: LlmServer):
    plain, _ = cast(story, server, llm=False)
    text = plain.script.read_text(encoding="utf-8")
    guess = re.search(r"\[([^\]?]+)\?\] (“[^”]+”)", text)
    assert guess is not None
    plain.script.write_text(text.replace(guess[0], f"[The Owl] {guess[2]}", 1), encoding="utf-8")
    server.oracle = all_to("c2")
    made, _ = cast(story, server)
    assert f"[The Owl] {guess[2]}" in made.script.read_text(encoding="utf-8")
    asked = {name for prompt in server.prompts() for name in asked_in(prompt)}
    assert 0 < len(asked) <= sum(line.count("?]") for line in text.splitlines())


def test_without_a_key_it_is_one_error_and_nothing_is_written(story: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    config = Config(casting=CastingConfig(llm=True))
    with pytest.raises(EngineError, match="DASHSCOPE_API_KEY"):
        recast(Request(story, config, until="cast"))
    assert not list(story.parent.glob("*/*.script.md"))


def test_the_key_is_in_no_file(story: Path, server: LlmServer):
    server.oracle = all_to("c2")
    made, messages = cast(story, server)
    files = [file for file in made.path.parent.rglob("*") if file.is_file()]
    assert len(files) > 3
    assert not [file for file in files if KEY.encode() in file.read_bytes()]
    assert not [message for message in messages if KEY in message]
