"""The Markdown parser with the extensions that books use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from audiobook.readers.markdown.cjk import cjk_strong_plugin
from audiobook.readers.markdown.marks import book_marks
from audiobook.readers.markdown.rules import DEEPEST, book_rules

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: Above the deepest level of blocks, so that markdown-it never drops a block itself; inline marks nest as deep.
_LIMIT = DEEPEST + 40


@cache
def parser() -> MarkdownIt:
    """CommonMark with what books add to it, without front matter. Notes stay where they are defined.

    One parser for all texts: it holds nothing of a text between two calls.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"maxNesting": _LIMIT}).enable(["table", "strikethrough"])
    made.use(footnote_plugin, move_to_end=False).use(deflist_plugin).use(admon_plugin).use(cjk_strong_plugin)
    return made.use(book_rules).use(book_marks)
