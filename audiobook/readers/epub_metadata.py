"""An EPUB's metadata: titles, people by their MARC role, series, dates and identifiers, of EPUB 2 and EPUB 3."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.readers.characters import squeeze
from audiobook.readers.elements import attributes, tag_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/"
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]\Z")
_MARC_AUTHOR = frozenset({"aut", "author", "cre", "creator"})
_MARC_TRANSLATOR = frozenset({"trl", "translator"})
_MARC_NARRATOR = frozenset({"nrt", "narrator"})


@dataclass(slots=True)
class _Value:
    """One dc element or EPUB 3 meta with what refines it."""

    name: str
    text: str
    attrs: Mapping[str, str]
    refined: dict[str, str] = field(default_factory=dict)

    roles: set[str] = field(default_factory=set)

    def has_role(self, roles: frozenset[str]) -> bool:
        """Whether one of its roles is among ``roles``; EPUB 3 may give several, EPUB 2 one attribute."""
        return not self._all_roles().isdisjoint(roles)

    def has_no_role(self) -> bool:
        """Whether the book says nothing about its role."""
        return not self._all_roles()

    def _all_roles(self) -> set[str]:
        own = self.attrs.get(f"{_OPF}role") or self.attrs.get("role") or ""
        return {_role(value) for value in (*self.roles, own) if value}


def _role(value: str) -> str:
    return value.rpartition("/")[2].rpartition(":")[2].strip().lower()


def read_metadata(package: _Element) -> Metadata:
    """Everything known from the package; missing values are empty. Never raises."""
    values = _values(package)
    refined = {value.attrs["id"]: value for value in values if "id" in value.attrs}
    names: dict[str, str] = {}
    for value in values:
        target = value.attrs.get("refines", "").lstrip("#")
        if value.name == "meta" and target in refined:
            name = value.attrs.get("property", "").rpartition(":")[2]
            refined[target].refined.setdefault(name, value.text)
            if name == "role":
                refined[target].roles.add(value.text)
        elif value.name == "meta" and "name" in value.attrs:
            names.setdefault(value.attrs["name"].lower(), squeeze(value.attrs.get("content", "")))
    title, subtitle = _titles(_named(values, "title"))
    people = [*_named(values, "creator"), *_named(values, "contributor")]
    series, position = _series(values, names)
    identifiers = tuple(dict.fromkeys(value.text for value in _named(values, "identifier") if value.text))
    return Metadata(
        title=title,
        subtitle=subtitle,
        authors=_authors(values),
        translators=_by_role(people, _MARC_TRANSLATOR),
        narrators=_by_role(people, _MARC_NARRATOR),
        series=series,
        series_index=position,
        publisher=_first(_named(values, "publisher")),
        date=_date(values),
        isbn=_isbn(_named(values, "identifier")),
        language=_language(values),
        description=plain_text(_first(_named(values, "description"))),
        subjects=tuple(dict.fromkeys(value.text for value in _named(values, "subject") if value.text)),
        rights=_first(_named(values, "rights")),
        identifiers=identifiers,
    )


def _values(package: _Element) -> list[_Value]:
    found: list[_Value] = []
    for metadata in package.iter("{*}metadata"):
        for node in metadata.iter():
            if node is metadata or not tag_of(node):
                continue
            namespace = str(node.tag).rpartition("}")[0]
            name = tag_of(node)
            if namespace.startswith(_DC) or name == "meta" or (not namespace and name != "metadata"):
                text = squeeze("".join(texts(node))) if name != "description" else "".join(texts(node)).strip()
                found.append(_Value(name, text, attributes(node)))
        break
    return found


def _named(values: Iterable[_Value], name: str) -> list[_Value]:
    return [value for value in values if value.name == name]


def _first(values: Iterable[_Value]) -> str:
    return next((value.text for value in values if value.text), "")


def _titles(titles: list[_Value]) -> tuple[str, str]:
    titles = [value for value in titles if value.text]
    main = [value for value in titles if value.refined.get("title-type") == "main"]
    sub = [value for value in titles if value.refined.get("title-type") == "subtitle"]
    untyped = [value for value in titles if "title-type" not in value.refined]
    return _first([*main, *untyped, *titles]), _first(sub)


def _authors(values: list[_Value]) -> tuple[str, ...]:
    creators = _named(values, "creator")
    authors = [value for value in creators if value.has_role(_MARC_AUTHOR) or value.has_no_role()]
    authors += [value for value in _named(values, "contributor") if value.has_role(_MARC_AUTHOR)]
    others = [value for value in creators if not value.has_role(_MARC_TRANSLATOR | _MARC_NARRATOR)]
    return tuple(dict.fromkeys(value.text for value in authors or others if value.text))


def _by_role(people: Iterable[_Value], roles: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.text for value in people if value.text and value.has_role(roles)))


def _series(values: list[_Value], names: Mapping[str, str]) -> tuple[str, str]:
    """A collection of type series, or one of no type; a set (a list of best books) is no series."""
    for value in values:
        if value.attrs.get("property", "") == "belongs-to-collection" and value.text:
            kind = value.refined.get("collection-type", "series")
            if kind == "series":
                return value.text, value.refined.get("group-position", "")
    position = names.get("calibre:series_index", "")
    position = position.removesuffix(".0")
    return (names["calibre:series"], position) if names.get("calibre:series") else ("", "")


def _date(values: list[_Value]) -> str:
    dates = [value for value in _named(values, "date") if value.text]
    events = {value.attrs.get(f"{_OPF}event", "").lower(): value.text for value in reversed(dates)}
    for event in ("original-publication", "publication", "", "creation", "conversion"):
        if events.get(event):
            return events[event]
    modified = (value.text for value in values if value.attrs.get("property") == "dcterms:modified" and value.text)
    return next(modified, next(iter(events.values()), ""))


def _isbn(identifiers: Iterable[_Value]) -> str:
    for value in identifiers:
        text = re.sub(r"\A(?:urn:)?isbn[:\s]*", "", value.text, flags=re.IGNORECASE)
        digits = re.sub(r"[- ]", "", text)
        if _ISBN.match(text) and _checksum(digits):
            return digits.upper()
    return ""


def _checksum(digits: str) -> bool:
    if len(digits) == 13 and digits.isdigit():  # noqa: PLR2004 - ISBN-13
        return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    if len(digits) != 10:  # noqa: PLR2004 - ISBN-10
        return False
    numbers = [10 if d in "xX" else int(d) for d in digits]
    return sum(n * (10 - i) for i, n in enumerate(numbers)) % 11 == 0


def _language(values: list[_Value]) -> str:
    for value in _named(values, "language"):
        if re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}\Z", value.text) and value.text.lower() != "und":
            return value.text.replace("_", "-")
    return ""


def plain_text(markup: str) -> str:
    """A description without tags and entities, its paragraphs parted by a blank line."""
    if "<" not in markup and "&" not in markup:
        return squeeze(markup)
    from audiobook.readers.blocks import walk
    from audiobook.readers.xhtml import as_html

    root = as_html(f"<div>{markup}</div>")
    if root is None:
        return squeeze(markup)
    return "\n\n".join(block.text for block in walk(root, "").blocks if block.text)
