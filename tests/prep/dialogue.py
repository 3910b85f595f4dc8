"""Read and score the hand-labelled dialogue under ``tests/data/dialogue`` (its README has the mark-up)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.utterances import find_utterances

_LABEL = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_TAG_INSIDE = re.compile(r" ([—–])[^—–]*[—–], ")


@dataclass(frozen=True)
class Gold:
    paragraph: int
    start: int
    end: int
    speaker: str


@dataclass(frozen=True)
class Dialogue:
    language: str
    paragraphs: list[str]
    quotes: list[Gold]


def load(path: Path | str) -> Dialogue:
    head, *blocks = Path(path).read_text(encoding="utf8").strip().split("\n\n")
    quotes: list[Gold] = []
    paragraphs: list[str] = []
    for number, block in enumerate(blocks):
        text, at = "", 0
        for found in _LABEL.finditer(block):
            text += block[at : found.start()]
            quotes.append(Gold(number, len(text), len(text) + len(found[2]), found[1]))
            text += found[2]
            at = found.end()
        paragraphs.append(text + block[at:])
    return Dialogue(head.partition(":")[2].strip(), paragraphs, quotes)


def plain(name: str) -> str:
    return re.sub(r"^(?:the|an?|el|la|los|le|l[’']|l|une?|der|die|das|eine?)\s+", "", name.casefold().replace("’", "'"))


def same(tag: str, speaker: str) -> bool:
    """Whether the tag's words are the speaker's, or one of his names (Tom for Tom Pascoe)."""
    a, b = plain(tag), plain(speaker)
    return a == b or set(a.split()) <= set(b.split())


def measure(dialogue: Dialogue) -> dict[str, object]:
    """Exact F1 of the stretches; precision of the name and noun tags and the share of explicit quotes they find."""
    utterances = find_utterances(dialogue.paragraphs, dialogue.language)
    found = {(s.paragraph, s.start, s.end): n for n, u in enumerate(utterances) for s in u.stretches}
    gold = {(q.paragraph, q.start, q.end): q for q in dialogue.quotes}
    hits = len(found.keys() & gold.keys())
    errors = [f"missed {dialogue.paragraphs[k[0]][k[1] : k[2]]!r}" for k in gold.keys() - found.keys()]
    errors += [f"extra {dialogue.paragraphs[k[0]][k[1] : k[2]]!r}" for k in found.keys() - gold.keys()]
    explicit = right = named = good = 0
    for key, quote in gold.items():
        if quote.speaker == "+":
            continue
        number = found.get(key)
        tag = None if number is None else tag_of(dialogue.paragraphs, utterances, number, dialogue.language)
        says = tag.text if tag and tag.kind in {"name", "noun"} else ""
        explicit += bool(quote.speaker)
        right += bool(quote.speaker) and bool(says) and same(says, quote.speaker)
        if quote.speaker:
            named += bool(says)
            good += bool(says) and same(says, quote.speaker)
            if not (says and same(says, quote.speaker)):
                errors.append(f"tag {tag and tag.text!r} for {quote.speaker!r} in {dialogue.paragraphs[key[0]]!r}")
    return {
        "quotes": len(gold),
        "f1": 2 * hits / (len(gold) + len(found)),
        "explicit": explicit,
        "tags": right / explicit,
        "tag_precision": good / max(1, named),
        "errors": errors,
    }
