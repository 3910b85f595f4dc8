"""A W3C Audiobook in a Lightweight Packaging Format file: one zip with manifest, contents, audio and text.

Audiobooks is a W3C Recommendation of 2020-11-10 (https://www.w3.org/TR/audiobooks/), LPF a W3C Note
(https://www.w3.org/TR/lpf/).
"""

from __future__ import annotations

import json
import os
import re
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from audiobook.document import Cover, Metadata
from audiobook.errors import QualityError
from audiobook.events import Emit
from audiobook.master import Delivery, EncodedChapter, Encoding, Master
from audiobook.writers.atomic import atomic_file
from audiobook.writers.chapters import chosen, duration_samples, milliseconds, rate_played, titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import AI_VOICE, fields_of
from audiobook.writers.join import append_frames, n_bytes
from audiobook.writers.lpf_pages import direction, entry_page, text_page

MANIFEST, ENTRY = "publication.json", "index.html"
#: Pages and the manifest take about so much a chapter besides the text itself.
_CHAPTER_BYTES = 65536
#: The zip format's first possible time: a package made twice from one book has the same bytes in it.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?")


@dataclass(frozen=True, slots=True)
class _Part:
    """A chapter in the package; ``page`` is its text as HTML, empty without a transcript."""

    title: str
    encoded: EncodedChapter
    audio: str
    text: str
    page: str
    ms: int


class LpfWriter:
    """Writes ``.lpf``: an MP3 and, as its alternative, the text of each chapter."""

    suffix = ".lpf"

    def encoding(self, delivery: Delivery) -> Encoding:
        """MP3 at a constant bit rate, which every reading system plays."""
        return Encoding("mp3", delivery.mp3_kbps * 1000, delivery.rate_hz, 1, delivery.quality)

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Pack, read back and only then publish. Raises OutputError or QualityError; the old file stays then."""
        cover = usable_cover(master.cover, emit)
        parts = _parts(master)
        image = f"cover{'.png' if cover.media_type == 'image/png' else '.jpg'}" if cover else ""
        language = master.metadata.language or "en"
        fields = fields_of(master.metadata, master.volume, master.volumes)
        listed = [(part.title, part.audio, part.text) for part in parts]
        pages = {
            MANIFEST: json.dumps(manifest(master, parts, cover, image), ensure_ascii=False, indent=1) + "\n",
            ENTRY: entry_page(fields, language, listed, image, MANIFEST),
            **{part.text: part.page for part in parts if part.page},
        }
        room = (
            n_bytes([part.encoded for part in parts]) + len(parts) * _CHAPTER_BYTES + len(cover.data if cover else b"")
        )
        with atomic_file(target, room) as temp:
            with zipfile.ZipFile(temp, "w") as package:
                for name, page in pages.items():
                    package.writestr(_entry(name, zipfile.ZIP_DEFLATED), page.encode(errors="replace"))
                if cover:
                    package.writestr(_entry(image, zipfile.ZIP_STORED), cover.data)
                for part in parts:
                    with package.open(_entry(part.audio, zipfile.ZIP_STORED), "w", force_zip64=True) as file:
                        append_frames([part.encoded], cast("BinaryIO", file))
            _verify(temp, parts)
        return (target,)


def _parts(master: Master) -> tuple[_Part, ...]:
    encoded = chosen(master, "mp3")
    texts = master.transcript.chapters if master.transcript else ()
    language = master.metadata.language or "en"
    found = []
    for n, (own, title) in enumerate(zip(encoded, titles(master), strict=True), 1):
        page = text_page(title, texts[n - 1], language) if texts else ""
        name = f"{n:0{max(2, len(str(len(encoded))))}}"
        ms = milliseconds(duration_samples([own]), rate_played([own]))
        found.append(_Part(title, own, f"audio/{name}.mp3", f"text/{name}.html" if page else "", page, ms))
    return tuple(found)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


def manifest(master: Master, parts: Sequence[_Part], cover: Cover | None, image: str) -> dict[str, Any]:
    """The publication manifest. The book's duration is exactly the sum of the chapters' as they are written."""
    metadata = master.metadata
    fields = fields_of(metadata, master.volume, master.volumes)
    language = metadata.language or "en"
    has_text = any(part.text for part in parts)
    resources = [_link(ENTRY, "text/html", rel="contents", name="Contents")]
    if cover:
        resources.append(_link(image, cover.media_type, rel="cover", name=f"Cover of {fields.title}"))
    resources += [_link(part.text, "text/html", name=part.title) for part in parts if part.text]
    values = {
        "@context": [
            "https://schema.org",
            "https://www.w3.org/ns/pub-context",
            {"language": language, "direction": direction(language)},
        ],
        "conformsTo": "https://www.w3.org/TR/audiobooks/",
        "type": "Audiobook",
        "id": _identifier(metadata, master),
        "name": fields.name,
        **_people(metadata),
        "inLanguage": language,
        "readingProgression": direction(language),
        "description": metadata.description.strip(),
        "datePublished": metadata.date if _DATE.fullmatch(metadata.date) else "",
        "dateModified": _now(),
        "abridged": False,
        "duration": _duration(sum(part.ms for part in parts)),
        **_access(has_text=has_text),
        "readingOrder": [_chapter(part) for part in parts],
        "resources": resources,
    }
    return {name: value for name, value in values.items() if value not in ("", [], ())}


def _people(metadata: Metadata) -> dict[str, Any]:
    """Who made it. Narrators are not called persons, since synthetic voices are none."""
    publisher = [{"type": "Organization", "name": metadata.publisher}] if metadata.publisher.strip() else []
    return {
        "author": [{"type": "Person", "name": name} for name in metadata.authors if name.strip()],
        "readBy": [{"name": name} for name in metadata.narrators if name.strip()],
        "translator": [{"type": "Person", "name": name} for name in metadata.translators if name.strip()],
        "publisher": publisher,
    }


def _access(*, has_text: bool) -> dict[str, Any]:
    """What is true of every audiobook of ours, in the words of schema.org's accessibility vocabulary."""
    modes = ["auditory", *(["textual"] if has_text else [])]
    with_text = " The text of each chapter is included as HTML." if has_text else ""
    return {
        "accessMode": modes,
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": [mode]} for mode in modes],
        "accessibilityFeature": ["tableOfContents", "unlocked", *(["transcript"] if has_text else [])],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": {
            "value": f"The text as speech, a file a chapter, with a table of contents.{with_text} {AI_VOICE}.",
            "language": "en",
        },
    }


