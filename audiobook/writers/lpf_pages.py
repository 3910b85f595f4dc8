"""The pages of a packaged audiobook: its entry page with the contents, and the text of each chapter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from audiobook.transcript import Line, TranscribedChapter
from audiobook.writers.fields import AI_VOICE, Fields

#: Languages that are written from right to left (Unicode CLDR, characterOrder).
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_STYLE = "body{max-width:40em;margin:2em auto;padding:0 1em;line-height:1.5}img{max-width:12em}"


def direction(language: str) -> str:
    """``ltr`` or ``rtl``, by the language's own subtags."""
    parts = language.casefold().split("-")
    if "latn" in parts:
        return "ltr"
    return "rtl" if parts[0] in _RIGHT_TO_LEFT or {"arab", "hebr"} & set(parts) else "ltr"


def entry_page(
    fields: Fields, language: str, chapters: Sequence[tuple[str, str, str]], cover: str, manifest: str
) -> str:
    """The page that a package opens with. ``chapters`` are ``(title, audio, text)`` with relative addresses.

    The contents are the first element with the role ``doc-toc``, as the Audiobooks profile wants them; ``cover`` and
    texts may be empty.
    """
    about = [f"<h1>{escape(fields.name)}</h1>"]
    about += [f"<p>{escape(line)}</p>" for line in (fields.subtitle, fields.author, fields.narrator, AI_VOICE) if line]
    if cover:
        about.insert(0, f'<p><img src="{escape(cover)}" alt="Cover of {escape(fields.title)}"></p>')
    listed = "\n".join(f'<li><a href="{escape(audio)}">{escape(title)}</a></li>' for title, audio, _ in chapters)
    body = "\n".join(about) + f'\n<nav role="doc-toc">\n<h2>Contents</h2>\n<ol>\n{listed}\n</ol>\n</nav>'
    texts = "\n".join(f'<li><a href="{escape(text)}">{escape(title)}</a></li>' for title, _, text in chapters if text)
    if texts:
        body += f'\n<section aria-label="Text">\n<h2>Text</h2>\n<ol>\n{texts}\n</ol>\n</section>'
    link = f'<link rel="publication" href="{escape(manifest)}">\n'
    return _page(fields.name, language, body, link)


def text_page(title: str, chapter: TranscribedChapter, language: str) -> str:
    """The text of a chapter: its title, headings and paragraphs as they are displayed."""
    first = chapter.lines[0] if chapter.lines else None
    spoken_title = first is not None and first.item < 0
    head = [] if spoken_title else [f"<h1>{escape(title)}</h1>"]
    return _page(title, language, "\n".join([*head, *_blocks(chapter.lines)]))


def _blocks(lines: Sequence[Line]) -> Iterator[str]:
    for item, group in groupby(lines, key=lambda line: line.item):
        members = tuple(group)
        name = "h1" if item < 0 else "h2" if members[0].heading else "p"
        text = "".join(escape(line.text, quote=False) + line.after for line in members).strip()
        yield f"<{name}>{'<br>'.join(text.split(chr(10)))}</{name}>"


def _page(title: str, language: str, body: str, links: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{escape(title)}</title>\n{links}<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
