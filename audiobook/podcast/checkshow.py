"""A feed held against the rules: whether it is XML and says what it must, once, and of the right kind."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from audiobook.podcast.checkshow_rules import (
    ANY,
    CATEGORIES,
    COUNT,
    DATE,
    DECIMAL,
    DURATION,
    EMAIL,
    INTEGER,
    LANGUAGE,
    RULES,
    TEXT,
    TRUTH,
    URL,
    UUID,
    Rule,
)
from audiobook.podcast.feed import NAMESPACES
from audiobook.podcast.show import is_web_address

if TYPE_CHECKING:
    from lxml.etree import _Element

_RFC2822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
_BY_PARENT: Mapping[str, tuple[Rule, ...]] = {
    parent: tuple(rule for rule in RULES if rule.parent == parent) for parent in {rule.parent for rule in RULES}
}
_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be, or as is advised (``warning``); ``line`` of ``file``, 0 unknown."""

    code: str
    message: str
    file: str = ""
    line: int = 0
    warning: bool = False

    def __str__(self) -> str:
        """``feed.xml:12: error: … [code]``."""
        where = ":".join(filter(None, [self.file, str(self.line or "")]))
        kind = "warning" if self.warning else "error"
        return f"{where + ': ' if where else ''}{kind}: {self.message} [{self.code}]"


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return _RFC2822.fullmatch(text) is not None and parsedate_to_datetime(text).strftime("%a") == text[:3]
    except ValueError:
        return False


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


