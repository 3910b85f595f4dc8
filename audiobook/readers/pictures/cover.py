"""Cover pictures: any format a book may hold -> a plain RGB JPEG, or nothing."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from audiobook.document import Cover
from audiobook.readers.pictures.svg import looks_like_svg, png_of_svg

if TYPE_CHECKING:
    from PIL.Image import Image

#: Longest side of the cover handed on, in pixels; shops ask for 2,400 to 3,000.
LONGEST_SIDE = 3_000
#: Pictures with more pixels than this are not decoded: the decoder takes some 10 bytes for each of them. (Judgement:
#: a cover has 2 to 10 million; this is 5,000 x 5,000.)
MOST_PIXELS = 25_000_000
_QUALITY = 88
#: A picture up to this size in bytes is kept as it is, when every player can show it.
_SMALL = 2 * 2**20
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
#: How their files begin, whatever media type the book gives them.
_PIXELS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})


def jpeg_cover(data: bytes, media_type: str, smallest: int = 0) -> Cover | None:
    """A cover for the finished files, RGB JPEG (or the picture as it is, if small and plain); None if it cannot be.

    The content decides what it is; ``media_type`` only helps. None too when one side has fewer than ``smallest``
    pixels. Never raises and never loads anything but ``data``.
    """
    if not data:
        return None
    try:
        if not data.startswith(_PIXELS) and looks_like_svg(data, media_type):
            drawn = png_of_svg(data)
            return _as_jpeg(drawn, 0) if drawn else None
        return _as_jpeg(data, smallest)
    except Exception:  # noqa: BLE001 - Pillow raises anything on a broken picture; a book without cover is still a book
        return None


def _as_jpeg(data: bytes, smallest: int) -> Cover | None:
    import warnings

    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS or min(width, height) < max(1, smallest):
                return None
            plain = picture.format == "JPEG" and picture.mode == "RGB" and not picture.info.get("progressive")
            if plain and len(data) <= _SMALL and max(width, height) <= LONGEST_SIDE:
                picture.load()  # a truncated picture raises here
                return Cover(data, "image/jpeg")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image = _on_white(picture)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Cover(out.getvalue(), "image/jpeg")


def _on_white(picture: Image) -> Image:
    from PIL import Image as Images

    if picture.mode in _WITH_ALPHA or "transparency" in picture.info:
        full = picture.convert("RGBA")
        paper = Images.new("RGB", full.size, "white")
        paper.paste(full, mask=full.getchannel("A"))
        return paper
    return picture.convert("RGB")
