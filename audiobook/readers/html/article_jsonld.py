"""What a page says about itself in JSON-LD: its types, headline, people, dates. Nothing is fetched or resolved."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from audiobook.document import Metadata
from audiobook.readers.html.article_words import ARTICLE_TYPES, BOOK_TYPES
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.elements import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from lxml.etree import _Element

Node: TypeAlias = "Mapping[str, Any]"

#: Longest script that is parsed, in characters, and most nodes that are looked at.
_LONGEST = 1_000_000
_MOST = 2_000
_URL = re.compile(r"(?:https?:)?//|www\.|@\w+\Z|\S+@\S+\.\w+\Z", re.IGNORECASE)


def declared_types(root: _Element) -> frozenset[str]:
    """The schema.org types of the page's nodes, lower case."""
    return frozenset(kind for node in _nodes(root) for kind in _types(node))


def linked_data(root: _Element) -> Metadata:
    """Metadata of the page's article or book; empty where JSON-LD does not describe one."""
    nodes = _nodes(root)
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    node = next((node for node in nodes if _types(node) & (ARTICLE_TYPES | BOOK_TYPES)), None)
    if node is None:
        return Metadata()
    publisher = _names(node.get("publisher"), by_id) or _names(node.get("sourceOrganization"), by_id)
    return Metadata(
        title=_first(node, "headline", "name"),
        authors=_names(node.get("author"), by_id) or _names(node.get("creator"), by_id),
        publisher=next(iter(publisher), ""),
        date=_first(node, "datePublished", "dateCreated"),
        language=language_of({"lang": _first(node, "inLanguage")}),
        description=_first(node, "description", "abstract"),
        isbn=re.sub(r"[^0-9Xx]", "", _first(node, "isbn")),
    )


def is_free(root: _Element) -> bool:
    """False where the page says that a part of the article is only for those who pay."""
    said = [node.get("isAccessibleForFree") for node in _nodes(root) if _types(node) & ARTICLE_TYPES]
    return not any(str(value).rpartition("/")[2].lower() == "false" for value in said)


def is_name(text: str) -> bool:
    """Whether a text may be a name: no address, no handle."""
    return bool(text) and not _URL.match(text)


def _nodes(root: _Element) -> list[Node]:
    """Every object at the top, in a graph or as a main entity, in order; what is no JSON is passed over."""
    found: list[Node] = []
    waiting: list[Any] = []
    for element in root.iter("{*}script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        text = str(element.text or "").strip().removeprefix("<!--").removesuffix("-->")
        if len(text) > _LONGEST:
            continue
        try:
            waiting.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    while waiting and len(found) < _MOST:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST]
        elif isinstance(value, dict):
            found.append(value)
            waiting[:0] = [value[key] for key in ("@graph", "mainEntity") if key in value]
    return found


def _types(node: Node) -> frozenset[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in names if name)


def _first(node: Node, *keys: str) -> str:
    for key in keys:
        value = node.get(key)
        if isinstance(value, list):
            value = next(iter(value), "")
        if isinstance(value, dict):
            value = value.get("@value") or value.get("name") or ""
        if isinstance(value, str) and (text := squeeze(value)):
            return text
    return ""


def _names(value: object, by_id: Mapping[str, Node]) -> tuple[str, ...]:
    found = []
    for person in value if isinstance(value, list) else [value]:
        if isinstance(person, dict):
            name = _first(person, "name") or _first(by_id.get(str(person.get("@id")), {}), "name")
        else:
            name = squeeze(person) if isinstance(person, str) else ""
        if is_name(name):
            found.append(name)
    return tuple(dict.fromkeys(found))
