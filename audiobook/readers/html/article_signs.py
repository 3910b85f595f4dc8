"""Whether a page is an article with a site around it, or a book that is read whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.readers.html import article_words as words
from audiobook.readers.html.article_boxes import every
from audiobook.readers.html.article_jsonld import declared_types
from audiobook.readers.sections.titles import is_bare_number
from audiobook.readers.walk import elements

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element

    from audiobook.readers.html.article_boxes import Box, Layout
    from audiobook.readers.walk.walked import Page

#: Judgement: no article is longer, in characters (the longest magazine features have about 200,000).
LONGEST_ARTICLE = 500_000
#: What does not say what it is and is longer than this is not taken for an article.
_LONGEST_UNDECLARED = 200_000
#: This many headings that count chapters make a book.
_CHAPTERS = 3
#: This many links to other pages outside the text make a site.
_SITE_LINKS = 4
_CHAPTER = re.compile(
    r"(?:chapter|book|part|canto|act|letter|kapitel|chapitre|cap[ií]tulo|capitolo|глава|часть)\s+\S"
    r"|第[一二三四五六七八九十百千零〇两\d]{1,6}[章回节卷部集]",
    re.IGNORECASE,
)


def is_book(page: Page) -> bool:
    """Whether the page is surely a book: Project Gutenberg's, one with named chapters, or longer than any article."""
    gutenberg = any(rule.startswith("gutenberg-") for rule in page.dropped.values())
    named = any(kind in {"part", "chapter"} for _, kind in page.walked.kinds)
    return gutenberg or named or page.characters() > LONGEST_ARTICLE


def is_article(declared: Collection[str], page: Page, layout: Layout) -> bool:
    """Whether the page says that it is an article, or has a site's furniture around its text and no chapters.

    ``declared`` are the types that it names itself.
    """
    if not words.BOOK_TYPES.isdisjoint(declared):
        return False
    if not words.ARTICLE_TYPES.isdisjoint(declared):
        return True
    return page.characters() <= _LONGEST_UNDECLARED and not _has_chapters(page) and _has_site(layout)


def types_of_page(root: _Element) -> set[str]:
    """Types named by Open Graph, JSON-LD, microdata and microformats, lower case."""
    found = set(declared_types(root))
    for node in every(root):
        if elements.tag_of(node) == "meta" and (node.get("property") or node.get("name") or "").lower() == "og:type":
            found.update((node.get("content") or "").lower().replace(".", ":").split(":"))
        if kind := node.get("itemtype"):
            found.update(name.rpartition("/")[2].lower() for name in str(kind).split() if "schema.org" in name)
        names = str(node.get("class") or "")
        if "entry" in names and not {"h-entry", "hentry"}.isdisjoint(names.split()):
            found.add("article")
    return found


def _has_chapters(page: Page) -> bool:
    headings = (block.text for block in page.walked.blocks if block.kind is BlockKind.HEADING)
    return sum(1 for text in headings if _CHAPTER.match(text) or is_bare_number(text)) >= _CHAPTERS


def _has_site(layout: Layout) -> bool:
    """Links to other pages in furniture, or in columns and lines that are hardly anything else."""
    boxes = layout.boxes
    around = [box for box in boxes if box.furniture and not boxes[max(0, box.parent)].furniture]
    links = sum(box.away for box in around)
    if links >= _SITE_LINKS or (links and any(box.content for box in boxes)):
        return True
    lists = (box for box in boxes if not box.furniture and _is_list_of_links(box))
    return links + sum(box.away for box in lists if not _is_list_of_links(boxes[max(0, box.parent)])) >= _SITE_LINKS


def _is_list_of_links(box: Box) -> bool:
    return box.away > 0 and box.linked > box.prose
