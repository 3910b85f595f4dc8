"""A language model that writes podcast episodes without thinking: passages again, in turns, at the length asked.

It knows the prompts of `audiobook podcast write` by their last lines; every other question gets an empty object.
"""

from __future__ import annotations

import itertools
import json
import re

from fake_dashscope.billing import is_syllable
from fake_dashscope.settings import Chat, empty_object

_PASSAGE = re.compile(r"^\[(p\d+)\] (.*)$", re.MULTILINE)
_NOTE = re.compile(r"^\[(p\d+(?:, p\d+)*)\] ", re.MULTILINE)
_NOTES = re.compile(r"^Write at most (\d+) notes", re.MULTILINE)
_PLAN = re.compile(r"^Plan an episode of [\d.]+ minutes in (\d+) section", re.MULTILINE)
_SECTION = re.compile(r"^Write section (\d+) of (\d+).*: about (\d+) (words|characters)\.", re.MULTILINE)
_HOSTS = re.compile(r"The hosts are (.+?)\.$", re.MULTILINE)
#: Words, or characters where a word has none around it, that one line says.
_LINE = 25


def dialogue(chat: Chat) -> str:
    """The answer to a prompt of ours."""
    user, system = chat.user, chat.messages[0]["content"] if chat.messages else ""
    if found := _NOTES.search(user):
        return _notes(user, int(found[1]))
    if found := _PLAN.search(user):
        return _outline(user, int(found[1]))
    if found := _SECTION.search(user):
        return _section(user, system, int(found[3]), found[4])
    return empty_object(chat)


def hosts_of(system: str) -> list[str]:
    """The hosts that a section's prompt names."""
    found = _HOSTS.search(system)
    return re.split(r", | and ", found[1]) if found else []


def _notes(user: str, most: int) -> str:
    passages = _PASSAGE.findall(user)
    step = max(1, -(-len(passages) // most))
    notes = [{"note": text[:120], "passages": [name]} for name, text in passages[::step]]
    return json.dumps({"notes": notes}, ensure_ascii=False)


def _outline(user: str, sections: int) -> str:
    names = [name for group in _NOTE.findall(user) for name in group.split(", ")]
    share = max(1, len(names) // sections)
    groups = [names[n * share : n * share + share] for n in range(sections)]
    planned = [
        {"title": f"Part {n}", "points": [f"What {group[0]} says"], "passages": group}
        for n, group in enumerate(groups, 1)
        if group
    ]
    return json.dumps({"title": "A Talk", "sections": planned}, ensure_ascii=False)


def _section(user: str, system: str, length: int, unit: str) -> str:
    material = user.partition("\nPassages for section ")[2].partition("\n----\n")[0]
    lines: list[str] = []
    left = length
    passages = _PASSAGE.findall(material)
    turns = zip(itertools.cycle(hosts_of(system)), itertools.cycle(passages), strict=False)
    for turn, (host, (name, text)) in enumerate(turns):
        if left <= 0:
            break
        said, count = _part(text, turn // len(passages), min(left, _LINE), unit)
        left -= max(count, 1)
        lines.append(f"{host}: {said} [{name}]")
    return "\n".join(lines)


def _part(text: str, turn: int, most: int, unit: str) -> tuple[str, int]:
    """The next so many words or characters of a text, over and over, and how many there are."""
    if unit == "characters" and any(map(is_syllable, text)):
        letters = [*filter(is_syllable, text)]
        part = [*itertools.islice(itertools.cycle(letters), turn * _LINE, turn * _LINE + min(most, len(letters)))]
        return f"{''.join(part)}。", len(part)
    words = re.findall(r"\w+", text)
    part = [*itertools.islice(itertools.cycle(words), turn * _LINE, turn * _LINE + min(most, len(words)))]
    return f"{' '.join(part)}.", len(part)
