"""How often a request is tried again, and how long it waits before."""

from __future__ import annotations

import email.utils
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: A service that asks for more patience is asked again after this time all the same (facts sheet, section 6: throttles
#: clear within a minute).
LONGEST_RETRY_AFTER_S = 70.0
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Figures of the facts sheet, section 6.

    ``tries`` counts requests that failed for other reasons than the pace. A throttled request waits ``patience_s`` in
    all, time in the queue not counted. Pauses are drawn between nothing and a ceiling that doubles (full jitter), so
    that threads which failed together do not come back together.
    """

    tries: int = 6
    first_s: float = 0.5
    longest_s: float = 30.0
    patience_s: float = 65.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after that many failures, at least one."""
        return jittered(failures, self.first_s, self.longest_s)


def jittered(failures: int, first_s: float, longest_s: float) -> float:
    """Full jitter: anything up to a ceiling that doubles with each failure, from ``first_s`` on."""
    ceiling = min(longest_s, first_s * 2.0 ** min(failures, 60))
    return random.uniform(min(first_s, ceiling) / 2, ceiling)  # noqa: S311 - not a secret


def retry_after(headers: Mapping[object, object] | None, now: float) -> float | None:
    """The seconds that ``Retry-After`` asks for, as a number or a date; ``None`` when it is absent or odd.

    ``now`` is in Unix seconds. The result lies between 0 and ``LONGEST_RETRY_AFTER_S``.
    """
    for name, value in (headers or {}).items():
        if str(name).casefold() == "retry-after":
            seconds = _seconds(str(value).strip()[:64], now)
            return None if seconds is None else min(max(0.0, seconds), LONGEST_RETRY_AFTER_S)
    return None


def _seconds(text: str, now: float) -> float | None:
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None
