"""Bytes from a fuzzer to a book. Zeros, and bytes that are not there, stand for what is ordinary."""

from __future__ import annotations

from epub_grammar import build_epub


def build(reader: str, data: bytes) -> tuple[bytes, int]:
    """The file's bytes, and the number of the reading policy (see ``oracle.POLICIES``).

    HTML and Markdown are taken as they are; a first byte from ``0`` to ``3`` is the policy's number. An EPUB is made
    by a grammar.
    """
    if reader == "epub":
        return build_epub(data)
    if data[:1] in {b"0", b"1", b"2", b"3"}:
        return data[1:], int(data[:1])
    return data, 0
