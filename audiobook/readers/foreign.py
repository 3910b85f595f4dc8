"""What a file is, by its name and its first bytes, with an error that says what to do with one that is not read."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from audiobook.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

#: Enough of a file to know what it is.
_HEAD = 2_048
_CONVERT = "convert it to EPUB first (for example with calibre)"
_FORMATS = {
    ".pdf": ("a PDF", _CONVERT),
    ".mobi": ("a Mobipocket book", _CONVERT),
    ".prc": ("a Mobipocket book", _CONVERT),
    ".azw": ("a Kindle book", _CONVERT),
    ".azw3": ("a Kindle book", _CONVERT),
    ".kfx": ("a Kindle book", _CONVERT),
    ".docx": ("a Word document", _CONVERT),
    ".doc": ("a Word document", _CONVERT),
    ".odt": ("an OpenDocument text", _CONVERT),
    ".rtf": ("a rich text file", _CONVERT),
    ".fb2": ("a FictionBook", _CONVERT),
    ".djvu": ("a DjVu scan", _CONVERT),
    ".cbz": ("a comic", "pictures cannot be read aloud"),
    ".cbr": ("a comic", "pictures cannot be read aloud"),
    ".txt": ("plain text", "save it as Markdown: give it the suffix .md and put '# ' before each chapter title"),
}
_MAGIC = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"AT&TFORM", ".djvu"),
)
_MOBI = (b"BOOKMOBI", b"TEXtREAd")
_LFS = b"version https://git-lfs.github.com/spec/"
_URL = re.compile(r"(?:https?|ftp|file):/{1,2}", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype\s+html|<html)\b", re.IGNORECASE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: Control characters that no text has, but for NUL, which UTF-16 is full of, and escape, which ISO-2022-JP begins with.
_CONTROLS = bytes((*range(1, 9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
#: A tenth of random bytes are such; a text may have one by mistake.
_CONTROLS_SHARE, _CONTROLS_FEW = 0.02, 8
#: Suffixes of a text in one file; the rest of what is read is packed.
MARKDOWN_SUFFIXES = (".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (*MARKDOWN_SUFFIXES, *HTML_SUFFIXES)


def refuse_address(source: Path) -> None:
    """Raise SourceError for a web address: nothing is ever fetched."""
    if _URL.match(str(source)):
        address = re.sub(r"^(\w+:)/+", r"\1//", str(source))  # a path has lost the second slash
        raise SourceError(f"'{address}' is a web address; books are only read from files", hint="download it first")


def refuse_foreign(source: Path) -> None:
    """Raise SourceError for what is no file with something in it, or holds what is not read."""
    head = _head(source)
    suffix = source.suffix.lower()
    _refuse_format(source, suffix, head)
    _refuse_contradiction(source, suffix, head)


def _head(source: Path) -> bytes:
    name = f"'{source}'"
    try:
        info = source.stat()
        if stat.S_ISDIR(info.st_mode):
            raise SourceError(f"{name} is a folder, not a file")
        if not stat.S_ISREG(info.st_mode):
            raise SourceError(f"{name} is not a regular file")
        if info.st_size == 0:
            raise SourceError(f"{name} is empty", hint="get the file again")
        with source.open("rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError as error:
        raise SourceError(f"there is no file {name}", hint="check the path") from error
    except PermissionError as error:
        raise SourceError(f"{name} may not be read: permission denied", hint="change its permissions") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{name} cannot be read: {error}") from error


def _refuse_format(source: Path, suffix: str, head: bytes) -> None:
    if head.startswith(_LFS):
        raise SourceError(
            f"'{source}' is only a Git LFS pointer, not the book itself", hint="fetch the file with: git lfs pull"
        )
    kind = next((known for magic, known in _MAGIC if head.removeprefix(_BOM).startswith(magic)), "")
    if any(magic in head[:80] for magic in _MOBI):
        kind = ".mobi"
    kind = kind or suffix
    if source.name.lower().endswith(".script.md"):
        raise SourceError(f"'{source}' is a tagged script, not a book", hint=f"build it: audiobook build {source}")
    if kind in _FORMATS:
        what, hint = _FORMATS[kind]
        raise SourceError(f"'{source}' is {what}, which is not read", hint=hint)


def _refuse_contradiction(source: Path, suffix: str, head: bytes) -> None:
    """The content must not contradict the suffix."""
    zipped = head.startswith(_ZIP)
    if suffix == ".epub" and not zipped and _is_text(head):
        what = "an HTML file" if _MARKUP.match(head.removeprefix(_BOM)) else "a text file"
        right = ".html" if what == "an HTML file" else ".md"
        raise SourceError(
            f"'{source}' is not an EPUB but {what}", hint=f"rename it to {source.with_suffix(right).name} and try again"
        )
    if suffix in TEXT_SUFFIXES and zipped:
        raise SourceError(f"'{source}' is a zip file", hint=f"if it is an EPUB, rename it to {source.stem}.epub")
    if suffix in TEXT_SUFFIXES and _is_binary(head):
        raise SourceError(f"'{source}' holds no text but bytes of another kind", hint="check that it is the right file")


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not head.startswith(b"PK")


def _is_binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return not head.startswith(_WIDE) and controls >= max(_CONTROLS_FEW, _CONTROLS_SHARE * len(head))
