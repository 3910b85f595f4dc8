"""An EPUB from bytes: the first 48 choose its structure, one byte a choice; the rest is the pages' own markup.

Pages are parted by a form feed. A choice of 0 is what an ordinary book has, so that any text is a good book.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TypeVar

Option = TypeVar("Option")

#: Bytes of structure before the pages.
STRUCTURE = 48
_MOST_PAGES = 6
_OPS = "http://www.idpf.org/2007/ops"

_NAMES = ("p{}.xhtml", "x/p {}.xhtml", "é{}.xhtml", "../p{}.xhtml", "p{}.html", "p{}", "cover{}.xhtml", "P%20{}.xhtml")
_TYPES = ("", "cover", "toc", "copyright-page", "titlepage", "dedication", "part", "endnotes", "frontmatter", "index")
_MEDIA = (
    "application/xhtml+xml",
    "text/html",
    "application/x-dtbook+xml",
    "image/svg+xml",
    "image/png",
    "",
    "application/pdf",
    "text/xml",
)
_WRAPPERS = (
    (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="{ops}" lang="en"><head><title>t</title></head>'
        '<body epub:type="{kind}">{body}</body></html>'
    ),
    (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="{ops}"><head/><body><section epub:type="{kind}">{body}</section></body></html>'
    ),
    "<html><body>{body}",
    "{body}",
    (
        '<?xml version="1.1"?>\n<!DOCTYPE html [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/passwd">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>{body} &x; &z; &nbsp;</body></html>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><text>{body}</text></svg>',
    '<dtbook xmlns="http://www.daisy.org/z3986/2005/dtbook/"><book><level1>{body}</level1></book></dtbook>',
)
_CODECS = ("utf-8", "utf-16", "gb18030", "cp1252", "utf-8-sig", "utf-16-le")
_METADATA = (
    "<dc:title>The Book</dc:title><dc:creator>Ann Author</dc:creator><dc:language>en</dc:language>",
    "",
    (
        '<dc:title id="t">T</dc:title><meta refines="#t" property="title-type">main</meta><dc:language>zh</dc:language>'
        '<dc:creator id="c">C</dc:creator><meta refines="#c" property="role">trl</meta><meta refines="c">x</meta>'
    ),
    (
        '<dc:title opf:x="1">CHAPTER I</dc:title><dc:date opf:event="publication">0101-01-01</dc:date>'
        '<dc:identifier opf:scheme="ISBN">0306406152</dc:identifier><dc:language>fr_FR</dc:language>'
    ),
    '<meta name="cover" content="p0"/><meta name="cover" content="cover.png"/><dc:description>&lt;</dc:description>',
    "<dc-metadata><dc:Title>Old</dc:Title><dc:Language>ar</dc:Language></dc-metadata><x-metadata/>",
    '<meta id="s" property="belongs-to-collection">S</meta><meta refines="#s" property="group-position">9</meta>',
)
_CONTAINERS = (
    '<container><rootfiles><rootfile full-path="E/p.opf"/></rootfiles></container>',
    None,
    '<container><rootfiles><rootfile full-path="gone.opf"/><rootfile full-path="E/p.opf"/></rootfiles></container>',
    "<container",
    '<container><rootfiles><rootfile full-path="mimetype"/></rootfiles></container>',
)
_GUIDES = ("", "cover", "toc", "title-page", "text", "notes", "other.toc")
_ENCRYPTION = (None, "http://www.idpf.org/2008/embedding", "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "")
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@dataclass
class Choices:
    """Structure bytes, taken one by one; 0 when there are no more."""

    data: bytes
    at: int = 0

    def number(self, count: int) -> int:
        """A number below ``count``."""
        value = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        return value % count

    def pick(self, options: tuple[Option, ...]) -> Option:
        """One of the options."""
        return options[self.number(len(options))]


def build_epub(data: bytes) -> tuple[bytes, int]:
    """The EPUB's bytes and the number of a reading policy."""
    choices = Choices(data[:STRUCTURE])
    policy = choices.number(4)
    bodies = [body.decode("utf-8", "replace") for body in data[STRUCTURE:].split(b"\f")[:_MOST_PAGES]]
    name = choices.pick(_NAMES)
    names = [name.format(number) for number in range(len(bodies))]
    codec = choices.pick(_CODECS)
    members: list[tuple[str, bytes]] = [("mimetype", b"application/epub+zip")]
    container = choices.pick(_CONTAINERS)
    if container is not None:
        members.append(("META-INF/container.xml", container.encode()))
    algorithm = choices.pick(_ENCRYPTION)
    if algorithm is not None:
        members.append(("META-INF/encryption.xml", _encryption(algorithm, names[0]).encode()))
    members.append(("E/p.opf", _package(choices, names).encode()))
    members.append(("E/nav.xhtml", _nav(choices, names, bodies[-1]).encode()))
    members.append(("E/toc.ncx", _ncx(choices, names).encode()))
    for number, body in enumerate(bodies):
        wrapper, kind = choices.pick(_WRAPPERS), choices.pick(_TYPES)
        text = wrapper.format(ops=_OPS, kind=kind, body=body) if body or number else body
        members.append((f"E/{names[number]}", text.encode(codec, "replace")))
    members.append(("E/cover.png", _PNG))
    return _zipped(members, choices), policy


