"""Drawing an SVG that a stranger made: nothing is loaded from outside it, in a process that may die of it."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib

#: Standard Ebooks covers are drawn at this width, in pixels.
_WIDTH = 1_400
#: Bytes of markup; a cover that holds a photograph has 10 MB.
_LONGEST = 32 * 2**20
#: A real cover takes half a second.
_SECONDS = 10
#: Address space of the drawing process; a picture of the largest size that is used takes a fifth of it.
_MEMORY = 2**30
_GZIP = b"\x1f\x8b"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href", "src")
_STYLE_URL = re.compile(r"url\(\s*[\"']?(?!#|data:)[^)]{0,2000}\)|@import[^;]{0,2000};?", re.IGNORECASE)

#: What the other process runs. The library ends its process when memory does not suffice, and a small file can ask it
#: for any amount of memory and time (a very tall picture, thousands of filters).
_DRAW = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, OSError, ValueError):
    pass
import resvg_py
text = sys.stdin.buffer.read().decode("utf-8")
sys.stdout.buffer.write(bytes(resvg_py.svg_to_bytes(svg_string=text, width={_WIDTH})))
"""


def looks_like_svg(data: bytes, media_type: str) -> bool:
    """Whether bytes that are no picture of pixels may be an SVG, also a gzipped one."""
    return "svg" in media_type or b"<svg" in data[:2000] or data.lstrip()[:5] == b"<?xml"


def png_of_svg(data: bytes) -> bytes | None:
    """The picture as PNG; None when it is too large or cannot be drawn in the time and memory a cover needs.

    Every address but ``data:`` and ``#`` is removed first. May raise what lxml raises on markup that is no XML.
    """
    if data.startswith(_GZIP):
        data = zlib.decompressobj(wbits=31).decompress(data, _LONGEST + 1)
    if len(data) > _LONGEST:
        return None
    try:
        # -P: a file of the library's name in the current folder is not ours.
        done = subprocess.run(  # noqa: S603 - our own interpreter and code; the stranger's bytes go to its input
            [sys.executable, "-P", "-c", _DRAW],
            input=_without_addresses(data),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _without_addresses(data: bytes) -> bytes:
    from lxml import etree

    from audiobook.readers.walk.xhtml import clean_xml

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
    return etree.tostring(root, encoding="utf-8")
