"""Entries -> W3C Pronunciation Lexicon Specification 1.0; what PLS cannot say stays in the file as a comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from audiobook.errors import UsageError
from audiobook.prep.lexicon.entry import Entry, Said, canonical, is_unspaced
from audiobook.prep.lexicon.pls_read import NAMESPACE
from audiobook.prep.lexicon.write import format_entry


@dataclass(frozen=True, slots=True)
class Exported:
    """A PLS document and, as sentences, the entries that it holds only as comments."""

    text: str
    left_out: tuple[str, ...] = ()


def write_pls(entries: Sequence[Entry], language: str = "") -> Exported:
    """A PLS document of the entries in one language; by default the one that most entries have.

    PLS has one language a document and neither scopes nor expressions, so entries with any of them, disabled ones and
    those in another language become comments. Raises UsageError when no entry tells the language and none is given.
    """
    tag = language or _commonest(entries)
    if not tag:
        raise UsageError("no entry says its language, and PLS needs one", hint="give it: --language en")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{NAMESPACE}" alphabet="ipa" xml:lang={quoteattr(tag)}>',
    ]
    left_out: list[str] = []
    for entry in entries:
        reason = why_not(entry, tag)
        if reason:
            left_out.append(f"{entry.identity}: “{entry.written[0]}”: {reason}")
            lines += _comment(entry, reason)
        else:
            lines += _lexeme(entry)
    return Exported("\n".join([*lines, "</lexicon>", ""]), tuple(left_out))


def why_not(entry: Entry, language: str) -> str:
    """Why PLS cannot say an entry; ``""`` when it can. An entry for every language takes the document's."""
    spaced = not any(is_unspaced(char) for one in entry.written for char in one)
    capital = any(char.isupper() for one in entry.written for char in one)
    reasons = {
        "is disabled": entry.disabled,
        "is a regular expression": entry.regex,
        "holds for some characters only": bool(entry.characters),
        "holds for some engines only": bool(entry.engines),
        "depends on the words beside it": bool(entry.before or entry.after),
        "is found inside words": entry.whole_word != spaced,
        "has a case rule": not entry.regex and entry.exact != capital,
        f"is in {entry.language}, not {language}": bool(entry.language)
        and canonical(entry.language) != canonical(language),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _commonest(entries: Iterable[Entry]) -> str:
    tags = Counter(entry.language for entry in entries if entry.language)
    return tags.most_common(1)[0][0] if tags else ""


def _lexeme(entry: Entry) -> list[str]:
    role = f" role={quoteattr(entry.pos)}" if entry.pos else ""
    lines = [f"  <lexeme{role}>"]
    lines += [f"    <grapheme>{escape(written)}</grapheme>" for written in entry.written]
    several = len(entry.said) + len(entry.other) > 1
    for n, said in enumerate((*entry.said, *entry.other)):
        lines.append(f"    {_pronunciation(said, preferred=several and n == 0)}")
    lines += [f"    <example>{escape(one)}</example>" for one in entry.note.split("\n") if one.strip()]
    return [*lines, "  </lexeme>"]


def _pronunciation(said: Said, *, preferred: bool) -> str:
    prefer = ' prefer="true"' if preferred else ""
    if said.key == "say":
        return f"<alias{prefer}>{escape(said.text)}</alias>"
    alphabet = "" if said.key == "ipa" else f" alphabet={quoteattr(said.key)}"
    return f"<phoneme{alphabet}{prefer}>{escape(said.text)}</phoneme>"


def _comment(entry: Entry, reason: str) -> list[str]:
    """The entry as it stands in a list; ``--`` may not stand in an XML comment."""
    text = "\n".join(["", f"  Not in PLS: it {reason}.", *format_entry(entry).rstrip().split("\n"), ""])
    return [f"  <!--{text.replace('--', '- -').replace('--', '- -')}  -->"]
