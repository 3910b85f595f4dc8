"""What is checked on an EPUB's zip file before any parser sees it: protection, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.readers.hrefs import normal
from audiobook.readers.walk.xhtml import parse_xml
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from audiobook.readers.epub.archive import Archive

_FONT_ALGORITHMS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
#: Files that must be plain for a book to be read.
_TEXT_SUFFIXES = (".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx")
_ENCRYPTION = "META-INF/encryption.xml"
_MARKS = (
    ("FairPlay (Apple)", "META-INF/sinf.xml", b""),
    ("LCP (Readium)", "META-INF/license.lcpl", b""),
    ("ADEPT (Adobe)", "META-INF/rights.xml", b"ns.adobe.com/adept"),
    ("FairPlay (Apple)", _ENCRYPTION, b"itunes.apple.com/dataenc"),
    ("LCP (Readium)", _ENCRYPTION, b"readium.org/2014/01/lcp"),
    ("ADEPT (Adobe)", _ENCRYPTION, b"ns.adobe.com/adept"),
)


def refuse_protected(archive: Archive) -> None:
    """Raise SourceError naming the protection; font obfuscation is none, and nothing is ever decrypted."""
    for name, member, mark in _MARKS:
        if not archive.find(member):
            continue
        if not mark or mark in _bytes(archive, member):
            raise _protected(name, member)
    encrypted = encrypted_members(archive)
    text = [name for name in encrypted if name.lower().endswith(_TEXT_SUFFIXES)]
    if text:
        raise _protected("an unknown scheme", text[0])
    locked = [n for n in archive.names() if n.lower().endswith(_TEXT_SUFFIXES) and archive.is_encrypted(n)]
    if locked:
        raise SourceError(
            "the book is password-protected",
            source=SourceRef(normal(locked[0])),
            hint="unpack it with its password and pack it again without one",
        )


def encrypted_members(archive: Archive) -> frozenset[str]:
    """Members listed in ``encryption.xml`` under anything but font obfuscation, from the book's root."""
    root = parse_xml(_bytes(archive, _ENCRYPTION)) if archive.find(_ENCRYPTION) else None
    if root is None:
        return frozenset()
    found: set[str] = set()
    for data in root.iter("{*}EncryptedData"):
        method = next(iter(data.iter("{*}EncryptionMethod")), None)
        if method is not None and method.get("Algorithm") in _FONT_ALGORITHMS:
            continue
        found.update(normal(str(ref.get("URI") or "")) for ref in data.iter("{*}CipherReference"))
    return frozenset(found - {""})


def _bytes(archive: Archive, member: str) -> bytes:
    try:
        return archive.read(member)
    except KeyError:
        return b""


def _protected(scheme: str, member: str) -> SourceError:
    return SourceError(
        f"the book is protected by DRM: {scheme}",
        source=SourceRef(normal(member)),
        hint="it can only be read by the shop's own app; ask the publisher for a copy without DRM",
    )
