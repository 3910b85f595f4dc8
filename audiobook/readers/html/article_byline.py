"""Who wrote an article and when, where only the page's body says it: microdata, ``rel=author``, ``<time>``, classes."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.readers.html.article_boxes import every
from audiobook.readers.html.article_jsonld import is_name
from audiobook.readers.walk import elements
from audiobook.readers.walk.characters import squeeze

if TYPE_CHECKING:
    from lxml.etree import _Element

_BY = re.compile(
    r"\A(?:(?:written|words|story|posted|reported|published)\s+)?(?:by|von|par|por|di|作者|文)[:：丨|\s]+",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:[|·•,–—]|\s-\s|\bon\b|\d).*\Z", re.DOTALL)
#: Class words of an element that holds the author's name.
_AUTHOR_CLASSES = frozenset(
    {"author", "byline", "author-name", "byline-name", "post-author", "entry-author", "p-author"}
)
#: The name is looked for in this many elements.
_LOOK_AHEAD = 60
#: No name is longer, in characters.
_LONGEST_NAME = 60
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


def byline(root: _Element) -> Metadata:
    """Authors and date from the body; empty where nothing says so."""
    named: dict[str, list[str]] = {"microdata": [], "rel": [], "class": []}
    dates: dict[str, str] = {}
    for node in every(root):
        attrs = elements.attributes(node)
        tag = elements.tag_of(node)
        if not attrs or not tag:
            continue
        item = attrs.get("itemprop", "").lower().split()
        if tag == "time" or "datepublished" in item:
            value = attrs.get("datetime") or attrs.get("content") or ""
            if _DATE.match(value):
                dates.setdefault("published" if item == ["datepublished"] or "pubdate" in attrs else "time", value)
        if "author" in item:
            named["microdata"].append(attrs.get("content") or _name_in(node))
        elif "author" in attrs.get("rel", "").lower().split():
            named["rel"].append(_name_in(node))
        elif not _AUTHOR_CLASSES.isdisjoint(elements.classes_of(attrs)):
            named["class"].append(_name_in(node))
    authors = next((found for names in named.values() if (found := _clean(names))), ())
    return Metadata(authors=authors, date=dates.get("published") or dates.get("time", ""))


def _name_in(node: _Element) -> str:
    """The text of an element, or of the part of it that is marked as the name."""
    for inner in islice(node.iter(), _LOOK_AHEAD):
        if "name" in (inner.get("itemprop") or "").lower().split():
            return str(inner.get("content") or elements.short_text(inner, _LONGEST_NAME))
    return elements.short_text(node, 2 * _LONGEST_NAME)


def _clean(names: list[str]) -> tuple[str, ...]:
    found = []
    for raw in names:
        name = _AFTER.sub("", _BY.sub("", squeeze(raw)))
        if is_name(name) and len(name) <= _LONGEST_NAME and any(c.isalpha() for c in name):
            found.append(name)
    return tuple(dict.fromkeys(found))
