from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cloud.account import account_of
from audiobook.cloud.prices import Money, Tariff, Usage


def test_prices_of_the_price_lists_come_out_exactly():
    flash = Tariff("USD", per_character=Decimal("0.114682") / 10_000)
    old = Tariff("CNY", per_token_in=Decimal("0.0016") / 1000, per_token_out=Decimal("0.01") / 1000)
    assert flash.price(Usage(450_000)) == Money.of("USD", "5.16069")
    assert old.price(Usage(tokens_out=180_000)) == Money.of("CNY", "1.8")
    assert old.price(Usage(tokens_in=1)).nanos == 1600


@given(st.lists(st.integers(1, 600), max_size=300))
def test_many_small_prices_add_up_to_the_price_of_all(sizes):
    tariff = Tariff("USD", per_character=Decimal("0.00001"))
    total = Money("USD")
    for size in sizes:
        total += tariff.price(Usage(size))
    assert total == tariff.price(Usage(sum(sizes)))


@given(st.decimals(0, 1, places=14), st.integers(0, 10_000))
def test_a_price_is_never_rounded_down(per_character, characters):
    price = Tariff("USD", per_character=per_character).price(Usage(characters))
    assert price.amount >= per_character * characters
    assert price.amount - per_character * characters < Decimal("1e-9")


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="USD and CNY"):
        Money("USD", 1) + Money("CNY", 1)
    with pytest.raises(ValueError, match="USD and CNY"):
        assert Money("USD", 1) < Money("CNY", 1)


@pytest.mark.parametrize("amount", ["", "ten", "nan", "inf", "1,5"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="not an amount"):
        Money.of("USD", amount)


def test_money_is_shown_with_its_currency():
    assert str(Money.of("USD", "4.50118")) == "USD 4.5012"


def test_an_account_is_known_again_and_does_not_show_its_key():
    key = "sk-0123456789abcdef0123456789abcdef"
    assert account_of(key) == account_of(key)
    assert account_of(key) != account_of(key[:-1])
    assert len(account_of(key)) == 12
    assert account_of(key) not in key
