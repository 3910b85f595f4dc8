"""The main part of a web page: which of its blocks are the article, and which are the site around it.

The page is walked as a whole, so that every character has its place; this only decides what is left out, under the
rule ``boilerplate``. An extractor (the extra ``article``) gives an opinion; without it, the page's own elements do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Metadata
from audiobook.errors import ConfigError
from audiobook.events import note, warn
from audiobook.readers.html.article_align import align, words_of
from audiobook.readers.html.article_byline import byline
from audiobook.readers.html.article_extract import ExtractionError, ExtractorMissingError, extract
from audiobook.readers.html.article_jsonld import is_free
from audiobook.readers.html.article_judge import judge
from audiobook.readers.html.article_plain import plain_choice, text_outside, with_twins
from audiobook.readers.html.article_signs import LONGEST_ARTICLE, is_article, is_book, types_of_page
from audiobook.readers.html.article_sweep import lay_out
from audiobook.readers.html.article_words import ARTICLE_TYPES, FORUM_TYPES
from audiobook.readers.html.metadata import filled, shown_titles
from audiobook.readers.walk.css import selected
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from audiobook.events import Emit
    from audiobook.readers.html.article_boxes import Layout
    from audiobook.readers.walk.walked import Page
    from audiobook.reading import ReadingPolicy

#: The rule under which the site around an article is left out.
RULE = "boilerplate"
#: The extractor is not asked about larger, deeper or wider pages, since its time grows with all of these: characters of
#: HTML, elements, nested elements, elements in one paragraph. It is asked in haste from this many paragraphs on.
_LARGEST = 5_000_000
_MOST = 60_000
_DEEPEST = 200
_WIDEST = 3_000
_MANY = 2_000
#: Judgement: less text than this, in characters, or as a share of the page's text outside furniture, is no article;
#: the larger share where the page does not say that it is one.
_LEAST = 80
_LEAST_SHARE = 0.05
_LEAST_UNDECLARED = 0.3
_PAGES = re.compile(r"\bpage\s+\d+\s+of\s+([2-9]|\d{2,})\b|第\s*\d+\s*页\s*[/，,]?\s*共\s*\d+\s*页", re.IGNORECASE)


def choose_main(
    page: Page, root: _Element, html: str, metadata: Metadata, policy: ReadingPolicy, emit: Emit
) -> Metadata:
    """Leave out what is not the article, where the policy asks for that; the metadata with what the article adds.

    ``html`` is the text that ``root`` was parsed from. A book, a page where no article is found, and any other page
    that the policy wants whole are left alone. Raises ConfigError where the policy insists on the main part and the
    extra ``article`` is not installed. Time and memory are bounded: very large or deep pages are not given to the
    extractor. Nothing is fetched.
    """
    blocks = page.walked.blocks
    if policy.article == "whole" or (policy.article == "auto" and is_book(page)):
        return metadata
    layout = lay_out(root, blocks, selected(root, policy.keep_selectors) if policy.keep_selectors else ())
    declared = types_of_page(root)
    if policy.article == "auto" and not is_article(declared, page, layout):
        return metadata
    chosen, found = _chosen(page, layout, html, policy, emit)
    if not FORUM_TYPES.isdisjoint(declared):
        chosen = with_twins(blocks, layout, chosen)
    titles = (*shown_titles(root), metadata.title)
    kept = judge(blocks, layout, chosen, titles)
    sure = policy.article == "main" or not ARTICLE_TYPES.isdisjoint(declared)
    share = _LEAST_SHARE if sure else _LEAST_UNDECLARED
    if _too_little(page, layout, kept, share):
        kept = judge(blocks, layout, plain_choice(blocks, layout), titles)
        whole = _too_little(page, layout, kept, share)
        warn(emit, "article-not-found", _NOT_FOUND if whole else _NOT_SURE, SourceRef(page.walked.file))
        if whole:
            return metadata
    _leave_out(page, kept | layout.wanted)
    _tell(page, root, kept, emit)
    return filled(filled(metadata, byline(root)), found)


_NOT_FOUND = "no article was found on the page, so the whole page is read"
_NOT_SURE = "the extractor found hardly any text on the page; what its own elements call the article is read"
_MISSING = "the main part of a page needs the package trafilatura, which is not installed"
_HINT = "pip install 'audiobook[article]', or set article = \"whole\" under [reading]"
_PLAIN = "the article was found by the page's elements alone; pip install 'audiobook[article]' reads such pages better"


def _chosen(page: Page, layout: Layout, html: str, policy: ReadingPolicy, emit: Emit) -> tuple[set[int], Metadata]:
    """The extractor's choice of blocks with its metadata, else the plain choice."""
    blocks = page.walked.blocks
    where = SourceRef(page.walked.file)
    try:
        if _too_much(page, layout, html):
            raise ExtractionError("the page is too large or nested too deep for it")  # noqa: TRY301 - one way out
        main = extract(html, fast=len(blocks) > _MANY)
    except ExtractorMissingError as error:
        if policy.article == "main":
            raise ConfigError(_MISSING, source=where, hint=_HINT) from error
        note(emit, "article-plain", _PLAIN, where)
    except ExtractionError as error:
        message = f"the extractor cannot tell which part of the page is the article: {error}"
        warn(emit, "article-extractor", message, where)
    else:
        return align([words_of(block.own_text) for block in blocks], main.text), main.metadata
    return plain_choice(blocks, layout), Metadata()


def _too_much(page: Page, layout: Layout, html: str) -> bool:
    large = len(html) > _LARGEST or page.characters() > LONGEST_ARTICLE
    return large or layout.elements > _MOST or layout.depth > _DEEPEST or layout.widest > _WIDEST


def _too_little(page: Page, layout: Layout, kept: Iterable[int], share: float) -> bool:
    blocks = page.walked.blocks
    read = (blocks[number] for number in kept if number not in page.dropped)
    size = sum(len(block.own_text) for block in read if block.kind is not BlockKind.HEADING)
    return size < max(_LEAST, share * text_outside(blocks, layout))


def _leave_out(page: Page, kept: set[int]) -> None:
    """Drop every other block; notes are not ours to judge, they follow the policy for notes."""
    notes = {number for body in page.walked.notes for number in range(body.first, body.end)}
    notes |= page.moved | set(page.changed)
    for number in range(len(page.walked.blocks)):
        if number not in kept and number not in notes:
            page.drop(number, RULE)


def _tell(page: Page, root: _Element, kept: set[int], emit: Emit) -> None:
    where = SourceRef(page.walked.file)
    spoken = [n for n, block in enumerate(page.walked.blocks) if block.kind is not BlockKind.SCENE_BREAK]
    left_out = [page.walked.blocks[n].text for n in spoken if n not in kept]
    message = f"read as an article: {len(spoken) - len(left_out)} of the page's {len(spoken)} paragraphs"
    note(emit, "article", f'{message}; article = "whole" under [reading] reads them all', where)
    if any(_PAGES.search(text) for text in left_out):
        warn(emit, "article-pages", "the page says that it is one of several; the others are not in this file", where)
    if not is_free(root):
        message = "the page says that a part of the article is for subscribers; the file may not hold all of it"
        note(emit, "article-incomplete", message, where)
