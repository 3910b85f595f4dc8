"""Covers: found where books hide them, made into a plain JPEG, loading nothing from outside."""

from __future__ import annotations

import base64
import gzip
import io

import pytest
from PIL import Image

from audiobook.readers.pictures import cover as covers
from audiobook.readers.pictures import svg as drawing
from audiobook.readers.pictures.cover import jpeg_cover


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 60), kind: str = "PNG", colour: object = None) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)  # type: ignore[arg-type]
    return out.getvalue()


def opened(found):
    assert found is not None
    assert found.media_type == "image/jpeg"
    return Image.open(io.BytesIO(found.data))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1"])
def test_every_mode_becomes_rgb_jpeg(mode):
    image = opened(jpeg_cover(picture(mode), "image/png"))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 60))


def test_transparent_parts_are_white():
    image = opened(jpeg_cover(picture("RGBA", colour=(255, 0, 0, 0)), "image/png"))
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_small_plain_jpeg_is_kept():
    data = picture(kind="JPEG")
    assert jpeg_cover(data, "image/jpeg").data is data


def test_cmyk_jpeg_becomes_rgb():
    assert opened(jpeg_cover(picture("CMYK", kind="JPEG"), "image/jpeg")).mode == "RGB"


def test_large_picture_is_scaled_down():
    assert opened(jpeg_cover(picture("L", (3500, 20)), "image/png")).size == (3000, 17)


def test_too_many_pixels_are_not_decoded(monkeypatch):
    monkeypatch.setattr(covers, "MOST_PIXELS", 100)
    assert jpeg_cover(picture(), "image/png") is None


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"<svg"])
def test_broken_picture_is_none(data):
    assert jpeg_cover(data, "image/svg+xml" if data.startswith(b"<") else "image/png") is None


def test_truncated_jpeg_is_none():
    assert jpeg_cover(picture(kind="JPEG", size=(400, 600))[:400], "image/jpeg") is None


def svg(content: str) -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 14 21">'
    return f"{head}{content}</svg>".encode()


def test_svg_with_an_embedded_picture_is_drawn():
    inside = base64.b64encode(picture(colour=(0, 0, 255))).decode()
    data = svg(
        f'<image width="14" height="21" preserveAspectRatio="none" xlink:href="data:image/png;base64,{inside}"/>'
    )
    image = opened(jpeg_cover(data, "image/svg+xml"))
    assert image.size == (1400, 2100)
    red, green, blue = image.getpixel((700, 1000))
    assert (red < 10, green < 10, blue > 240) == (True, True, True)


def test_gzipped_svg_is_drawn():
    assert opened(jpeg_cover(gzip.compress(svg('<rect width="14" height="21"/>')), "image/svg+xml")).size == (
        1400,
        2100,
    )


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000"><rect width="1" height="1"/></svg>',
        gzip.compress(b"<svg>" + bytes(40 * 2**20)),
    ],
)
def test_svg_that_asks_for_all_memory_is_none(data):
    assert jpeg_cover(data, "image/svg+xml") is None


def test_svg_that_takes_too_long_is_none(monkeypatch):
    monkeypatch.setattr(drawing, "_SECONDS", 0.001)
    assert jpeg_cover(svg('<rect width="14" height="21"/>'), "image/svg+xml") is None


def test_library_in_the_current_folder_is_not_ours(tmp_path, monkeypatch):
    (tmp_path / "resvg_py.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert jpeg_cover(svg('<rect width="14" height="21"/>'), "image/svg+xml") is not None
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("href", ["{path}", "file://{path}", " {path}"])
def test_svg_loads_no_file(tmp_path, href):
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(colour=(255, 0, 0)))
    address = href.format(path=secret)
    data = svg(
        f'<rect width="14" height="21" fill="#fff"/>'
        f'<image width="14" height="21" xlink:href="{address}" href="{address}"/>'
    )
    assert opened(jpeg_cover(data, "image/svg+xml")).getpixel((700, 1000)) == (255, 255, 255)


ITEM = '<item id="p" href="p.png" media-type="image/png"/>'
NAV = """<nav epub:type="toc"><ol><li><a href="a.xhtml">A</a></li></ol></nav>
<nav epub:type="landmarks"><ol><li><a epub:type="cover" href="z.xhtml#top">Cover</a></li></ol></nav>"""


@pytest.mark.parametrize(
    ("extra", "metadata", "guide"),
    [
        ('<item id="p" href="p.png" media-type="image/png" properties="cover-image"/>', "", ""),
        ('<item id="p" href="p.png" media-type="image/png" properties="svg cover-image"/>', "", ""),
        ('<item id="p" href="p.png" media-type="application/octet-stream" properties="cover-image"/>', "", ""),
        ('<item id="p" href="p.png" media-type="image/svg+xml" properties="cover-image"/>', "", ""),
        ('<item id="p" href="z.xhtml" media-type="application/xhtml+xml" properties="cover-image"/>', "", ""),
        (ITEM, '<meta name="cover" content="p"/>', ""),
        (ITEM, '<meta content=" p " name="Cover"/>', ""),
        (ITEM, '<meta name="cover" content="p.png"/>', ""),
        ('<item id="p" href="p.png" media-type="text/html"/>', '<meta name="cover" content="p"/>', ""),
        (ITEM, '<meta name="cover" content="c1"/>', ""),
        (ITEM, "", '<guide><reference type="cover" href="z.xhtml"/></guide>'),
        (ITEM, "", '<guide><reference type="cover" href="z.xhtml#top"/></guide>'),
        (ITEM, "", '<guide><reference type="Cover" href="p.png"/></guide>'),
        (ITEM, "", '<guide><reference type="other.ms-coverimage-standard" href="p.png"/></guide>'),
        ('<item id="Cover-Image" href="p.png" media-type="image/png"/>', "", ""),
    ],
)
def test_where_an_epub_names_its_cover(make_epub, read, xhtml, extra, metadata, guide):
    pages = {"a.xhtml": xhtml("<p>text</p>"), "z.xhtml": xhtml('<p>x <img src="p.png"/></p>')}
    metadata = "<dc:title>T</dc:title>" + metadata
    source = make_epub(pages, extra=extra, metadata=metadata, guide=guide, members={"EPUB/p.png": picture()})
    assert opened(read(source).cover).size == (40, 60)


