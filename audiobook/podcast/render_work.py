"""One rendering of a podcast template: what it has done so far, and how much it may do."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.errors import ConfigError
from audiobook.podcast.render_values import Values
from audiobook.source import SourceRef
from audiobook.templating import template_file
from audiobook.userfiles import is_file, real_path

#: How a template's file is called: ``podcast-interview.script.md.j2``.
PREFIX, SUFFIX = "podcast-", ".script.md.j2"
#: The sign around a line's number in the text while it is made; a noncharacter, like those of the values.
LINE = "\ufddf"
#: Files that one template can be made of.
MOST_FILES = 100
#: Characters of a template (own judgement: the longest of ours has 3,000).
_LONGEST_TEMPLATE = 200_000


def template_error(file: str, line: int, why: str, hint: str = "") -> ConfigError:
    """An error at a place of a template."""
    message = f"the template is wrong: {why.rstrip('.')}"
    return ConfigError(message, source=SourceRef(file=file, line=line), hint=hint or "mend the template")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a template may do: characters it makes, steps (passes of loops, filters, macros), seconds it takes.

    The defaults are own judgement: a podcast of ten hours has 600,000 characters and some thousand paragraphs.
    """

    characters: int = 10_000_000
    steps: int = 200_000
    seconds: float = 20.0


@dataclass(slots=True)
class Work:
    """One rendering: what it has done so far, which files it is made of."""

    main: Path
    bounds: Bounds
    values: Values = field(default_factory=Values)
    sources: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    steps: int = 0
    characters: int = 0
    began: float = field(default_factory=time.monotonic)

    def tick(self, characters: int = 0) -> None:
        """Count a step and what it prints of the template's own text.

        Raises ConfigError when there were too many of them, or they take too long.
        """
        self.steps += 1
        self.count(characters)
        if self.steps > self.bounds.steps:
            raise ConfigError(
                f"it takes more than {self.bounds.steps:,} steps", hint="loop over less: give a chapter, not a library"
            )
        if time.monotonic() - self.began > self.bounds.seconds:
            raise ConfigError(f"it takes longer than {self.bounds.seconds:g} s", hint="loop over less data")

    def printed(self, value: object) -> str:
        """What the script gets for a value: numbers as they are, texts as placeholders. Raises as ``tick``."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            what = {"bool": "yes or no", "tuple": "a list", "list": "a list", "dict": "a table"}
            raise TypeError(f"{what.get(type(value).__name__, 'this value')} is not text that can be spoken")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{value} is no number that can be spoken")
        text = str(value)
        self.count(len(text))
        return self.values.keep(text) if isinstance(value, str) else text

    def count(self, characters: int) -> None:
        """Count what is made. Raises ConfigError when it is too much."""
        self.characters += characters
        if self.characters > self.bounds.characters:
            raise ConfigError(
                f"its text has more than the {self.bounds.characters:,} characters allowed", hint="give less data"
            )

    def load(self, name: str) -> tuple[str, str]:
        """Text and file of a template: the main one, or one to include. Raises LookupError, ConfigError."""
        if name in self.sources:
            return self.sources[name], name
        ours = template_file(name) if name.startswith(PREFIX) and name == Path(name).name else None
        for path in (self.main.parent / name, *((ours,) if ours else ())):
            # What lies elsewhere is not included, and no link leads there.
            if name == Path(name).name and path.suffix == ".j2" and is_file(path):
                folder = self.main.parent if path != ours else path.parent
                if real_path(path).parent == real_path(folder):
                    return read_template(path), str(path)
        raise LookupError(f"there is no template '{name}' to include: a NAME.j2 in the template's own folder")

    def taken(self, file: str) -> int:
        """The number of a file among those of this rendering."""
        if file not in self.files:
            if len(self.files) >= MOST_FILES:
                raise ConfigError(f"it includes more than {MOST_FILES} files")
            self.files.append(file)
        return self.files.index(file)


def read_template(path: Path) -> str:
    """A template's text. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            raw = file.read(4 * _LONGEST_TEMPLATE + 1)
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the template '{path}' cannot be read: {error}") from error
    if len(text) > _LONGEST_TEMPLATE:
        raise template_error(str(path), 0, f"it has more than {_LONGEST_TEMPLATE:,} characters")
    return text
