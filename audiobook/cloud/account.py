"""Whose requests they are, without saying the key."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

#: Makes the digest useless for looking a key up in a table that was made for another program.
_SALT = b"audiobook.cloud.account.1"
_DIGITS = 12


def account_of(key: str) -> str:
    """Twelve hexadecimal digits that are the same for the same key.

    Keys of services are long and random, so that nobody finds one by trying digests.
    """
    return hmac.new(_SALT, key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Lane:
    """Requests that share one limit: limits are counted for an account, in a region, for a model (facts, section 6).

    ``region`` is a name or a host; ``account`` comes from ``account_of``.
    """

    service: str
    account: str
    region: str
    model: str
