"""Small books of encoded chapters, each beginning with a burst of noise of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from audiobook.document import Contributor, Cover, Metadata
from audiobook.master import ChapterMaster, EncodedChapter, Encoding, Loudness, Master
from audiobook.sound.codec import Encoder
from audiobook.sound.codecs import LOSSLESS

RATE = 24_000

METADATA = Metadata(
    title="The Lamp, and Other Lights",
    subtitle="A Tale",
    authors=("Ada Quill", "Börje Ångström"),
    translators=("Tom Translator",),
    narrators=("Heart (synthetic voice)",),
    series="Lights",
    series_index="3",
    publisher="Small Press",
    date="2021-05-04",
    isbn="9780000000002",
    language="en",
    description="First line.\nSecond line — with “quotes”. " + "More. " * 60,
    subjects=("Sea stories", "Lighthouses"),
    rights="Public domain",
    contributors=(Contributor("Eva Editor", "editor"), Contributor("Ike", "illustrator")),
    identifiers=("urn:isbn:9780000000002", "mobi-asin:b00example"),
)


def burst(seed: int, n: int = 3_000) -> np.ndarray:
    noise = np.convolve(np.random.default_rng(seed).standard_normal(n + 7), np.ones(8) / 8, "same")[:n]
    return 0.3 * noise / np.abs(noise).max()


def jpeg() -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (30, 60, 90)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def make_book(tmp_path: Path) -> Callable[..., Master]:
    """A master of chapters of ``lengths`` samples, encoded as ``codecs``; equal lengths share one file if ``alike``."""
    folder = tmp_path / "masters"
    folder.mkdir()

    def encode(number: int, n: int, codec: str) -> EncodedChapter:
        samples = np.zeros(n)
        head = burst(number)[: max(0, n - 1_200)]
        samples[: len(head)] = head
        path = folder / f"{number}.{codec}"
        rate = 0 if codec in LOSSLESS else 64_000
        encoder = Encoder(path, codec, RATE, rate, "fast")
        encoder.write(np.round(samples * 32767).astype(np.int16))
        done = encoder.finish()
        return EncodedChapter(Encoding(codec, rate, RATE), str(path), done.n_samples, done.packets)

    def book(
        lengths: Sequence[int], codecs=("aac",), titles: Sequence[str] | None = None, *, alike=False, **more
    ) -> Master:
        chapters = []
        for number, n in enumerate(lengths):
            source = 0 if alike else number
            reuse = chapters[0].encoded if alike and chapters else None
            encoded = reuse or tuple(encode(source, n, codec) for codec in codecs)
            title = titles[number] if titles else f"Chapter {number + 1}: “Ærø” 灯"
            chapters.append(ChapterMaster(number, title, f"key{source}", RATE, n, Loudness(-18.0, -3.5, -3.5), encoded))
        given = {"metadata": METADATA, "cover": Cover(jpeg(), "image/jpeg"), **more}
        return Master(given["metadata"], tuple(chapters), given["cover"])

    book.burst, book.jpeg = burst, jpeg
    return book
