"""Suggested words as a list to correct: every entry is disabled, so nothing changes before a person enables it."""

from __future__ import annotations

from collections.abc import Iterable

from audiobook.prep.lexicon.entry import Entry, Said
from audiobook.prep.lexicon.load import parse
from audiobook.prep.lexicon.suggest import Suggestion
from audiobook.prep.lexicon.write import HEAD, format_entry

_GUIDE = """\
# Words worth checking, the most worth first. All are disabled and change nothing yet.
# To correct one: write in 'say' how it sounds and delete its line 'disabled'. Or put the engine's own signs in the
# place of 'say': the line above each entry has what it says now.
# One that is right already can stay as it is: it will not be suggested again.
"""


def write_suggestions(text: str, suggestions: Iterable[Suggestion], file: str = "lexicon.toml") -> tuple[str, int]:
    """A list with the words added at its end, and how many; a new list begins with how to use it.

    What stands there stays as it is. Raises ConfigError for a list that is wrong.
    """
    parse(text, file)
    blocks = [_block(one) for one in suggestions]
    if not blocks:
        return text, 0
    start = text if text.strip() else HEAD
    start = start if start.endswith("\n") else f"{start}\n"
    new = "\n".join([start + ("" if _GUIDE in start else f"\n{_GUIDE}"), *blocks])
    parse(new, file)
    return new, len(blocks)


def _block(one: Suggestion) -> str:
    entry = Entry(
        written=(one.word,),
        said=(Said("say", one.word),),
        language=one.language.replace("_", "-").split("-")[0],
        exact=any(char.isupper() for char in one.word),
        note=one.context,
        disabled=True,
    )
    times = "once" if one.count == 1 else f"{one.count} times"
    now = f"engine = {{ {one.engine} = {_quoted(one.reading)} }}" if one.reading else ""
    how = f"; {'now' if one.known else 'a guess now'}: {now}" if now else ""
    return f"# {one.kind}, {times}{how}\n{format_entry(entry)}"


def _quoted(text: str) -> str:
    from audiobook.prep.tomltext import write_toml

    return write_toml({"x": text}).strip().removeprefix("x = ")
