"""Ready-made weather: the storm in which a book must be finished with every segment right."""

from __future__ import annotations

from fake_dashscope.faults import Fault
from fake_dashscope.schedule import Rule, sometimes
from fake_dashscope.settings import Latency, Settings

#: Shares of requests, and for ``DOWNLOAD_`` names of downloads: 5 % resets, half of them after billing; 5 % status 500;
#: 3 % throttled, of each kind; 2 % truncated downloads; 1 % corrupt and 1 % empty audio, half of each curable by
#: fetching it again; 2 % replies much later than the others.
STORM: tuple[Rule, ...] = (
    sometimes(Fault.RESET, 0.025),
    sometimes(Fault.RESET_AFTER_BILLING, 0.025),
    sometimes(Fault.INTERNAL_ERROR, 0.05),
    sometimes(Fault.RATE_QUOTA, 0.01),
    sometimes(Fault.BURST_RATE, 0.01),
    sometimes(Fault.ALLOCATION_QUOTA, 0.01),
    sometimes(Fault.DOWNLOAD_TRUNCATED, 0.02),
    sometimes(Fault.AUDIO_BAD_HEADER, 0.005),
    sometimes(Fault.DOWNLOAD_BAD_HEADER, 0.005),
    sometimes(Fault.AUDIO_EMPTY, 0.005),
    sometimes(Fault.DOWNLOAD_EMPTY, 0.005),
    sometimes(Fault.SLOW, 0.02),
)


def storm(seed: int = 1, *, latency_s: float = 0.0, slow_s: float = 2.0) -> Settings:
    """Settings for the storm: replies after ``latency_s``, up to three times that, and some ``slow_s`` later still."""
    return Settings(rules=STORM, seed=seed, latency=Latency(latency_s, jitter_s=2 * latency_s), slow_s=slow_s)
