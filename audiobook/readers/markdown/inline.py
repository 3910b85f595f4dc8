"""Inline Markdown tokens -> spans: emphasis, line ends, notes, pictures and the HTML that flows inside a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.readers.hrefs import is_remote
from audiobook.readers.markdown.html import comment_of, is_image_file, link_rule, plain
from audiobook.readers.markdown.tags import HtmlTags
from audiobook.readers.walk.characters import CJK
from audiobook.readers.walk.spans import SpanBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.token import Token

    from audiobook.readers.markdown.records import Records

#: A ``**`` without its other half beside a CJK character is not spoken.
_BESIDE_CJK = re.compile(f"(?<=[{CJK}“”‘’—…])\\*\\*|\\*\\*(?=[{CJK}“”‘’—…])")
#: The text of a note mark is no longer than this; see ``silent``.
_LONGEST_MARK = 12
#: Tokens that are not read, and the rule that says so.
_SILENT = {
    "directive": "directive",
    "attributes": "attributes",
    "hidden_note": "comment",
    "formula": "math",
    "citation": "citation",
    "undefined_note": "noteref",
}


class InlineWalker(HtmlTags):
    """Walks the children of one inline token into a builder.

    ``cut()`` ends the block in hand and begins another of its kind; ``inline_note(token)`` reads a note that is
    written where it is referred to; ``alts`` collects descriptions of pictures that are to be read.
    """

    def __init__(
        self,
        builder: SpanBuilder,
        records: Records,
        cut: Callable[[], None],
        inline_note: Callable[[Token], None],
    ) -> None:
        super().__init__(builder, records)
        self.cut = cut
        self.inline_note = inline_note
        self.alts: list[str] = []
        self.verse = False
        self.in_list = False
        self.heading = False  # the run is a heading
        self._title_line = False  # a callout's title ends with its line

    def walk(self, tokens: Sequence[Token], *, verse: bool = False, in_list: bool = False, language: str = "") -> None:
        """Add all tokens of one inline run; ``verse`` when every line is a line of verse."""
        self.verse, self.in_list, self._title_line = verse, in_list, False
        self.begin(language)
        number = 0
        while number < len(tokens):
            token = tokens[number]
            if token.type == "softbreak":
                self._softbreak(tokens[number + 1] if number + 1 < len(tokens) else None)
            elif token.type in {"link_open", "html_inline"} and (after := self._note_link(tokens, number)):
                number = after
                continue
            elif handle := getattr(self, f"_on_{token.type}", None):
                handle(token)
            elif rule := _SILENT.get(token.type):
                self.records.skip(rule, token.content)
            elif token.content:
                self.text(token.content)
            number += 1
        self.end()

    # -- text -----------------------------------------------------------------------------------------------------

    def _on_text(self, token: Token) -> None:
        text = token.content
        if self.verse and self.builder.last in {"", "\n"} and text.startswith("|"):
            self.records.skip("markup", "|")
            text = text[1:]
        if "**" in text and (stray := _BESIDE_CJK.findall(text)):
            self.records.skip("markup", " ".join(stray))
            text = _BESIDE_CJK.sub("", text)
        self.text(text)

    def _on_hardbreak(self, token: Token) -> None:
        del token
        self.line_break()

    def _softbreak(self, following: Token | None) -> None:
        if self._title_line:
            self._title_line = False
            self.cut()
        elif self.verse:
            self.line_break()
        elif following is not None and following.content.startswith("\u3000"):
            self.end()
            self.cut()  # an indented line begins a paragraph in Chinese typography
        else:
            self.text("\n")

    def _on_checkbox(self, token: Token) -> None:
        if self.in_list:
            self.records.skip("checkbox", token.content)
        else:
            self.text(token.content)

    def _on_callout(self, token: Token) -> None:
        self.records.skip("directive", token.content)
        self._title_line = True

    def _on_raised(self, token: Token) -> None:
        self.raised(token.content)

    def _on_em_open(self, token: Token) -> None:
        del token
        self.emphasis += 1

    def _on_em_close(self, token: Token) -> None:
        del token
        self.emphasis -= 1

    _on_strong_open = _on_mark_open = _on_em_open
    _on_strong_close = _on_mark_close = _on_em_close

    def _on_span_open(self, token: Token) -> None:
        self.open_language(str(token.attrs.get("lang", "")))

    def _on_span_close(self, token: Token) -> None:
        del token
        self.close_language()

    # -- links, notes, pictures -----------------------------------------------------------------------------------

    def _on_link_open(self, token: Token) -> None:
        href = str(token.attrs.get("href", ""))
        if href and not is_remote(href):
            self.builder.targets.append(unquote(href))
            self.link = True

    def _on_link_close(self, token: Token) -> None:
        del token
        self.link = False

    def _note_link(self, tokens: Sequence[Token], number: int) -> int:
        """The number of the token after a link that is only a note mark or leads back from a note; else 0."""
        token = tokens[number]
        closing = "link_close" if token.type == "link_open" else "html_inline"
        text, end, last = "", number + 1, min(len(tokens), number + _LONGEST_MARK)
        while end < last and tokens[end].type != closing and len(text) <= _LONGEST_MARK:
            text += plain(tokens[end : end + 1])
            end += 1
        if end >= last or tokens[end].type != closing or not text.strip():
            return 0
        href, rule = link_rule(token, tokens[end], text, self.rules, raised=self.inside("sup"))
        if not rule:
            return 0
        self.records.note_mark(href=unquote(href), text=text.strip(), at_start=not self.builder)
        self.records.skip(rule, text)
        self.builder.note_removed()
        return end + 1

    def _on_image(self, token: Token) -> None:
        self.picture(plain(token.children or []) or token.content)

    def _on_embed(self, token: Token) -> None:
        """Obsidian's ``![[file]]``: a picture, or another text."""
        if is_image_file(token.info):
            self.picture(token.meta["shown"])
        else:
            self.records.skip("directive", token.info, counted=False)

    def picture(self, description: str) -> None:
        """Its description is read after the block, or not at all."""
        if description.strip() and (self.heading or self.records.policy.images == "read"):
            self.alts.append(description)
        else:
            self.records.skip("image", description, counted=False)

    def _on_footnote_ref(self, token: Token) -> None:
        if label := str(token.meta.get("label") or ""):
            self.records.note_mark(label=label, at_start=not self.builder)
            self.records.skip("noteref", label, counted=False)
        else:
            self.inline_note(token)
        self.builder.note_removed()

    def _on_html_inline(self, token: Token) -> None:
        if comment := comment_of(token.content):
            self.records.skip("comment", comment, counted=False)
        else:
            self.tag(token.content)
