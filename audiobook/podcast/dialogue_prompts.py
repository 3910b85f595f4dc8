"""What a language model is asked, to read documents, to plan an episode, and to write and mend its sections.

All that strangers wrote, the model's own earlier answers among it, stands between two lines with a code that the
material cannot hold, one line a passage, so that nothing in it can look like the end of it or like another passage.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from audiobook.podcast.dialogue import Jotting, Line, Lines, Order, Outline, Prompt, Topic
from audiobook.podcast.dialogue_passages import Passage
from audiobook.templating import render

#: Goes into every answer's key; raise it when the prompts ask for something else.
PROMPT_VERSION = "1"
#: So many lines of the section before tell how to go on.
_LINES_BEFORE = 6
#: Tokens of an answer: a note, a planned section, a word or character of a section with its share of names and
#: references; and room to end (own judgement, on the safe side).
_NOTE_TOKENS, _TOPIC_TOKENS, _UNIT_TOKENS, _ROOM_TOKENS = 120, 400, 3, 400
_REFERENCE = re.compile(r"\[(?=\s*p\d)", re.IGNORECASE)
#: The English names of languages, as prompts say them; others are named by their tag.
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "tr": "Turkish", "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip


def notes_prompt(order: Order, passages: Sequence[Passage], most: int) -> Prompt:
    """Ask for at most so many notes on passages."""
    material = _shown(passages)
    system = render("dialogue-notes.txt.j2", part="system", language=_language(order))
    user = render(
        "dialogue-notes.txt.j2",
        part="user",
        fence=_fence(material),
        material=material,
        most=most,
        example=passages[0].name,
    )
    return Prompt(system, user, _ROOM_TOKENS + most * _NOTE_TOKENS)


def outline_prompt(order: Order, material: Sequence[Passage] | Sequence[Jotting]) -> Prompt:
    """Ask for a plan of the episode, from all passages or from notes on them."""
    lines: list[str] = []
    passages = [each for each in material if isinstance(each, Passage)]
    lines += _shown(passages)
    lines += [f"{_ids(each.passages)} {_harmless(each.text)}" for each in material if isinstance(each, Jotting)]
    asked = {"language": _language(order), "hosts": _listed(order.hosts)}
    system = render("dialogue-outline.txt.j2", part="system", **asked)
    user = render(
        "dialogue-outline.txt.j2",
        part="user",
        fence=_fence(lines),
        material=lines,
        minutes=f"{order.minutes:g}",
        sections=order.topics,
        style=order.style,
    )
    return Prompt(system, user, _ROOM_TOKENS + order.topics * _TOPIC_TOKENS)


def section_prompt(
    order: Order,
    outline: Outline,
    number: int,
    passages: Sequence[Passage],
    before: Sequence[Line],
    length: int,
    draft: Lines | None = None,
) -> Prompt:
    """Ask for section ``number`` (from 1) in about ``length`` units; with a ``draft``, for a longer or shorter one.

    ``before`` are the lines of the section before it.
    """
    plan = [_planned(n, topic) for n, topic in enumerate(outline.topics, 1)]
    material = _shown(passages)
    earlier = [_said(line) for line in before[-_LINES_BEFORE:]]
    written = [_said(line) for line in draft.lines] if draft else []
    title = _harmless(outline.title)
    hosts = {"hosts": _listed(order.hosts), "first": order.hosts[0]}
    system = render("dialogue-section.txt.j2", part="system", language=_language(order), style=order.style, **hosts)
    user = render(
        "dialogue-section.txt.j2",
        part="user",
        fence=_fence([title, *plan, *material, *earlier, *written]),
        title=title,
        plan=plan,
        material=material,
        before=earlier,
        draft=written,
        had=draft.length(order.pace) if draft else 0,
        number=number,
        sections=len(outline.topics),
        length=length,
        unit=order.pace.unit,
        show=order.show,
    )
    return Prompt(system, user, _ROOM_TOKENS + _UNIT_TOKENS * length)


def _shown(passages: Sequence[Passage]) -> list[str]:
    """A line for each passage, and one before those of another document or chapter."""
    lines: list[str] = []
    place = ("", "")
    for passage in passages:
        if (passage.file, passage.chapter) != place:
            place = (passage.file, passage.chapter)
            lines.append(_harmless(f"(from {', '.join(filter(None, place))})"))
        lines.append(f"[{passage.name}] {_harmless(passage.text)}")
    return lines


def _planned(number: int, topic: Topic) -> str:
    points = f": {_harmless('; '.join(topic.points))}" if topic.points else ""
    return f"{number}. {_harmless(topic.title)}{points}"


def _said(line: Line) -> str:
    ids = f" {_ids(line.passages)}" if line.passages else ""
    return f"{line.host}: {_harmless(line.text)}{ids}"


def _ids(passages: Sequence[int]) -> str:
    return f"[{', '.join(f'p{number}' for number in passages)}]"


def _harmless(text: str) -> str:
    """Text on one line that cannot look like one of our references."""
    return _REFERENCE.sub("[ ", " ".join(text.split()))


def _fence(lines: Sequence[str]) -> str:
    """A code that the material cannot hold: nobody can write the digest of a text into it."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _language(order: Order) -> str:
    name = _LANGUAGES.get(order.language.partition("-")[0].casefold())
    return f"{name} ({order.language})" if name else f"the language with the tag {order.language}"
