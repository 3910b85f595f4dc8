"""Markdown's token stream -> blocks; never through HTML, except for the HTML that the text itself contains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, Skipped
from audiobook.events import warn
from audiobook.readers.blocks import walk
from audiobook.readers.characters import CJK_PATTERN, squeeze
from audiobook.readers.markdown_inline import InlineWalker
from audiobook.readers.markdown_parser import DEEPEST, parser, slug
from audiobook.readers.preformatted import preformatted
from audiobook.readers.spans import SpanBuilder
from audiobook.readers.walk_state import is_scene_break
from audiobook.readers.walked import Links, Walked
from audiobook.readers.xhtml import as_html
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from audiobook.events import Emit

_HEADING_ATTRIBUTES = re.compile(r"[ \t]*\{(?:[#.:-][^{}\n]{0,200})?\}[ \t]*\Z")
_ID = re.compile(r"#([\w:.-]+)")
_TOC_MARK = re.compile(r"\[{1,2}_?_?TOC_?_?\]{1,2}|\{\{?\s*toc\s*\}?\}|\$\{toc\}", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_SENTENCE_END = frozenset("。！？…”」』：；.!?")
#: Share of CJK characters that makes an indented block prose.
_PROSE_SHARE = 0.5
#: A longer header is not repeated in full.
_HEADER_LENGTH = 200
_CONTAINERS = {
    "blockquote": BlockKind.BLOCKQUOTE,
    "list_item": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
}


def walk_markdown(text: str, file: str, emit: Emit) -> Walked:
    """Blocks of a Markdown text (front matter already removed) with their line numbers."""
    walker = _Walker(file)
    tokens = parser().parse(text)
    walker.run(tokens)
    if any(token.level >= DEEPEST for token in tokens):
        warn(emit, "nesting-too-deep", "text nested deeper than 60 levels is not read", SourceRef(file))
    return walker.walked()


class _Walker:
    def __init__(self, file: str) -> None:
        self.file = file
        self.blocks: list[Block] = []
        self.links: list[Links] = []
        self.skipped: list[Skipped] = []
        self.anchors: dict[str, int] = {}
        self.kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
        self.builder = SpanBuilder()
        self.inline = InlineWalker(self.builder, self._skip, self._flush, self._anchor)
        self.line = 0
        self.anchor = ""
        self.level = 0
        self.heading_text = False
        self.headers: list[str] = []
        self.row: list[str] | None = None
        self.in_head = False
        self.note: list[str] | None = None

    def walked(self) -> Walked:
        return Walked(self.file, tuple(self.blocks), tuple(self.links), tuple(self.skipped), self.anchors)

    def run(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.map:
                self.line = token.map[0] + 1
            if self.note is not None:
                self.note = self._in_note(token, self.note)
                continue
            handle = getattr(self, f"_on_{token.type}", None)
            if handle:
                handle(token)
            elif token.type.endswith("_open") and token.type[:-5] in _CONTAINERS:
                self.kinds.append(_CONTAINERS[token.type[:-5]])
            elif token.type.endswith("_close") and token.type[:-6] in _CONTAINERS:
                self.kinds.pop()
        self._flush()

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _on_heading_open(self, token: Token) -> None:
        self.kinds.append(BlockKind.HEADING)
        self.level = int(token.tag[1])
        self.heading_text = False

    def _on_heading_close(self, token: Token) -> None:
        del token
        if not self.heading_text:
            self._scene_break()
        self.kinds.pop()

    def _on_inline(self, token: Token) -> None:
        children = token.children or []
        self.heading_text = bool(token.content.strip())
        if self.kinds[-1] is BlockKind.HEADING and children:
            self._heading_attributes(children)
        if _TOC_MARK.fullmatch(token.content.strip()):
            self._skip("toc", token.content.strip())
            return
        lines = token.content.split("\n")
        verse = self.row is None and all(line.lstrip().startswith("|") for line in lines)
        if verse:
            self.kinds.append(BlockKind.VERSE)
        self.inline.walk(children, verse=verse)
        if self.row is None:
            self._flush()
        if verse:
            self.kinds.pop()

    def _heading_attributes(self, children: Sequence[Token]) -> None:
        last = children[-1]
        found = _HEADING_ATTRIBUTES.search(last.content) if last.type == "text" else None
        if found:
            last.content = last.content[: found.start()]
            self._skip("heading-attributes", found[0].strip())
            if name := _ID.search(found[0]):
                self._anchor(name[1])
        self._anchor(slug("".join(child.content for child in children)))

    def _on_hr(self, token: Token) -> None:
        del token
        self._scene_break()

    def _on_fence(self, token: Token) -> None:
        self._preformatted(token.content, code=True)

    def _on_code_block(self, token: Token) -> None:
        seen = [c for c in token.content if not c.isspace()]
        if seen and sum(1 for c in seen if CJK_PATTERN.match(c)) > _PROSE_SHARE * len(seen):
            self._indented_prose(token.content)
        else:
            self._preformatted(token.content, code=True)

    def _indented_prose(self, content: str) -> None:
        """Chinese paragraphs set with four spaces are no code: a paragraph ends where its last line ends a sentence."""
        inline = parser().parseInline
        held = ""
        for line in [*content.split("\n"), ""]:
            if held and (not line.strip() or held[-1] in _SENTENCE_END):
                self.inline.walk(inline(held)[0].children or [])
                self._flush()
                held = ""
            held += line.strip()

    def _preformatted(self, content: str, *, code: bool) -> None:
        for kind, spans in preformatted(content, code=code):
            self._append(Block(kind, spans, self._source()), Links())

    def _on_html_block(self, token: Token) -> None:
        for comment in _COMMENT.findall(token.content):
            self._skip("comment", comment)
        root = as_html(_COMMENT.sub("", token.content))
        if root is None:
            return
        inner = walk(root, self.file, first_line=self.line - 1)
        for name, index in inner.anchors.items():
            self.anchors.setdefault(name, len(self.blocks) + index)
        self.skipped.extend(inner.skipped)
        self.blocks.extend(inner.blocks)
        self.links.extend(inner.links)

    # -- notes ----------------------------------------------------------------------------------------------------

    def _on_footnote_block_open(self, token: Token) -> None:
        del token
        self.note = []

    def _in_note(self, token: Token, note: list[str]) -> list[str] | None:
        """The note's text so far; None when the notes are over."""
        if token.type == "footnote_block_close":
            return None
        if token.type == "footnote_close":
            self._skip("note", " ".join(note))
            return []
        if token.type == "inline":
            builder = SpanBuilder()
            InlineWalker(builder, lambda *_: None, lambda: None, lambda _: None).walk(token.children or [])
            return [*note, "".join(span.text for span in builder.build())]
        return [*note, token.content] if token.content else note

    # -- tables ---------------------------------------------------------------------------------------------------

    def _on_table_open(self, token: Token) -> None:
        del token
        self.headers = []
        self.kinds.append(BlockKind.TABLE_ROW)

    def _on_table_close(self, token: Token) -> None:
        del token
        self.kinds.pop()

    def _on_thead_open(self, token: Token) -> None:
        del token
        self.in_head = True

    def _on_thead_close(self, token: Token) -> None:
        del token
        self.in_head = False

    def _on_tr_open(self, token: Token) -> None:
        del token
        self.row = []

    def _on_tr_close(self, token: Token) -> None:
        del token
        self.row = None
        if self.in_head:
            text = "".join(span.text + (" " if span.line_break else "") for span in self.builder.build())
            if any(self.headers):
                self._skip("table-header", text)
        else:
            self._flush()

    def _on_td_open(self, token: Token) -> None:
        del token
        if self.row:
            self.builder.line_break()
        number = len(self.row or ())
        header = self.headers[number] if not self.in_head and number < len(self.headers) else ""
        if header:
            self.builder.text(f"{header}: ")
        if self.row is not None:
            self.row.append(header)

    def _on_th_open(self, token: Token) -> None:
        self._on_td_open(token)
        self.headers.append("")

    def _on_th_close(self, token: Token) -> None:
        del token
        self.headers[-1] = squeeze(self.builder.tail(_HEADER_LENGTH))

    # -- records --------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        links = Links(tuple(self.builder.targets), self.builder.linked)
        spans = self.builder.build()
        if not spans:
            return
        kind = self.kinds[-1]
        text = "".join(span.text for span in spans)
        if is_scene_break(kind, text):
            self._skip("scene-break", text)
            self._scene_break()
            return
        level = self.level if kind is BlockKind.HEADING else 0
        self._append(Block(kind, spans, self._source(), level), links)

    def _append(self, block: Block, links: Links) -> None:
        self.blocks.append(block)
        self.links.append(links)

    def _scene_break(self) -> None:
        if self.blocks and self.blocks[-1].kind is not BlockKind.SCENE_BREAK:
            self._append(Block(BlockKind.SCENE_BREAK, (), self._source()), Links())

    def _skip(self, rule: str, text: str) -> None:
        if squeeze(text):
            self.skipped.append(Skipped(rule, squeeze(text), self._source()))

    def _anchor(self, name: str) -> None:
        if name:
            self.anchors.setdefault(name, len(self.blocks))
            self.anchor = name

    def _source(self) -> SourceRef:
        return SourceRef(self.file, self.anchor, self.line)
