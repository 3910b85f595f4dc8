"""Reading what strangers made: text of a document, and its tree without entities, declarations or fetching."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,400}\?>")
_ENCODING = re.compile(rb"""\A\s*<\?xml\b[^>]{0,200}\bencoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^"'\[>]|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_SUBSET = re.compile(r"""<!DOCTYPE(?:[^"'\[>]|"[^"]*"|'[^']*')*\[""", re.IGNORECASE)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: What no reader counts as text of a page; ``SourceRef`` says "head, scripts and styles left out".
MACHINE = frozenset({"script", "style", "head", "template", "title", "link", "meta", "base"})
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a document and the encoding it is in; a byte order mark stays its first character.

    Raises ValueError when it is in no encoding that XML names.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name), name
    found = _ENCODING.match(data)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        return data.decode(name), name
    except (LookupError, UnicodeDecodeError) as error:
        raise ValueError("its encoding is unknown or not what it says") from error


def characters(source: str) -> str:
    """Named HTML entities as numbers, so that no document type is needed to understand them."""
    if "&" not in source:
        return source

    def number(found: re.Match[str]) -> str:
        known = "" if found[1] in _OWN else html5.get(f"{found[1]};", "")
        return "".join(f"&#{ord(c)};" for c in known) or found[0]

    return _NAMED.sub(number, source)


def plain(source: str) -> str:
    """Without declaration and document type, named entities as numbers. Raises ValueError for an internal subset."""
    source = source.removeprefix("\ufeff")
    if _SUBSET.search(source):
        raise ValueError("it declares entities of its own")
    source = _DECLARATION.sub("", source, count=1)
    return characters(_DOCTYPE.sub("", source, count=1))


def as_tree(source: str, *, comments: bool = False) -> _Element:
    """The root of a document. No entity is expanded, no DTD read, nothing fetched. Raises ValueError."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not comments,
        remove_pis=not comments,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(plain(source).strip().encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise ValueError(f"it is not well-formed: {error}") from error


def text_of(root: _Element) -> str:
    """The text of a parsed page, counted by a walk that knows nothing of tags and their places."""
    from lxml import etree

    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        machine = etree.QName(element).localname.lower() in MACHINE
        if event == "start":
            hidden += machine
            if not hidden and element.text:
                parts.append(str(element.text))
            continue
        hidden -= machine
        if not hidden and element.tail and element is not root:
            parts.append(str(element.tail))
    return "".join(parts)
