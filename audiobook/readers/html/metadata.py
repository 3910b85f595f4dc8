"""What an HTML page's head says about the book: title, people, date, picture."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.readers.html.article_jsonld import is_name, linked_data
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.elements import attributes, language_of, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

#: Names of meta elements for each value, the most reliable first.
_NAMES = {
    "title": ("dc.title", "dcterms.title", "citation_title"),
    "shown": ("og:title", "twitter:title"),
    "author": (
        *("author", "dc.creator", "dcterms.creator", "citation_author", "book:author", "article:author"),
        *("parsely-author", "sailthru.author", "byl", "twitter:creator"),
    ),
    "translator": ("translator", "dc.contributor.translator"),
    "description": ("description", "dc.description", "dcterms.abstract", "og:description"),
    "publisher": ("dc.publisher", "dcterms.publisher", "publisher", "citation_journal_title", "citation_publisher"),
    "site": ("og:site_name", "application-name"),
    "date": (
        *("dc.date", "dcterms.issued", "dcterms.created", "date", "article:published_time", "book:release_date"),
        *("citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "og:published_time"),
    ),
    "language": ("dc.language", "dcterms.language", "citation_language", "content-language", "og:locale"),
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
_TITLE_BY = re.compile(r"(?P<title>.+?),? by (?P<author>[^\W\d_a-z][^,]{1,79})\Z")
_BY = re.compile(r"\A(?:by|von|par|por)\s+", re.IGNORECASE)
#: What stands between a page's title and the site's name.
_PARTED = r"\s*(?:[|–—·•:»«_]|\s-|-\s)\s*"


def read_metadata(root: _Element) -> Metadata:
    """Metadata of one page; what is not said is empty. The language is that of the root element or a meta element."""
    found = _metas(root)
    described = linked_data(root)
    sites = _sites(found, described)
    title = _shown_title(_title(root), described.title or _first(found, "shown"), sites)
    title = _as_headed(title, root)
    authors = tuple(filter(is_name, (_person(name, sites) for name in _all(found, "author"))))
    named = _first(found, "title")
    split = _TITLE_BY.match(title)
    if not named and not described.title and split and (not authors or squeeze(split["author"]) in authors):
        title = split["title"]
        authors = authors or (split["author"],)
    said = Metadata(
        title=named or title,
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
    return filled(filled(said, described), Metadata(publisher=_first(found, "site")))


def filled(metadata: Metadata, other: Metadata) -> Metadata:
    """The metadata, with what it leaves empty taken from the other."""
    values = {f.name: getattr(other, f.name) for f in fields(Metadata) if not getattr(metadata, f.name)}
    return replace(metadata, **values)


def shown_titles(root: _Element) -> tuple[str, ...]:
    """Everything that the page's head may call its article, to know its heading by: the title element's first part too.

    Headings repeat the site's name as well, so the last part is not among them.
    """
    found = _metas(root)
    title = _title(root)
    first = re.split(_PARTED, title, maxsplit=1)[0]
    return tuple(filter(None, (linked_data(root).title, *_all(found, "title"), *_all(found, "shown"), title, first)))


def picture(root: _Element) -> str:
    """The address of the page's picture: ``og:image``, else its first image; empty when there is none."""
    shown = _first(_metas(root), "picture")
    if shown:
        return shown
    return next((str(node.get("src")) for node in root.iter("{*}img") if node.get("src")), "")


def _metas(root: _Element) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    # Asking for one name is linear in a tree of any depth; visiting every element and letting it go is not.
    for node in root.iter("{*}meta"):
        attrs = attributes(node)
        name = attrs.get("name") or attrs.get("property") or attrs.get("http-equiv") or ""
        content = squeeze(attrs.get("content", ""))
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _title(root: _Element) -> str:
    node = next(iter(root.iter("{*}title")), None)
    text = squeeze("".join(texts(node))) if node is not None else ""
    return _GUTENBERG_TITLE.sub("", text).strip()


def _as_headed(title: str, root: _Element) -> str:
    """The page's only main heading, where the title is that with something more after it."""
    headings = [squeeze("".join(texts(node))) for node in islice(root.iter("{*}h1"), 2)]
    if len(headings) == 1 and headings[0] and re.match(rf"{re.escape(headings[0])}{_PARTED}", title, re.IGNORECASE):
        return headings[0]
    return title


def _sites(found: Mapping[str, list[str]], described: Metadata) -> tuple[str, ...]:
    return tuple(filter(None, (_first(found, "site"), described.publisher)))


def _person(name: str, sites: tuple[str, ...]) -> str:
    """An author's name without ``by`` and without the site's own name beside it."""
    parts = [part.strip() for part in _BY.sub("", name).split(",")]
    return ", ".join(part for part in parts if part not in sites)


def _shown_title(title: str, shown: str, sites: tuple[str, ...]) -> str:
    """The title without the site's name: as it is shown elsewhere, where the title element only adds to that."""
    for site in sites:
        named = re.escape(site)
        pattern = rf"{_PARTED}{named}\Z|\A{named}{_PARTED}"
        title, shown = (re.sub(pattern, "", text, flags=re.IGNORECASE) or text for text in (title, shown))
    if not title or not shown:
        return title or shown
    return shown if shown.casefold() in title.casefold() else title


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
