"""Everything at once: faults by chance, many threads, and a second run that finds what the first one paid for."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from engines.qwen_studio import FakeDashScope, studio
from fake_dashscope.presets import storm

from audiobook.cloud.ledger import Outcome
from audiobook.engines.qwen import download
from audiobook.errors import EngineError

TEXTS = [f"In the year {1000 + n} nobody knew what the {n} birds were singing about." for n in range(150)]


def check_bill(desk):
    """Line by line: every paid entry is on the bill; what else is on the bill is covered by uncertain entries."""
    lines = {charge.request_id: charge.usage.characters for charge in desk.service.bill().charges}
    entries = list(desk.ledger.entries())
    paid = {e.request_id: e.usage.characters for e in entries if e.outcome is Outcome.PAID}
    assert paid == {request: lines.get(request) for request in paid}
    others = sorted(size for request, size in lines.items() if request not in paid)
    uncertain = sorted(e.usage.characters for e in entries if e.outcome is Outcome.UNCERTAIN)
    assert len(others) <= len(uncertain)
    assert sum(others) <= sum(uncertain)
    assert len(others) > 2


@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_storm_every_text_gets_its_sound_and_the_ledger_is_the_bill(tmp_path, monkeypatch, seed):
    monkeypatch.setattr(download, "_PAUSES_S", (0.01,) * 4)
    with FakeDashScope(storm(seed, slow_s=1.3)) as service:
        desk = studio(service, tmp_path, monkeypatch)
        with ThreadPoolExecutor(16) as pool:
            made = dict(zip(TEXTS, pool.map(desk.speak, TEXTS), strict=True))
    wrong = [text for text in TEXTS if not np.array_equal(made[text], desk.expected(text))]
    assert wrong == []
    assert len(service.counters().outcomes) > 4
    check_bill(desk)
    for text in TEXTS:
        paid = [e for e in desk.ledger.entries() if e.key == desk.slate(text).key and e.outcome is Outcome.PAID]
        assert len(paid) <= 3


def test_a_build_that_was_stopped_goes_on_without_paying_again(tmp_path, monkeypatch):
    with FakeDashScope() as service:
        desk = studio(service, tmp_path, monkeypatch)
        fetched = []
        fetch = download.Fetcher.fetch

        def stop_soon(self, url):
            fetched.append(url)
            if len(fetched) > 20:
                raise EngineError("stopped")
            return fetch(self, url)

        with monkeypatch.context() as patch, ThreadPoolExecutor(4) as pool:
            patch.setattr(download.Fetcher, "fetch", stop_soon)
            futures = [pool.submit(desk.speak, text) for text in TEXTS[:40]]
        stopped = [text for text, future in zip(TEXTS, futures, strict=False) if future.exception()]
        assert len(stopped) == 20
        assert len(service.requests) == 40
        desk.fresh()
        for text in stopped:
            assert np.array_equal(desk.speak(text), desk.expected(text))
        assert len(service.requests) == 40
