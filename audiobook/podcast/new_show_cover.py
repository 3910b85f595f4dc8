"""A cover to begin with, so that a new show's files are whole before anybody has drawn one."""

from __future__ import annotations

import hashlib
import io
import textwrap

#: Apple takes squares of 1400 to 3000 pixels; the smallest loads fastest.
_SIDE = 1400
#: Dark backgrounds, on which white can be read (contrast of 7 and more, WCAG 2.2 AAA); own choice.
_COLOURS = ("#1f3a5f", "#4a2545", "#1d4d3f", "#5a2a1e", "#3a3a52", "#4b3b12")
_RINGS = range(260, 1500, 120)
#: Characters of a line of the title, and its lines; the size fits them.
_WIDTH, _LINES, _SIZE = 16, 4, 130
_LEFT, _LAST = 100, 1280
#: The font that comes with pillow has these letters.
_LATIN = 0x180


def cover_png(title: str) -> bytes:
    """A square PNG of 1400 pixels: a colour of the title's own, rings, and the title if its letters are Latin.

    The same bytes for the same title and version of pillow.
    """
    from PIL import Image, ImageColor, ImageDraw, ImageFont

    number = hashlib.sha256(title.encode()).digest()[0]
    ground = _COLOURS[number % len(_COLOURS)]
    picture = Image.new("RGB", (_SIDE, _SIDE), ground)
    draw = ImageDraw.Draw(picture)
    rim = tuple(min(part + 24, 255) for part in ImageColor.getrgb(ground)[:3])
    for radius in _RINGS:
        draw.circle((_SIDE, 0), radius, outline=rim, width=36)
    if all(ord(char) < _LATIN for char in title):
        text = "\n".join(textwrap.wrap(title, _WIDTH, max_lines=_LINES, placeholder="…"))
        font = ImageFont.load_default(_SIZE)
        draw.multiline_text((_LEFT, _LAST), text, fill="white", font=font, anchor="ld", spacing=24)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