def test_cover_of_the_landmarks(make_epub, read, xhtml):
    pages = {"a.xhtml": xhtml("<p>text</p>"), "z.xhtml": xhtml('<p>x <img src="p.png"/></p>')}
    members = {"EPUB/p.png": picture(), "EPUB/nav.xhtml": xhtml(NAV)}
    source = make_epub(pages, '<li><a href="a.xhtml">A</a></li>', members, extra=ITEM)
    assert opened(read(source).cover).size == (40, 60)


FIRST = (
    '<p><img src="p.png"/></p>',
    '<p><img src="https://example.org/x.png"/><img src="p.png"/></p>',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="p.png"/></svg>',
    '<object data="p.png" type="image/png"></object>',
)


@pytest.mark.parametrize("body", FIRST)
def test_first_picture_of_the_first_page_is_the_last_resort(make_epub, read, xhtml, body):
    source = make_epub({"a.xhtml": xhtml(body + "<p>text</p>")}, members={"EPUB/p.png": picture(size=(240, 360))})
    assert opened(read(source).cover).size == (240, 360)


def test_first_place_of_the_reading_order_may_be_the_picture_itself(make_epub, read, xhtml):
    extra = '<item id="p" href="p.png" media-type="image/png" fallback="c0"/>'
    spine = '<itemref idref="p"/><itemref idref="c0"/>'
    members = {"EPUB/p.png": picture(size=(240, 360))}
    source = make_epub({"a.xhtml": xhtml("<p>text</p>")}, extra=extra, spine=spine, members=members)
    assert opened(read(source).cover).size == (240, 360)


@pytest.mark.parametrize("data", [picture(size=(600, 60)), b"junk", b""])
def test_ornament_or_broken_picture_on_the_first_page_is_no_cover(make_epub, read, xhtml, data):
    events = []
    source = make_epub({"a.xhtml": xhtml('<p><img src="p.png"/>t</p>')}, members={"EPUB/p.png": data})
    assert read(source, events).cover is None
    assert "cover-unreadable" not in [e.code for e in events]


def test_next_candidate_stands_in_for_a_broken_one(make_epub, read, xhtml):
    extra = '<item id="x" href="gone.png" media-type="image/png" properties="cover-image"/>' + ITEM
    metadata = '<dc:title>T</dc:title><meta name="cover" content="p"/>'
    members = {"EPUB/p.png": picture()}
    events = []
    source = make_epub({"a.xhtml": xhtml("<p>t</p>")}, extra=extra, metadata=metadata, members=members)
    assert opened(read(source, events).cover).size == (40, 60)
    assert [e.source.file for e in events if e.code == "cover-unreadable"] == ["EPUB/gone.png"]


def test_hundred_broken_covers_are_not_all_tried(make_epub, read, xhtml):
    extra = "".join(
        f'<item id="i{n}" href="gone{n}.png" media-type="image/png" properties="cover-image"/>' for n in range(100)
    )
    events = []
    assert read(make_epub({"a.xhtml": xhtml("<p>t</p>")}, extra=extra), events).cover is None
    assert sum(e.code == "cover-unreadable" for e in events) < 10


def test_broken_cover_is_a_finding(make_epub, read, xhtml):
    extra = '<item id="p" href="p.png" media-type="image/png" properties="cover-image"/>'
    events = []
    document = read(make_epub({"a.xhtml": xhtml("<p>t</p>")}, extra=extra, members={"EPUB/p.png": b"junk"}), events)
    assert document.cover is None
    assert "cover-unreadable" in [e.code for e in events]


@pytest.mark.parametrize(
    ("address", "found"),
    [("p.png", True), ("sub/p.png", True), ("../out.png", False), ("https://example.org/p.png", False)],
)
def test_picture_beside_a_page(tmp_path, read, address, found):
    folder = tmp_path / "shelf"
    (folder / "sub").mkdir(parents=True)
    for name in ("shelf/p.png", "shelf/sub/p.png", "out.png"):
        (tmp_path / name).write_bytes(picture())
    page = folder / "a.html"
    page.write_text(f'<html><body><img src="{address}"><p>t</p></body></html>')
    assert (read(page).cover is not None) is found


def test_picture_behind_a_link_out_of_the_folder(tmp_path, read):
    folder = tmp_path / "shelf"
    folder.mkdir()
    (tmp_path / "out.png").write_bytes(picture())
    (folder / "p.png").symlink_to(tmp_path / "out.png")
    page = folder / "a.md"
    page.write_text("---\ncover: p.png\n---\n\ntext")
    assert read(page).cover is None
