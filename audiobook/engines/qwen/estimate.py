"""What a build will ask the service for, and what every model would cost. Nothing is sent."""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache

from audiobook.cloud.prices import Usage
from audiobook.engines.piecewise import part_key
from audiobook.engines.qwen.catalogue import Catalogue, Model, primary
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.engines.qwen.text import billed_length, pieces, readable
from audiobook.engines.text import expected_seconds, has_words, speakable
from audiobook.plugins import Offer, Purchase, RegionPrice
from audiobook.take import Slate

#: A second of sound is 50 tokens, a shorter sound as many (facts sheet, section 2).
_TOKENS_A_SECOND = 50
#: Tokens of a text, about: one for an ideograph or a syllable, one for three other characters (own judgement; the
#: vendor's tokenizer is not public). They are a small part of a price: a second of sound is three to four words.
_CHARACTERS_A_TOKEN = 3


def offers(catalogue: Catalogue, settings: QwenSettings) -> tuple[Offer, ...]:
    """Every model with its price in the region of the settings and in the others, the model of the settings first."""
    names = dict.fromkeys((settings.model, *catalogue.models))
    return tuple(_offer(catalogue.model(name), catalogue, settings) for name in names)


def _offer(model: Model, catalogue: Catalogue, settings: QwenSettings) -> Offer:
    known = {name: model.price(name) for name in catalogue.regions}
    prices = {
        name: RegionPrice(name, price.tariff, price.as_of) if price else RegionPrice(name, None)
        for name, price in known.items()
    }
    rpm = settings.rpm if settings.rpm and model.name == settings.model else model.rpm
    return Offer(
        model=model.name,
        price=prices[settings.region],
        elsewhere=tuple(price for name, price in prices.items() if name != settings.region),
        rpm=rpm,
        languages=tuple(map(primary, model.languages)),
        voices=frozenset(model.voices),
        retires=model.retired(settings.region, date.max),
        successor=model.successor,
    )


def purchases(slate: Slate, model: Model, take: str, pace: float) -> tuple[Purchase, ...]:
    """The requests for a slate, cut as ``buying`` cuts; none for a text that the engine refuses to send."""
    text = speakable(slate.text)
    if not has_words(text) or not readable(text, model.languages):
        return ()
    texts = pieces(f"{model.tags.get(slate.direction.casefold(), '')}{text}", model.limit)
    if len(texts) == 1:
        return (Purchase(take, _usage(texts[0], pace)),)
    return tuple(Purchase(part_key(take, each), _usage(each, pace)) for each in texts)


@lru_cache(maxsize=65536)
def _usage(text: str, pace: float) -> Usage:
    """What one request is billed, in both units. Whether a direction is billed is not known: it does not count."""
    seconds = max(1.0, expected_seconds(text) * pace)
    syllables = sum(char >= "\u2e80" for char in text)
    tokens_in = syllables + math.ceil((len(text) - syllables) / _CHARACTERS_A_TOKEN)
    return Usage(billed_length(text), tokens_in, math.ceil(seconds * _TOKENS_A_SECOND))