def _package(choices: Choices, names: list[str]) -> str:
    version, metadata = choices.pick(("3.0", "2.0", "", "1.2")), choices.pick(_METADATA)
    nav, ncx, guide = choices.number(4), choices.number(3), choices.pick(_GUIDES)
    fallback = choices.pick(("", 'fallback="i0"', 'fallback="i1"', 'fallback="cover"'))
    items, refs = [], []
    for number, name in enumerate(names):
        media, linear = choices.pick(_MEDIA), choices.pick(("", 'linear="no"', 'linear="yes"'))
        href = name if choices.number(2) == 0 else name.upper()
        items.append(f'<item id="i{number}" href="{href}" media-type="{media}" {fallback}/>')
        refs.append(f'<itemref idref="i{number}" {linear}/>')
    order = choices.number(5)
    refs = {0: refs, 1: refs[::-1], 2: refs * 2, 3: [*refs, '<itemref idref="nav"/>'], 4: ["<itemref/>", *refs]}[order]
    if nav < 3:
        properties = ("nav", "nav scripted", "")[nav]
        items.append(f'<item id="nav" href="nav.xhtml" media-type="{_MEDIA[0]}" properties="{properties}"/>')
    if ncx:
        items.append('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>')
    toc = 'toc="ncx"' if ncx == 1 else ""
    cover = '<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>'
    items.append(choices.pick((cover, "")))
    reference = f'<guide><reference type="{guide}" href="{names[0]}"/></guide>' if guide else ""
    return (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{''.join(items)}</manifest><spine {toc}>{''.join(refs)}</spine>"
        f"{reference}</package>"
    )


def _nav(choices: Choices, names: list[str], body: str) -> str:
    """A navigation document: ordinary, nested, with fragments, with remote and dead links, or the fuzzer's own."""
    kind, fragment = choices.number(6), choices.pick(("", "#a", "#b", "#%C3%A9", "#"))
    links = [f'<li><a href="{name}{fragment}">Chapter {number}</a></li>' for number, name in enumerate(names, 1)]
    if kind == 1:
        links = [f"<li><span>Part</span><ol>{''.join(links)}</ol></li>"]
    elif kind == 2:
        links = [f'<li><a href="{name}#{anchor}">{anchor}</a></li>' for name in names for anchor in "abab"]
    elif kind == 3:
        dead = '<li><a href="https://x/">X</a></li><li><a href="gone.xhtml">G</a></li><li><a>N</a></li>'
        links = [dead, *links[::-1]]
    elif kind == 4:
        links = [body]
    elif kind == 5:
        links = ["<li><ol>" * 60, *links, "</ol></li>" * 60]
    mark = f'<li><a epub:type="toc" href="{names[-1]}">T</a></li>'
    marks = choices.pick(("", f'<nav epub:type="landmarks"><ol>{mark}</ol></nav>'))
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="{_OPS}"><body><nav epub:type="toc"><ol>'
        f"{''.join(links)}</ol></nav>{marks}</body></html>"
    )


def _ncx(choices: Choices, names: list[str]) -> str:
    depth = choices.pick((1, 2, 50))
    points = "".join(
        f"<navPoint><navLabel><text>N{number}</text></navLabel><content src='{name}'/></navPoint>"
        for number, name in enumerate(names)
    )
    inner = "<navPoint><navLabel><text>D</text></navLabel>" * (depth - 1) + points + "</navPoint>" * (depth - 1)
    return f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{inner}</navMap></ncx>'


def _encryption(algorithm: str, name: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData><e:CipherReference URI="E/{name}"/>'
        "</e:CipherData></e:EncryptedData></encryption>"
    )


def _zipped(members: list[tuple[str, bytes]], choices: Choices) -> bytes:
    """The zip file, damaged as the choices say: flags, sizes, names, a cut, a flipped byte."""
    out = io.BytesIO()
    method = choices.pick((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    slash = choices.pick(("/", "\\"))
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in dict(members).items():
            info = zipfile.ZipInfo(name if slash == "/" else name.replace("/", slash))
            info.compress_type = method
            archive.writestr(info, content)
    data = bytearray(out.getvalue())
    damage = choices.number(8)
    place, value = choices.number(256), choices.number(256)
    at = place * len(data) // 256
    central = data.rfind(b"PK\x01\x02")
    if damage == 1:
        data[at] = value
    elif damage == 2:
        del data[at:]
    elif damage == 3 and central > 0:
        data[central + 8] |= 1
    elif damage == 4 and central > 0:
        data[central + 24 : central + 28] = bytes([value, place, value, 0])
    elif damage == 5 and central > 0:
        data[central + 10] = value
    elif damage == 6:
        data[:0] = bytes([value]) * place
    return bytes(data)
