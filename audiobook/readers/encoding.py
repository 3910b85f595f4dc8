"""Bytes to text: what the document declares, then what it turns out to be."""

from __future__ import annotations

import codecs
import re

#: How much of a file's beginning may hold its declaration; HTML's own limit for ``<meta charset>`` is 1024 bytes.
_HEAD = 4096
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a browser takes these declarations to mean (WHATWG Encoding Standard, section 4.2).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252"}
_SUPERSETS |= {"us-ascii": "cp1252", "ascii": "cp1252", "x-sjis": "cp932", "shift_jis": "cp932", "big5": "big5hkscs"}
#: Code points of GB18030's first plane of everyday characters; random Latin-1 pairs rarely stay inside.
_COMMON_HAN = re.compile("[\u4e00-\u9fa5\u3000-\u3002\uff01-\uff1f“”‘’—…]")
#: Control characters, lone surrogates and noncharacters; those that Python counts as white space part words.
_NOT_XML = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")
_PARTING = re.compile("[\x0b\x0c\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a document, line ends as newlines; never fails, doubtful bytes become U+FFFD.

    What no XML may hold is gone: control characters that nobody sees are dropped, those that part words are spaces.
    """
    text = _decode(data).replace("\r\n", "\n").replace("\r", "\n")
    return _PARTING.sub(" ", _NOT_XML.sub("", text))


def _decode(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode("utf-8", "replace") if name == "utf-8" else data.decode(name, "replace")
    if data[:4] in {b"<\0?\0", b"<\0!\0", b"<\0h\0"}:
        return data.decode("utf-16-le", "replace")
    if data[:4] in {b"\0<\0?", b"\0<\0!", b"\0<\0h"}:
        return data.decode("utf-16-be", "replace")
    for name in (declared_encoding(data), "utf-8"):
        if name and (text := _strictly(data, name)) is not None:
            return text
    return _guess(data)


def declared_encoding(data: bytes) -> str:
    """The encoding that an XML declaration or a meta element names, as Python knows it; empty when none or unknown."""
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return ""
    name = found[1].decode("ascii").lower()
    name = _SUPERSETS.get(name, name)
    try:
        known = codecs.lookup(name)
    except LookupError:
        return ""
    # A single-byte reader found the declaration, so the file is not in UTF-16 whatever it says.
    return "" if known.name.startswith(("utf-16", "utf-32", "utf-7")) or not known._is_text_encoding else known.name  # noqa: SLF001 - the only way to tell rot13 and base64 from text


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None


def _guess(data: bytes) -> str:
    """Undeclared and not UTF-8: Chinese if it reads as Chinese throughout, else Windows-1252."""
    for name in ("gb18030", "big5hkscs", "cp932"):
        text = _strictly(data, name)
        if text is None:
            continue
        foreign = [c for c in text if ord(c) > 0x7F]  # noqa: PLR2004 - the end of ASCII
        common = sum(1 for c in foreign if _COMMON_HAN.match(c))
        if len(foreign) > 20 and common > 0.9 * len(foreign):  # noqa: PLR2004 - judgement: enough text, nearly all of it
            return text
    return data.decode("cp1252", "replace")
