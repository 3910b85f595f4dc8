"""Requests to buy in tests: USD 0.00001 a character, as on the price list of qwen3-tts-flash."""

from __future__ import annotations

from decimal import Decimal

from audiobook.cloud.account import Lane
from audiobook.cloud.ledger import Kind, Request
from audiobook.cloud.prices import Tariff, Usage

LANE = Lane("dashscope", "0123456789ab", "singapore", "qwen3-tts-flash")
TARIFF = Tariff("USD", per_character=Decimal("0.00001"))


def order(
    key: str = "take", characters: int = 100, *, tariff: Tariff | None = TARIFF, rpm: float = 1e7, sends: int = 1
):
    return Request(LANE, Kind.SPEECH, key, Usage(characters), tariff, rpm, sends)
