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

TESTS = Path(__file__).resolve().parents[2] / "tests"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
#: Where the tests of the other parsers lie, and what their texts have in them.
_ELSEWHERE = {
    "script": (("prep", "test_script*.py", ""), ("podcast", "test_render*.py", "[")),
    "merge": (("prep", "test_merge*.py", ""), ("prep", "test_script*.py", "")),
    "cast": (("casting", "test_*.py", "="),),
    "csv": (("casting", "test_*csv*.py", ","),),
    "config": (("corridor", "test_*.py", "="), ("cli", "test_*.py", "=")),
    "lexicon": (("prep", "test_lexicon*.py", "="),),
    "pls": (("prep", "test_*pls*.py", "<"),),
    "template": (("corridor", "test_credits*.py", "{"), ("podcast", "test_render*.py", "{")),
    "episode": (("podcast", "test_render*.py", "{"),),
    "data": (("podcast", "test_render*.py", ""),),
    "show": (("podcast", "test_*.py", "="),),
    "feed": (("podcast", "test_*.py", "<"),),
}
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
#: For the parsers of text that is not markup.
_SIGNS = (
    *("[", "]", "[]", "[@", "[pause 1s]", "[sound a.wav]", "[music a.mp3 -6dB fade 2s]", "[music end]", "[lang fr]"),
    *("[/lang]", '[say "a" as "b"]', "+++\n", "***\n", "# ", "{silent}", "<!--", "-->", "\\", "?]", ": ", "\f", "\n\n"),
    *(
        "[[entry]]\n",
        'written = "',
        'say = "',
        "[build]\n",
        "[audio]\n",
        " = ",
        '"""',
        "''",
        "{{ ",
        " }}",
        "{% ",
        " %}",
    ),
    *(
        "for x in names",
        "endfor",
        "if ",
        "endif",
        "set ",
        "macro ",
        "|",
        "__class__",
        "<lexeme>",
        "<grapheme>",
        "<phoneme>",
    ),
    *(
        "&anchor ",
        "*anchor",
        "- ",
        "!!python/object",
        "1e999",
        "9" * 40,
        "\0",
        "\ud7ff",
        "<rss>",
        "<item>",
        "<!DOCTYPE ",
    ),
)


def constructs(pattern: str, room: str = "readers") -> list[str]:
    """All texts of a tolerable size in the tests of a room whose file names match."""
    found: dict[str, None] = {}
    for file in sorted((TESTS / room).glob(pattern)):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _SMALLEST <= len(text) <= _LARGEST:
                found.setdefault(text)
    return list(found)


def parser_seeds(name: str) -> list[bytes]:
    """Inputs to begin with, for a parser of parsers.py."""
    if name == "audio":
        return _recordings()
    texts = [text for room, files, sign in _ELSEWHERE[name] for text in constructs(files, room) if sign in text]
    if name in {"template", "episode"}:
        kind = "credits-*.j2" if name == "template" else "podcast-*.script.md.j2"
        texts += [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob(kind))]
    first = (b"\0", b"\1", b"\2") if name == "data" else (b"",)
    return [byte + text.encode("utf-8", "replace") for text in texts for byte in first]


def _recordings() -> list[bytes]:
    """A second of a tone as each kind of file, after the byte that says which."""
    import tempfile

    import av
    import numpy as np

    found = []
    tone = (np.sin(np.arange(48_000) * 0.05) * 8000).astype(np.int16).reshape(1, -1)
    kinds = (("mp3", "libmp3lame"), ("mp4", "aac"), ("flac", "flac"), ("wav", "pcm_s16le"), ("ogg", "libopus"))
    for number, (container, codec) in enumerate(kinds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a"
            with av.open(str(path), "w", format=container) as output:
                stream = output.add_stream(codec, rate=48_000)
                frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
                frame.sample_rate = 48_000
                for one in av.AudioResampler(format=stream.format, layout="mono", rate=48_000).resample(frame):
                    output.mux(stream.encode(one))
                output.mux(stream.encode(None))
            found.append(bytes([number]) + path.read_bytes())
    return found


def seeds_of(reader: str) -> list[bytes]:
    """Inputs to begin with."""
    if reader == "audio" or reader in _ELSEWHERE:
        return parser_seeds(reader)
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
    if reader == "audio" or reader in _ELSEWHERE:
        return list(_SIGNS)
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
