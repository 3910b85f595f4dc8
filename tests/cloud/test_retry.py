from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cloud.retry import RetryPolicy, retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3),
        (" 2.5 ", 2.5),
        ("0", 0),
        ("3600", 70),
        ("Wed, 21 Oct 2026 07:28:10 GMT", 10),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 0),
        ("Wed, 21 Oct 2099 07:00:00 GMT", 70),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_and_has_a_bound(value, seconds):
    assert retry_after({"RETRY-AFTER": value}, 1792567680) == seconds


@given(st.text())
def test_no_header_breaks_it(value):
    found = retry_after({"Retry-After": value}, 0.0)
    assert found is None or 0 <= found <= 70


def test_no_header_no_wait():
    assert retry_after(None, 0.0) is None
    assert retry_after({"Date": "3"}, 0.0) is None


@given(st.integers(1, 10_000))
def test_pauses_grow_up_to_a_bound(failures):
    pause = RetryPolicy().pause(failures)
    assert 0.25 <= pause <= min(30, 0.5 * 2 ** min(failures, 20))
