"""Make what is made in examples/: EPUB, HTML page and picture from the Markdown story, sound of the example show.

Run it after editing the story or the show's tape.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import make_example_show
import yaml
from ebooklib import epub
from markdown_it import MarkdownIt
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parents[1] / "examples"
STEM = "the-lamp-at-gull-point"
SIDE = 1400
#: A fixed date, so that making the book again changes nothing but what was edited.
WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)


def picture(path: Path) -> None:
    """A lighthouse at night: fog bands, a tower, one beam."""
    image = Image.new("RGB", (SIDE, SIDE), (18, 28, 46))
    draw = ImageDraw.Draw(image)
    for band in range(12):
        shade = 30 + band * 8
        draw.rectangle((0, 900 + band * 42, SIDE, 942 + band * 42), fill=(shade, shade + 12, shade + 28))
    draw.polygon([(720, 330), (SIDE, 120), (SIDE, 460)], fill=(250, 226, 140))
    draw.polygon([(600, 1150), (655, 400), (765, 400), (820, 1150)], fill=(232, 228, 218))
    for y in range(480, 1150, 180):
        draw.polygon(
            [(648 - y // 40, y), (772 + y // 40, y), (776 + y // 40, y + 80), (644 - y // 40, y + 80)],
            fill=(150, 44, 40),
        )
    draw.rectangle((640, 300, 780, 400), fill=(255, 240, 180))
    draw.polygon([(625, 300), (795, 300), (710, 220)], fill=(60, 20, 20))
    draw.ellipse((-200, 1090, SIDE + 200, 1700), fill=(12, 16, 24))
    image.quantize(32).save(path, optimize=True)


def chapters(text: str) -> list[tuple[str, str]]:
    """(title, body) of each first-level heading."""
    parts = re.split(r"^# (.+)$", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def write_epub(meta: dict[str, object], story: list[tuple[str, str]], render: MarkdownIt) -> None:
    """An EPUB 3 with a cover, a navigation and one file a chapter."""
    book = epub.EpubBook()
    book.set_identifier("urn:uuid:0d8f4c1e-6a52-4f0c-9a43-1b7a2f6d9e10")
    book.set_title(str(meta["title"]))
    book.set_language(str(meta["language"]))
    book.add_author(str(meta["author"]))
    for name in ("date", "description", "rights"):
        book.add_metadata("DC", name, str(meta[name]))
    book.set_cover("cover.png", (HERE / f"{STEM}.png").read_bytes(), create_page=False)
    items = []
    for number, (title, body) in enumerate(story, 1):
        item = epub.EpubHtml(title=title, file_name=f"chapter-{number}.xhtml", lang=str(meta["language"]))
        page = render.render(body).replace(f"{STEM}.png", "cover.png")
        item.content = f"<h1>{html.escape(title)}</h1>\n{page}"
        book.add_item(item)
        items.append(item)
    book.toc = items
    book.spine = ["nav", *items]
    book.add_item(epub.EpubNav())
    book.add_item(epub.EpubNcx())
    epub.write_epub(HERE / f"{STEM}.epub", book, {"mtime": WRITTEN})


def write_html(meta: dict[str, object], story: list[tuple[str, str]], render: MarkdownIt) -> None:
    """One HTML page with the same text."""
    head = "".join(
        f'<meta name="{n}" content="{html.escape(str(meta[n]))}"/>\n' for n in ("author", "date", "description")
    )
    body = "".join(f"<h2>{html.escape(title)}</h2>\n{render.render(text)}" for title, text in story)
    page = (
        f'<!DOCTYPE html>\n<html lang="{meta["language"]}">\n<head>\n<meta charset="utf-8"/>\n'
        f"<title>{html.escape(str(meta['title']))}</title>\n{head}"
        f'<meta property="og:image" content="{STEM}.png"/>\n</head>\n<body>\n'
        f"<h1>{html.escape(str(meta['title']))}</h1>\n{body}</body>\n</html>\n"
    )
    (HERE / f"{STEM}.html").write_text(page, encoding="utf-8")


def main() -> None:
    """Write all of it."""
    _, front, text = (HERE / f"{STEM}.md").read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(front)
    story = chapters(text)
    render = MarkdownIt("commonmark", {"xhtmlOut": True})
    picture(HERE / f"{STEM}.png")
    write_epub(meta, story, render)
    write_html(meta, story, render)
    make_example_show.main()


if __name__ == "__main__":
    main()
