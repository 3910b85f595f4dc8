"""Cover pictures: any format a book may hold -> a plain RGB JPEG, or nothing."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from audiobook.document import Cover

if TYPE_CHECKING:
    from PIL.Image import Image

#: Longest side of the cover handed on, in pixels; shops ask for 2,400 to 3,000.
LONGEST_SIDE = 3_000
#: Pictures with more pixels than this are not decoded (judgement: a 10,000 x 8,000 scan is 80 million).
MOST_PIXELS = 100_000_000
_QUALITY = 88
#: A picture up to this size in bytes is kept as it is, when every player can show it.
_SMALL = 2 * 2**20
#: Standard Ebooks covers are drawn at this width.
_SVG_WIDTH = 1_400
_SVG_LONGEST = 32 * 2**20
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href", "src")
_STYLE_URL = re.compile(r"url\(\s*[\"']?(?!#|data:)[^)]{0,2000}\)|@import[^;]{0,2000};?", re.IGNORECASE)


def jpeg_cover(data: bytes, media_type: str) -> Cover | None:
    """A cover for the finished files, RGB JPEG (or the picture as it is, if small and plain); None if it cannot be.

    Never raises and never loads anything but ``data``.
    """
    if not data:
        return None
    try:
        if "svg" in media_type or data.lstrip()[:5] in {b"<?xml", b"<svg "} or b"<svg" in data[:2000]:
            rendered = _render_svg(data)
            return _as_jpeg(rendered) if rendered else None
        return _as_jpeg(data)
    except Exception:  # noqa: BLE001 - Pillow raises anything on a broken picture; a book without cover is still a book
        return None


def _as_jpeg(data: bytes) -> Cover | None:
    import warnings

    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS or not width or not height:
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

    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        full = picture.convert("RGBA")
        paper = Images.new("RGB", full.size, "white")
        paper.paste(full, mask=full.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _render_svg(data: bytes) -> bytes | None:
    """Draw an SVG that refers to nothing outside itself: every other address is removed first."""
    from lxml import etree

    from audiobook.readers.xhtml import clean_xml

    if len(data) > _SVG_LONGEST:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(clean_xml(data), parser)
    for node in root.iter():
        for name in _HREFS:
            address = node.get(name)
            if address is not None and not str(address).strip().lower().startswith(("data:", "#")):
                del node.attrib[name]
        if node.get("style"):
            node.set("style", _STYLE_URL.sub("", str(node.get("style"))))
        if isinstance(node.tag, str) and node.tag.endswith("}style") and node.text:
            node.text = _STYLE_URL.sub("", str(node.text))
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=etree.tostring(root, encoding="unicode"), width=_SVG_WIDTH))