def _chapter(part: _Part) -> dict[str, Any]:
    link = _link(part.audio, "audio/mpeg", name=part.title, duration=_duration(part.ms))
    return link | ({"alternate": [_link(part.text, "text/html", name=part.title)]} if part.text else {})


def _link(url: str, kind: str, **more: str) -> dict[str, Any]:
    return {"type": "LinkedResource", "url": url, "encodingFormat": kind, **more}


def _duration(ms: int) -> str:
    """ISO 8601, in seconds."""
    return f"PT{ms // 1000}.{ms % 1000:03}S"


def _identifier(metadata: Metadata, master: Master) -> str:
    """The same for the same book. A recording has no number of its own, and the book's is that of another edition."""
    names = [metadata.title, *metadata.authors, metadata.language, metadata.isbn, f"{master.volume}/{master.volumes}"]
    return uuid.uuid5(uuid.NAMESPACE_URL, "audiobook:" + "\n".join(names)).urn


def _now() -> str:
    """When this is written; ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) where somebody sets it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _verify(path: Path, parts: Sequence[_Part]) -> None:
    """Raise QualityError unless the package has what its manifest lists and each chapter is as long as its own file."""
    with zipfile.ZipFile(path) as package:
        sizes = {entry.filename: entry.file_size for entry in package.infolist()}
        read = json.loads(package.read(MANIFEST))
    wanted = {link["url"] for link in (*read["readingOrder"], *read["resources"])}
    missing = sorted(wanted - set(sizes))
    short = [part.audio for part in parts if sizes.get(part.audio) != n_bytes([part.encoded])]
    if missing or short:
        wrong = ", ".join([*missing, *short])
        raise QualityError(f"the package did not pass its check: {wrong} is not as it was made", hint="build again")
