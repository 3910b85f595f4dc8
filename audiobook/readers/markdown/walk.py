"""What every part of the walk over Markdown shares: the block in hand, and inline text that is read apart from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audiobook.document import Block, BlockKind, Span
from audiobook.readers.markdown.inline import InlineWalker
from audiobook.readers.markdown.regions import Regions
from audiobook.readers.walk.spans import SpanBuilder, primary
from audiobook.readers.walk.state import is_scene_break
from audiobook.readers.walk.walked import Links

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from audiobook.readers.markdown.records import Records


class MarkdownWalk:
    """State of one walk; used once. ``env`` is what the parser noted on the way, ``language`` the text's own."""

    def __init__(self, records: Records, env: Mapping[str, Any], language: str) -> None:
        self.records = records
        self.env = env
        self.language = language
        self.regions = Regions(records.rules, records.policy.notes)
        self.kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
        self.level = 0
        self.builder = SpanBuilder()
        self.inline = InlineWalker(self.builder, records, self.flush, self.inline_note)

    def read(self, children: Sequence[Token], *, verse: bool) -> None:
        """Read one inline run as a block, or as several."""
        in_list = self.kinds[-1] is BlockKind.LIST_ITEM
        self.inline.heading = self.kinds[-1] is BlockKind.HEADING
        before = self.records.count
        self.inline.walk(children, verse=verse, in_list=in_list, language=self.regions.language)
        self.flush()
        self.pictures(alone=self.records.count == before)

    def flush(self) -> None:
        """Finish the block in hand."""
        links = Links(tuple(self.builder.targets), self.builder.linked)
        language = self.regions.language
        spans = self.builder.build(language)
        kind = self.kinds[-1]
        text = "".join(span.text for span in spans)
        if not spans:
            return
        if is_scene_break(kind, text):
            self.records.skip("scene-break", text)
            self.records.scene_break()
            return
        level = self.level if kind is BlockKind.HEADING else 0
        foreign = language if primary(language) != primary(self.language) else ""
        self.records.append(Block(kind, spans, self.records.here(), level, foreign), links)

    def pictures(self, *, alone: bool = False) -> None:
        """Read the descriptions of a block's pictures after it; a heading that is only a picture is its description."""
        alts, self.inline.alts = self.inline.alts, []
        if alone and alts and self.kinds[-1] is BlockKind.HEADING:
            spans = (Span(" ".join(alts), added="alt"),)
            self.records.append(Block(BlockKind.HEADING, spans, self.records.here(), self.level))
            return
        for alt in alts:
            if self.records.policy.images != "read":
                self.records.skip("image", alt, counted=False)
                continue
            self.records.append(Block(BlockKind.CAPTION, (Span(alt, added="alt"),), self.records.here()))

    def apart(self, children: Sequence[Token]) -> tuple[tuple[Span, ...], Links]:
        """The text of an inline run, read apart from the block in hand."""
        builder = SpanBuilder()

        def cut() -> None:
            builder.line_break()

        inline = InlineWalker(builder, self.records, cut, self.inline_note)
        inline.walk(children, language=self.regions.language)
        self.inline.alts += inline.alts
        links = Links(tuple(builder.targets), builder.linked)
        return builder.build(self.regions.language), links

    def inline_note(self, token: Token) -> None:
        """A note that is written where it is referred to."""
        tokens = self.env["footnotes"]["list"][token.meta["id"]].get("tokens", [])
        name = self.records.open_note()
        spans, links = self.apart(tokens)
        if spans:
            self.records.append(Block(BlockKind.NOTE, spans, self.records.here()), links)
        self.records.close_note()
        self.records.note_mark(name=name, at_start=False)
