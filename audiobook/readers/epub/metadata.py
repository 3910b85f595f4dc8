"""An EPUB's metadata: titles, people, series, dates and identifiers, of EPUB 2 and EPUB 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.readers.epub.isbn import find_isbn
from audiobook.readers.epub.people import people_of
from audiobook.readers.epub.values import first, package_values
from audiobook.readers.language_codes import language_tag
from audiobook.readers.walk.characters import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from audiobook.readers.epub.values import Value, Values

#: ONIX code list 5, which EPUB 3 uses for types of identifiers; 01 is a publisher's own number.
_ONIX_SCHEMES = {"01": "", "02": "isbn", "03": "gtin", "06": "doi", "15": "isbn", "22": "urn"}
_NAMES_ITSELF = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
#: EPUB 2's events, the one that tells most about the text first; modification comes after everything else.
_EVENTS = ("original-publication", "publication", "", "issued", "ops-publication", "creation", "conversion")
_ISO_DATE = re.compile(
    r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?)?(?!\d)"
)
_COMPACT_DATE = re.compile(r"((?:1\d|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\Z")
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
#: What a widespread converter writes for "no date".
_NO_DATE = ("0101-", "0000-")
#: Lists of recommended books call themselves sets, but nobody looks a book up under them.
_LIST_OF_BOOKS = re.compile(r"\d\d|\b(?:best|greatest|top|great books|classics)\b", re.IGNORECASE)


def read_metadata(package: _Element) -> Metadata:
    """Everything known from the package; missing values are empty. Never raises."""
    values = package_values(package)
    title, subtitle = _titles(values)
    people = people_of(values)
    series, position = _series(values)
    return Metadata(
        title=title,
        subtitle=subtitle,
        authors=people.authors,
        translators=people.translators,
        narrators=people.narrators,
        contributors=people.contributors,
        series=series,
        series_index=position,
        publisher=first(values.named("publisher")),
        date=_date(values),
        isbn=_isbn(values),
        language=next(filter(None, (language_tag(value.text) for value in values.named("language"))), ""),
        description=plain_text(first(values.named("description"))),
        subjects=tuple(dict.fromkeys(value.text for value in values.named("subject"))),
        rights=plain_text(first(values.named("rights"))),
        identifiers=tuple(dict.fromkeys(_identifiers(values))),
    )


def _titles(values: Values) -> tuple[str, str]:
    titles = values.named("title")
    main = [value for value in titles if value.refined.get("title-type") == "main"]
    sub = [value for value in titles if value.refined.get("title-type") == "subtitle"]
    untyped = [value for value in titles if "title-type" not in value.refined]
    return first([*main, *untyped, *titles]), first(sub)


def _series(values: Values) -> tuple[str, str]:
    """A collection of type series, else one of no type, else calibre's, else the book's only set if it is no list."""
    collections = values.properties("belongs-to-collection")
    kinds = [value.refined.get("collection-type", "").strip().lower() for value in collections]
    for wanted in ("series", ""):
        if wanted in kinds:
            value = collections[kinds.index(wanted)]
            return value.text, _position(value.refined.get("group-position", ""))
    if values.names.get("calibre:series"):
        return values.names["calibre:series"], _position(values.names.get("calibre:series_index", ""))
    if kinds == ["set"] and not _LIST_OF_BOOKS.search(collections[0].text):
        return collections[0].text, _position(collections[0].refined.get("group-position", ""))
    return "", ""


def _position(given: str) -> str:
    """``3.0`` is the third; ``2.5`` lies between two books."""
    return re.sub(r"\A(\d+)\.0+\Z", r"\1", given.strip())


def _date(values: Values) -> str:
    dates = values.named("date")
    events = {value.opf("event").strip().lower(): date for value in reversed(dates) if (date := iso_date(value.text))}
    for event in _EVENTS:
        if event in events:
            return events[event]
    for name in ("dcterms:issued", "dcterms:date", "dcterms:created", "dcterms:modified"):
        for value in values.properties(name):
            if date := iso_date(value.text):
                return date
    return next(iter(events.values()), "")


def iso_date(text: str) -> str:
    """The first date in ISO 8601 as it stands, else the first year; empty when there is none."""
    if text.strip().startswith(_NO_DATE):
        return ""
    found = _ISO_DATE.search(text)
    if found:
        return found[0]
    compact = _COMPACT_DATE.match(text.strip())
    if compact:
        return "-".join(compact.groups())
    year = _YEAR.search(text)
    return year[0] if year else ""


def _isbn(values: Values) -> str:
    found = (find_isbn(value.text, marked=_scheme(value) == "isbn") for value in values.named("identifier"))
    return next(filter(None, found), "")


def _scheme(value: Value) -> str:
    """What kind of identifier it is, as far as the package says so beside it."""
    given = (value.opf("scheme") or value.refined.get("identifier-type", "")).strip().lower()
    given = _ONIX_SCHEMES.get(given, given)
    if given.startswith("isbn") or "isbn" in value.attrs.get("id", "").lower():
        return "isbn"
    return given if _SCHEME.match(given) else ""


def _identifiers(values: Values) -> Iterator[str]:
    for value in values.named("identifier"):
        yield _identifier(value.text, _scheme(value))
    for value in values.named("source"):
        yield f"source:{value.text}"


def _identifier(text: str, scheme: str) -> str:
    """The identifier with what it is before it: ``urn:isbn:…``, ``urn:uuid:…``, ``doi:…``, or the package's scheme."""
    isbn = find_isbn(text, marked=scheme == "isbn")
    if isbn:
        return f"urn:isbn:{isbn}"
    if _UUID.match(text):
        return f"urn:uuid:{text}"
    if _NAMES_ITSELF.match(text):
        return text
    if _DOI.match(text):
        return f"doi:{text}"
    return f"{scheme}:{text}" if scheme else text


def plain_text(markup: str) -> str:
    """A description without tags and entities, its paragraphs parted by a blank line."""
    if "<" not in markup and "&" not in markup:
        return squeeze(markup)
    from audiobook.readers.walk.blocks import walk
    from audiobook.readers.walk.xhtml import as_html

    root = as_html(f"<div>{markup}</div>")
    if root is None:
        return squeeze(markup)
    return "\n\n".join(block.text for block in walk(root, "").blocks if block.text)
