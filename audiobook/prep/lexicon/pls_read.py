"""W3C Pronunciation Lexicon Specification 1.0 -> entries.

A lexeme becomes one entry: its graphemes are what is written, an alias is ``say``, a phoneme in the IPA ``ipa``, one in
``x-NAME`` the form for the engine NAME, ``role`` is ``pos``, an example is the note. The preferred pronunciation is the
first key of the entry; further ones of the same kind are kept in ``other``, which is never spoken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.prep.lexicon.alphabets import strangers
from audiobook.prep.lexicon.entry import Entry, Said, is_tag, is_unspaced
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from lxml.etree import _Element

#: https://www.w3.org/TR/2008/REC-pronunciation-lexicon-20081014/ section 4.1
NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: A dictionary of a whole language has some 200,000 words (own judgement).
_MOST_BYTES, _MOST_LEXEMES, _LONGEST_TEXT = 64 * 2**20, 300_000, 120
_ALPHABET = re.compile(r"ipa|x-[A-Za-z0-9_.-]{1,40}")
_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)\b", re.IGNORECASE)
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")


@dataclass(frozen=True, slots=True)
class Imported:
    """Entries in order, and what of the file could not be taken over, as sentences that name the line."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()


def read_pls(data: bytes, file: str = "") -> Imported:
    """The entries of a PLS document. Raises SourceError for what is no PLS or unsafe to read.

    No entity is expanded and nothing is fetched; memory is a small multiple of the file's size, which is bounded.
    """
    root = _root(data, file)
    language = root.get(_LANG, "").replace("_", "-")
    if language and not is_tag(language):
        raise _error(file, f"its xml:lang is '{language}'", 'write a tag such as "en-GB"')
    alphabet = root.get("alphabet", "ipa")
    entries: list[Entry] = []
    left_out: list[str] = []
    for lexeme in root.iter(f"{{{NAMESPACE}}}lexeme"):
        if len(entries) == _MOST_LEXEMES:
            raise _error(file, f"it has more than {_MOST_LEXEMES} lexemes", "split it into several files")
        entry, problem = _entry(lexeme, language, alphabet, file)
        if entry is not None:
            entries.append(entry)
        if problem:
            left_out.append(f"line {_line(lexeme)}: {problem}")
    return Imported(tuple(entries), tuple(left_out))


def _error(file: str, message: str, hint: str, line: int = 0) -> SourceError:
    return SourceError(message, source=SourceRef(file=file, line=line), hint=hint)


def _root(data: bytes, file: str) -> _Element:
    from lxml import etree

    if len(data) > _MOST_BYTES:
        raise _error(file, f"it has more than {_MOST_BYTES // 2**20} MB", "split it into several files")
    text = _decoded(data, file)
    if _DECLARED.search(text):
        hint = "delete its <!DOCTYPE …>; PLS needs none"
        raise _error(file, "it declares a document type, which may hold entities; those are not read", hint)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise _error(file, f"it is not well-formed XML: {error}", "mend the line named", line) from error
    if root.tag != f"{{{NAMESPACE}}}lexicon":
        hint = f'it must begin with <lexicon version="1.0" xmlns="{NAMESPACE}" …>'
        raise _error(file, "it is no PLS 1.0 document", hint)
    return root


def _decoded(data: bytes, file: str) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    name = "utf-16" if wide else declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode("utf-8-sig" if name.lower() in {"utf-8", "utf8"} else name)
    except (UnicodeDecodeError, LookupError) as error:
        raise _error(file, f"it cannot be decoded as {name}", "save it as UTF-8") from error


def _entry(lexeme: _Element, language: str, alphabet: str, file: str) -> tuple[Entry | None, str]:
    written = tuple(dict.fromkeys(filter(None, map(_text, lexeme.iterfind(f"{{{NAMESPACE}}}grapheme")))))
    preferred: list[Said] = []
    others: list[Said] = []
    problems = []
    for child in lexeme.iter(f"{{{NAMESPACE}}}alias", f"{{{NAMESPACE}}}phoneme"):
        said = _said(child, alphabet)
        if isinstance(said, str):
            problems.append(said)
        else:
            (preferred if child.get("prefer") == "true" else others).append(said)
    ordered = list(dict.fromkeys([*preferred, *others]))
    if not written or not ordered:
        return None, "; ".join(problems) or "a lexeme without a grapheme or without a pronunciation"
    if any(len(text) > _LONGEST_TEXT for text in (*written, *(said.text for said in ordered))):
        return None, f"'{written[0][:20]}…' is longer than {_LONGEST_TEXT} characters"
    first = {said.key: said for said in reversed(ordered)}
    spoken = tuple(one for one in ordered if first[one.key] is one)
    return Entry(
        written=written,
        said=spoken,
        language=language,
        whole_word=not any(is_unspaced(char) for one in written for char in one),
        exact=any(char.isupper() for one in written for char in one),
        pos=" ".join((lexeme.get("role") or "").split()),
        note="\n".join(filter(None, map(_text, lexeme.iterfind(f"{{{NAMESPACE}}}example")))),
        other=tuple(one for one in ordered if first[one.key] is not one),
        file=file,
        line=_line(lexeme),
    ), "; ".join(problems)


def _line(element: _Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _said(child: _Element, alphabet: str) -> Said | str:
    text = _text(child)
    if not text:
        return "a pronunciation without text"
    if not any(char.isalnum() for char in text) and child.tag == f"{{{NAMESPACE}}}alias":
        return f"“{text}” has nothing to say"
    if child.tag == f"{{{NAMESPACE}}}alias":
        return Said("say", text)
    own = child.get("alphabet", alphabet)
    if not _ALPHABET.fullmatch(own):
        return f"the alphabet '{own}' is not one of PLS: 'ipa' or 'x-NAME'"
    odd = strangers(own.removeprefix("x-"), text) if own != "ipa" else ()
    if odd:
        return f"“{text}” has {' '.join(odd)}, which the alphabet of {own.removeprefix('x-')} lacks"
    return Said(own, text)


def _text(element: _Element) -> str:
    """Its text on one line; what a list cannot hold is taken out."""
    text = unicodedata.normalize("NFC", _joined(element.itertext()))
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace() or c in "\u200c\u200d").split())


def _joined(texts: Iterable[object]) -> str:
    return "".join(text for text in texts if isinstance(text, str))
