"""Seeds and a dictionary for one reader: `python scripts/fuzz/seeds.py READER FOLDER DICTIONARY`.

Seeds are the small texts that the readers' tests are written with: every construct is there, and none of it is
anybody else's book.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from pathlib import Path

from epub_grammar import STRUCTURE

from audiobook.readers.walk import vocabulary

TESTS = Path(__file__).resolve().parents[2] / "tests" / "readers"
_SMALLEST, _LARGEST = 4, 6_000
_ATTRIBUTES = (
    *("id=", "href=", "class=", "epub:type=", "role=", "hidden", "lang=", "xml:lang=", "style=", "title=", "alt="),
    *('"#a"', '"a"', '"noteref"', '"footnote"', '"pagebreak"', '"z3998:verse"', '"toc"', "aria-hidden=", "name="),
)
_MARKUP = ("<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html [", "<!ENTITY", "&amp;", "&nbsp;", "&#x", "&mdash;", "\f")
_INLINE = ("a", "br", "em", "img", "math", "mi", "rb", "rp", "rt", "ruby", "small", "span", "sub", "sup", "svg", "text")
_MARKDOWN = (
    *("# ", "## ", "\n\n", "**", "*", "_", "`", "```\n", "> ", "- ", "1. ", "|", "|-|-|\n", "[^1]", "[^1]: ", "^["),
    *("---\n", "+++\n", "* * *\n", "    ", "\t", "{#a .b}", "::: note\n", "!!! note\n", "term\n: ", "[a]: ", "!["),
    *("](", "~~", "<!--", "-->", "<ruby>", "<rt>", "<br>", "<p hidden>", "\u3000\u3000", "漢字。", "“", "”", "% T\n"),
    *("\\", "=== \n"),
)


def constructs(pattern: str) -> list[str]:
    """All texts of a tolerable size in the tests whose file names match."""
    found: dict[str, None] = {}
    for file in sorted(TESTS.glob(pattern)):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _SMALLEST <= len(text) <= _LARGEST:
                found.setdefault(text)
    return list(found)


def seeds_of(reader: str) -> list[bytes]:
    """Inputs to begin with."""
    if reader == "markdown":
        return [text.encode("utf-8", "replace") for text in constructs("test_readers_markdown*.py")]
    bodies = [text for text in constructs("test_*.py") if "<" in text]
    if reader == "html":
        return [body.encode("utf-8", "replace") for body in bodies]
    books = [bytes(STRUCTURE) + body.encode("utf-8", "replace") for body in bodies]
    # One book of several pages for each value of each choice.
    pages = "\f".join(["<h1 id='a'>One</h1><p>First.</p><h2 id='b'>Two</h2><p>More.</p>", *bodies[:40:8]]).encode()
    for place in range(STRUCTURE):
        for value in range(1, 10):
            structure = bytearray(STRUCTURE)
            structure[place] = value
            books.append(bytes(structure) + pages)
    return books


def words_of(reader: str) -> list[str]:
    """Words worth inserting whole."""
    if reader == "markdown":
        return list(_MARKDOWN)
    tags = sorted({*vocabulary.BLOCK_TAGS, *vocabulary.SILENT_TAGS, *_INLINE})
    return [*(f"<{tag}>" for tag in tags), *(f"</{tag}>" for tag in tags), *_ATTRIBUTES, *_MARKUP]


def main() -> None:
    """Write both."""
    reader, folder, dictionary = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(reader):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words_of(reader))
    dictionary.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")


if __name__ == "__main__":
    main()
