"""Show notes: what an episode is about, its chapters with times and its people, as Markdown and as HTML."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.podcast.episode import Facts
from audiobook.podcast.feed_text import one_line
from audiobook.podcast.show import Person, Show
from audiobook.templating import render

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: What could begin or close markup inside a line of Markdown.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#!|~&])")
#: The same at the start of a line: lists, rules, headings.
_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
#: What would be HTML in a person's Markdown; addresses in angle brackets are not.
_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!https?://|mailto:)")


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter of an episode in seconds of its audio file."""

    start_s: float
    end_s: float
    title: str


def html_of(markdown: str) -> str:
    """A person's Markdown as HTML. Markup in it is shown as text, and links lead to no script."""
    return str(_markdown().render(markdown)) if markdown.strip() else ""


def text_of(markdown: str) -> str:
    """A person's Markdown as plain text, a paragraph on each line."""
    paragraphs = []
    for token in _markdown().parse(markdown):
        if token.type == "inline":
            parts = [" " if each.type.endswith("break") else each.content for each in token.children or ()]
            paragraphs.append(one_line("".join(parts)))
        elif token.type in {"fence", "code_block"}:
            paragraphs.append(one_line(token.content))
    return "\n".join(filter(None, paragraphs))


@functools.cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def notes_markdown(show: Show, facts: Facts, chapters: tuple[ChapterMark, ...], page_url: str) -> str:
    """The show notes as Markdown. Titles and names are escaped; description and notes are Markdown already."""
    return render(
        "podcast-notes.md.j2",
        show=md(show.title),
        title=md(facts.title),
        description=_TAG.sub(r"\\<", facts.description),
        notes=_TAG.sub(r"\\<", facts.notes),
        chapters=[(clock(mark.start_s), md(mark.title)) for mark in listed(chapters)],
        people=[(md(person.name), md(role_of(person))) for person in credited(show, facts)],
        page_url=page_url,
    )


def notes_html(show: Show, facts: Facts, chapters: tuple[ChapterMark, ...]) -> str:
    """The show notes as a piece of HTML, for the feed and the episode's page: no style, no heading of its own."""
    return render(
        "podcast-notes.html.j2",
        description=html_of(facts.description),
        notes=html_of(facts.notes),
        chapters=[(clock(mark.start_s), one_line(mark.title)) for mark in listed(chapters)],
        people=[(one_line(person.name), role_of(person), web(person.href)) for person in credited(show, facts)],
    ).strip()


def listed(chapters: tuple[ChapterMark, ...]) -> tuple[ChapterMark, ...]:
    """The chapters, if there is anything to choose between."""
    return chapters if len(chapters) > 1 else ()


def credited(show: Show, facts: Facts) -> tuple[Person, ...]:
    """Who is in an episode. An item's people replace the show's in apps, so that its hosts are named again.

    They are left out where the episode names hosts itself (podcast namespace 1.0, tag person).
    """
    if not facts.persons or any(person.role.lower() in {"", "host"} for person in facts.persons):
        return facts.persons or show.persons
    named = {person.name for person in facts.persons}
    return (*(person for person in show.persons if person.name not in named), *facts.persons)


def role_of(person: Person) -> str:
    """A person's role in words; the namespace says that one without a role is a host."""
    return one_line(person.role).lower() or "host"


def md(text: str) -> str:
    """Plain text as a line of Markdown that shows it."""
    return _START.sub(r"\1\\\2" if not text.strip()[:1].isdigit() else r"\1\2\\", _MARKUP.sub(r"\\\1", one_line(text)))


def clock(seconds: float) -> str:
    """``1:02:03``, ``2:03``."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def web(address: str) -> str:
    """An address that a page may link to; empty for anything but http and https."""
    return address if address.startswith(("https://", "http://")) else ""
