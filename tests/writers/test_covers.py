"""Covers: pixels read from the header of real and of broken pictures, and what a store wants of them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audiobook.document import Cover
from audiobook.profile import Limits, Range
from audiobook.writers.covers import check_cover, pixels


def picture(width, height, kind="JPEG", **options):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (30, 60, 90)).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"exif": b"Exif\0\0" + b"\xff\xc0" * 500}), ("PNG", {})],
)
def test_pixels_are_those_that_a_decoder_finds(kind, options):
    data = picture(321, 123, kind, **options)
    assert pixels(data) == Image.open(io.BytesIO(data)).size == (321, 123)


@given(st.binary(max_size=200), st.integers(0, 700))
def test_no_bytes_are_too_broken_to_be_looked_at(noise, cut):
    for whole in (picture(20, 10), picture(20, 10, "PNG")):
        found = pixels(whole[:cut] + noise)
        assert found is None or min(found) > 0
    assert pixels(noise) is None or noise.startswith((b"\xff\xd8\xff", b"\x89PNG"))


@pytest.mark.parametrize(
    ("size", "codes"),
    [
        ((2_400, 2_400), []),
        ((2_410, 2_400), []),
        ((2_399, 2_399), ["cover-size"]),
        ((3_000, 2_400), ["cover-shape"]),
        ((1_000, 2_400), ["cover-size", "cover-shape"]),
    ],
)
def test_a_store_wants_pixels_and_a_square(size, codes):
    found = []
    limits = Limits(cover_px=Range(2_400), cover_square=True)
    check_cover(Cover(picture(*size), "image/jpeg"), limits, found.append)
    assert [finding.code for finding in found] == codes
    assert all(f"{size[0]} x {size[1]}" in finding.message for finding in found)


def test_covers_that_are_missing_or_unreadable():
    found = []
    limits = Limits(cover_px=Range(1_400, 3_000))
    check_cover(None, limits, found.append)
    check_cover(Cover(b"\xff\xd8\xff", "image/jpeg"), limits, found.append)
    assert [finding.code for finding in found] == ["cover-missing", "cover-size"]
    check_cover(None, Limits(), found.append)
    assert len(found) == 2
