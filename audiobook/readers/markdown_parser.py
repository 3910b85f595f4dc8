"""The Markdown parser with the extensions that books use."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from audiobook.readers.markdown_cjk import cjk_strong_plugin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: Block nesting that is followed; markdown-it recurses, and CommonMark's own default of 20 drops text in silence.
DEEPEST = 60
_SLUG_DROP = re.compile(r"[^\w\- ]")


def parser() -> MarkdownIt:
    """CommonMark with tables, footnotes, definition lists, admonitions and fenced divisions, without front matter."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    made.use(footnote_plugin).use(deflist_plugin).use(admon_plugin).use(cjk_strong_plugin)
    return made.use(container_plugin, name="fenced", validate=lambda *_: True)


def slug(text: str) -> str:
    """The id that common Markdown tools give a heading: lower case, punctuation dropped, spaces as hyphens."""
    folded = unicodedata.normalize("NFC", text).lower()
    return _SLUG_DROP.sub("", folded).strip().replace(" ", "-")