_KINDS: Mapping[str, Callable[[str], bool]] = {
    TEXT: lambda text: bool(text.strip()),
    URL: is_web_address,
    DATE: _is_date,
    INTEGER: _matches(r"[1-9]\d*"),
    COUNT: _matches(r"\d+"),
    DECIMAL: _matches(r"\d+(\.\d+)?"),
    DURATION: _matches(r"\d+|(\d+:)?[0-5]?\d:[0-5]\d"),
    UUID: _is_uuid,
    EMAIL: _matches(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+(?: \([^()]*\))?"),
    LANGUAGE: _matches(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"),
    TRUTH: _matches("true|false"),
    ANY: lambda text: True,  # noqa: ARG005 - every text will do
}


def parse_feed(data: bytes) -> _Element:
    """The root of a feed. Raises ValueError for what is no XML, or has a document type."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    document: Any = root.getroottree().docinfo
    if document.doctype:  # an entity could name any file
        raise ValueError("it has a document type, which no feed needs")
    return root


def name_of(element: _Element) -> str:
    """``itunes:image`` for an element in a namespace we know, ``title`` for one in none."""
    tag = str(element.tag)
    if not tag.startswith("{"):
        return tag
    address, _, name = tag[1:].partition("}")
    return f"{_PREFIXES.get(address, address)}:{name}"


def check_feed(data: bytes, now: dt.datetime, file: str = "feed.xml") -> tuple[Problem, ...]:
    """Hold a feed against ``checkshow_rules``, and its items against each other. Linear in the length of the feed."""
    try:
        root = parse_feed(data)
    except ValueError as error:
        return (Problem("xml", f"it is not well-formed XML: {error}", file),)
    if name_of(root) != "rss" or root.get("version") != "2.0":
        return (Problem("rss", 'it is no feed: the root must be <rss version="2.0">', file, line_of(root)),)
    found = [*_walk(root, file)]
    for channel in root.findall("channel"):
        found += _items(channel, now, file)
        found += _categories(channel, file)
    return tuple(sorted(found, key=lambda problem: problem.line))


def line_of(element: _Element) -> int:
    """The line of a feed that an element stands on."""
    line: Any = element.sourceline  # declared with an ellipsis
    return int(line or 0)


def _walk(root: _Element, file: str) -> Iterator[Problem]:
    """Every element that has rules, its children counted and judged; elements of other namespaces are left alone."""
    for element in root.iter():
        name = name_of(element)
        if name not in _BY_PARENT:
            continue
        rules = {rule.element: rule for rule in _BY_PARENT[name]}
        counts = Counter(name_of(child) for child in element)
        for rule in rules.values():
            yield from _counted(rule, counts[rule.element], file, line_of(element))
        for child in element:
            known = rules.get(name_of(child))
            if known is not None:
                yield from _judged(known, child, file)
            elif name_of(child).startswith(("itunes:", "podcast:")):
                message = f"<{name_of(child)}> in <{name}> is not in the rules: check its name and place"
                yield Problem("unknown-element", message, file, line_of(child), warning=True)


def _counted(rule: Rule, n: int, file: str, line: int) -> Iterator[Problem]:
    if n < rule.least:
        message = f"<{rule.parent}> lacks <{rule.element}> ({rule.source})"
        yield Problem("missing", message, file, line, warning=rule.advised)
    if n > rule.most:
        yield Problem("too-many", f"<{rule.parent}> has {n} <{rule.element}>, not one ({rule.source})", file, line)


def _judged(rule: Rule, element: _Element, file: str) -> Iterator[Problem]:
    text, line = (element.text or "").strip(), line_of(element)
    if rule.choices and text not in rule.choices:
        message = f"<{rule.element}> must be {', '.join(rule.choices)}, not '{text}' ({rule.source})"
        yield Problem("value", message, file, line)
    if rule.kind and not _KINDS[rule.kind](text):
        yield Problem("value", f"<{rule.element}> must be {rule.kind}, not '{text}' ({rule.source})", file, line)
    if rule.longest and len(text) > rule.longest:
        message = f"<{rule.element}> has {len(text)} characters, {rule.longest} at most ({rule.source})"
        yield Problem("too-long", message, file, line, warning=True)
    for key, kind in {**rule.optional, **rule.attributes}.items():
        value = element.get(key)
        if value is None:
            if key in rule.attributes:
                yield Problem("missing", f"<{rule.element}> lacks '{key}' ({rule.source})", file, line)
        elif not _KINDS[kind](value):
            message = f"'{key}' of <{rule.element}> must be {kind}, not '{value}' ({rule.source})"
            yield Problem("value", message, file, line)


def _items(channel: _Element, now: dt.datetime, file: str) -> Iterator[Problem]:
    """GUIDs and audio stand once, dates lie in the past and run from the newest to the oldest; serials are numbered."""
    guids: Counter[str] = Counter()
    urls: Counter[str] = Counter()
    last: dt.datetime | None = None
    serial = (channel.findtext(f"{{{NAMESPACES['itunes']}}}type") or "").strip() == "serial"
    for item in channel.findall("item"):
        line = line_of(item)
        enclosure = item.find("enclosure")
        for seen, value, what in (
            (guids, (item.findtext("guid") or "").strip(), "guid"),
            (urls, enclosure.get("url", "") if enclosure is not None else "", "enclosure"),
        ):
            seen[value] += 1
            if value and seen[value] == 2:  # noqa: PLR2004 - once for each
                yield Problem("not-unique", f"two items have the {what} '{value}' (rss)", file, line)
        text = (item.findtext("pubDate") or "").strip()
        if _is_date(text):
            moment = parsedate_to_datetime(text)
            if moment > now:
                yield Problem("future", f"the date {text} is still to come: apps hide the item", file, line)
            if last is not None and moment > last:
                message = "an item is newer than the one before it; apps expect the newest first"
                yield Problem("order", message, file, line, warning=True)
            last = moment
        kind = (item.findtext(f"{{{NAMESPACES['itunes']}}}episodeType") or "full").strip()
        if serial and kind == "full" and item.find(f"{{{NAMESPACES['itunes']}}}episode") is None:
            yield Problem("missing", "an episode of a serial needs <itunes:episode> (apple)", file, line)


def _categories(channel: _Element, file: str) -> Iterator[Problem]:
    tag = f"{{{NAMESPACES['itunes']}}}category"
    for head in channel.findall(tag):
        name = head.get("text", "")
        if name not in CATEGORIES:
            message = f"'{name}' is no category of Apple's; they are {', '.join(CATEGORIES)} (apple)"
            yield Problem("category", message, file, line_of(head))
            continue
        for below in head.findall(tag):
            if below.get("text", "") not in CATEGORIES[name].split(", "):
                known = CATEGORIES[name] or "none"
                message = f"'{below.get('text', '')}' is no category below {name}; there are: {known} (apple)"
                yield Problem("category", message, file, line_of(below))
