"""The script written anew with the names of the casting sheet, and merged into what a person made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast import Character, Gender
from audiobook.casting.merge import Settled
from audiobook.casting.sheet import pins
from audiobook.corridor.coverage import coverage_data, coverage_file, summary
from audiobook.corridor.manuscript import Manuscript, finding_row, keeping
from audiobook.corridor.retagging import plain_script, rename_tags, retag
from audiobook.corridor.speaking import write_speakers
from audiobook.corridor.workfolder import WorkFolder, read_json, write_bytes, write_json, write_text
from audiobook.document import Document
from audiobook.errors import ScriptError
from audiobook.events import Emit, note, warn
from audiobook.script import Script
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, text_of

if TYPE_CHECKING:
    from audiobook.prep.speakers import Speakers

_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}
#: What a sheet says of names and a new attribution is to know.
_NAMING = ("name", "aliases", "gender")
#: Says in ``source.json`` how many lines a language model is still to be asked about: a limit or an outage was first.
UNFINISHED = "llm_unfinished"


@dataclass(frozen=True, slots=True)
class People:
    """What the casting sheet says about names: who is ``given`` by a person, and ``names``, other name -> the one.

    ``given`` have their aliases and, where it is not unknown, their gender; ``narrator`` is whom a person named as the
    one who tells the book.
    ``key`` is kept in ``source.json``, so that the book is read again only when a person changed this.
    """

    given: tuple[Character, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    narrator: str = ""
    key: str = ""


#: Finds who speaks in a book.
Attribute = Callable[[Document, People, Emit], "Speakers"]


def attribute_offline(document: Document, people: People, emit: Emit) -> Speakers:
    """An ``Attribute`` that asks nobody."""
    from audiobook.prep.speakers import find_speakers

    del emit
    return find_speakers(document, people.given, people.narrator)


def people_of(settled: Settled, file: str) -> People:
    """Whom a person named, joined or gave a gender in a sheet. Raises ConfigError for a bad one."""
    if not settled.text.strip():
        return People()
    own = pins(settled.text, settled.base, file) if settled.base.strip() else {}
    given = tuple(
        Character(name, Gender(pin.get("gender", Gender.UNKNOWN)), aliases=tuple(pin.get("aliases", ())))
        for name, pin in own.items()
        if name not in {"", "?"} and any(key in pin for key in _NAMING)
    )
    narrator = str(own.get("", {}).get("name", ""))
    if not given and not narrator:
        return People(names=settled.names)
    # A name that a person joined to another stands among the aliases, which are theirs then; all others are ours.
    said = sorted([c.name, sorted(c.aliases), str(c.gender)] for c in given)
    key = hashlib.sha256(json.dumps([said, narrator]).encode()).hexdigest()
    return People(given, settled.names, narrator, key)


def write_script(
    manuscript: Manuscript,
    document: Document,
    name: str,
    work: WorkFolder,
    people: People,
    emit: Emit,
    attribute: Attribute,
    *,
    model: str = "",
    merge: bool = True,
) -> tuple[str, Script]:
    """Attribute, prove, merge and write the script, and what is known about it; the new script as text and parsed.

    ``name`` is the book's file name, ``model`` the language model that ``attribute`` asks. Without ``merge`` the work
    folder's script is left alone (a person names another). A person's words and tags in the script stay; conflicts are
    warnings. Raises ScriptError for a script that cannot be read, CoverageError before anything is written when a
    character of the book would be lost or doubled.
    """
    from audiobook.prep.coverage import prove
    from audiobook.prep.prepare import prepare
    from audiobook.prep.scriptfile import format_script, parse_script

    findings = list(manuscript.findings)
    keep = keeping(findings, emit)
    speakers = attribute(document, people, keep)
    found = prepare(document, keep, speakers)
    made = replace(found, front=dict(found.front) | {"source": name})
    fresh = rename_tags(format_script(made), people.names)
    # The text is proven, not what it was made from: so formatting, renaming and parsing are within the proof.
    script = parse_script(fresh, str(work.script))
    known = read_json(work.source_map)
    coverage = coverage_data(prove(document, script), manuscript.digest, manuscript.reading)
    note(keep, "coverage", summary(coverage))
    if merge:
        _merge(fresh, work, people.names, emit)
    else:
        write_text(work.script_base, fresh)
    if document.cover is not None:
        write_bytes(work.root / f"cover{_SUFFIX[document.cover.media_type]}", document.cover.data)
    write_json(coverage_file(work), coverage)
    write_speakers(work, document, speakers)
    digests = {
        "sha256": manuscript.digest,
        "reading": manuscript.reading,
        "source": name,
        "people": people.key,
        "llm": model,
        UNFINISHED: _waiting(speakers),
    }
    rows = {"findings": [finding_row(f) for f in findings]}
    write_json(work.source_map, known | digests | rows | _places(document, script))
    return fresh, script


def _waiting(speakers: Speakers) -> int:
    from audiobook.prep.attribution.llm_votes import Outcome

    return sum(record.outcome is Outcome.WAITING for record in speakers.revised.values())


def _places(document: Document, script: Script) -> dict[str, Any]:
    """What ``source.json`` says of the book's text."""
    from audiobook.prep.sourcemap import page_marks, source_map

    return {
        "skipped": [{"rule": s.rule, "characters": len(s.text), "at": str(s.source)} for s in document.skipped],
        "page_breaks": page_marks(document),
        "map": source_map(document, script),
    }


def rename_in_script(path_text: str, names: Mapping[str, str], file: str) -> str:
    """A person's script with other names changed to the ones that stand; as it is where there are none."""
    changed = rename_tags(path_text, names, file)
    return path_text if changed == plain_script(path_text) else changed


def _merge(fresh: str, work: WorkFolder, names: Mapping[str, str], emit: Emit) -> None:
    if not is_file(work.script):
        write_text(work.script, fresh)
        write_text(work.script_base, fresh)
        return
    from audiobook.prep.merge import merge_scripts

    file = str(work.script)
    mine = read_script(work.script)
    base = read_script(work.script_base) if is_file(work.script_base) else mine
    own, old, after = retag(rename_tags(base, names), rename_tags(mine, names, file), fresh, file)
    merged = merge_scripts(old, own, fresh)
    if merged.text.rstrip("\n") != plain_script(mine).rstrip("\n"):
        write_text(work.script.with_suffix(".before-merge.md"), mine)
        write_text(work.script, merged.text)
        note(
            emit,
            "script-merged",
            "the speakers, or the book, have changed: merged into the script, your edits are kept",
        )
    write_text(work.script_base, after)
    for line, message in merged.conflicts:
        warn(emit, "merge-conflict", message, SourceRef(file=file, line=line))


def read_script(path: Path) -> str:
    """The text of a script. Raises ScriptError."""
    try:
        return text_of(path)
    except FileNotFoundError:
        raise ScriptError(f"there is no script '{path}'", hint="check the path, or leave out --script") from None
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"the script is not UTF-8 text (byte {error.start})",
            source=SourceRef(file=str(path)),
            hint="save it as UTF-8",
        ) from None
    except OSError as error:
        raise ScriptError(f"cannot read the script '{path}': {error.strerror}", hint="check the path") from error
