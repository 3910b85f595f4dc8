from __future__ import annotations

import pytest
from cloud.clocks import FakeClock

from audiobook.cloud.ledger import Ledger
from audiobook.cloud.session import Session


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path / "ledger", clock) as opened:
        yield opened


@pytest.fixture
def session(ledger, clock):
    return Session(ledger, clock=clock)
