"""What an HTML page's head says about the book: title, people, date, picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.readers.characters import squeeze
from audiobook.readers.elements import attributes, language_of, tag_of, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

#: Names of meta elements for each value, the most reliable first.
_NAMES = {
    "title": ("dc.title", "dcterms.title", "citation_title"),
    "shown": ("og:title", "twitter:title"),
    "author": ("author", "dc.creator", "dcterms.creator", "citation_author", "book:author", "article:author"),
    "translator": ("translator", "dc.contributor.translator"),
    "description": ("description", "dc.description", "dcterms.abstract", "og:description"),
    "publisher": ("dc.publisher", "dcterms.publisher", "publisher"),
    "date": ("dc.date", "dcterms.issued", "dcterms.created", "date", "article:published_time", "book:release_date"),
    "language": ("dc.language", "dcterms.language", "content-language"),
    "rights": ("dc.rights", "dcterms.rights", "copyright"),
    "isbn": ("book:isbn", "citation_isbn", "isbn"),
    "identifier": ("dc.identifier", "dcterms.source", "dc.source"),
    "subject": ("dc.subject", "dcterms.subject", "keywords"),
    "picture": ("og:image", "twitter:image"),
}
_GUTENBERG_TITLE = re.compile(
    r"\A(?:The )?Project Gutenberg(?:['’]s)?(?: e-?book| etext)?(?: of)?[:,]?\s+|\s*[|—-]\s*Project Gutenberg\Z",
    re.IGNORECASE,
)
_TITLE_BY = re.compile(r"(?P<title>.+?),? by (?P<author>[^,]{2,80})\Z")


def read_metadata(root: _Element) -> Metadata:
    """Metadata of one page; what is not said is empty. The language is that of the root element or a meta element."""
    found = _metas(root)
    title = _title(root)
    authors = _all(found, "author")
    named = _first(found, "title")
    split = _TITLE_BY.match(title)
    if not named and split and (not authors or squeeze(split["author"]) in authors):
        title = split["title"]
        authors = authors or (split["author"],)
    return Metadata(
        title=named or title or _first(found, "shown"),
        authors=authors,
        translators=_all(found, "translator"),
        publisher=_first(found, "publisher"),
        date=_first(found, "date"),
        isbn=re.sub(r"[^0-9Xx]", "", _first(found, "isbn")),
        language=_language(root, found),
        description=_first(found, "description"),
        subjects=_subjects(found),
        rights=_first(found, "rights"),
        identifiers=_all(found, "identifier"),
    )


def picture(root: _Element) -> str:
    """The address of the page's picture: ``og:image``, else its first image; empty when there is none."""
    shown = _first(_metas(root), "picture")
    if shown:
        return shown
    for node in root.iter():
        if tag_of(node) == "img" and node.get("src"):
            return str(node.get("src"))
    return ""


def _metas(root: _Element) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in root.iter():
        tag = tag_of(node)
        if tag == "meta":
            attrs = attributes(node)
            name = attrs.get("name") or attrs.get("property") or attrs.get("http-equiv") or ""
            content = squeeze(attrs.get("content", ""))
            if name and content:
                found.setdefault(name.lower(), []).append(content)
    return found


def _title(root: _Element) -> str:
    node = next((node for node in root.iter() if tag_of(node) == "title"), None)
    text = squeeze("".join(texts(node))) if node is not None else ""
    return _GUTENBERG_TITLE.sub("", text).strip()


def _all(found: Mapping[str, list[str]], value: str) -> tuple[str, ...]:
    for name in _NAMES[value]:
        if name in found:
            return tuple(dict.fromkeys(found[name]))
    return ()


def _first(found: Mapping[str, list[str]], value: str) -> str:
    return next(iter(_all(found, value)), "")


def _subjects(found: Mapping[str, list[str]]) -> tuple[str, ...]:
    subjects = _all(found, "subject")
    if len(subjects) == 1 and "," in subjects[0]:
        return tuple(dict.fromkeys(part.strip() for part in subjects[0].split(",") if part.strip()))
    return subjects


def _language(root: _Element, found: Mapping[str, list[str]]) -> str:
    declared = language_of(attributes(root))
    return declared or language_of({"lang": _first(found, "language")})
