"""A stand-in for DashScope on this computer: for tests, and for trying the cloud path without a key.

    with FakeDashScope(Settings(limits=Limits(rpm=180))) as service:
        service.plan(Fault.THROTTLED, Rule(Fault.RESET_AFTER_BILLING, at=frozenset({3})))
        ...  # the real SDK, with base_address=service.base_url and api_key=service.key
        service.bill().total.characters

It speaks the paths and bodies of section 3 of our facts sheet on DashScope, fails as section 5 says and bills as
section 2 says. No part of it was ever compared with the real service: what the vendor does not document is a setting.
"""

from __future__ import annotations

from fake_dashscope.billing import Bill, Charge, Usage, billed_characters, text_tokens
from fake_dashscope.dialogue import dialogue
from fake_dashscope.faults import Fault
from fake_dashscope.journal import Counters, Download, Kind, Request
from fake_dashscope.limits import Limits, Window
from fake_dashscope.models import CATALOGUE, Model, Shape
from fake_dashscope.presets import STORM, storm
from fake_dashscope.schedule import Rule, always, sometimes
from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import Chat, Key, Latency, Settings

__all__ = [
    "CATALOGUE",
    "STORM",
    "Bill",
    "Charge",
    "Chat",
    "Counters",
    "Download",
    "FakeDashScope",
    "Fault",
    "Key",
    "Kind",
    "Latency",
    "Limits",
    "Model",
    "Request",
    "Rule",
    "Settings",
    "Shape",
    "Usage",
    "Window",
    "always",
    "billed_characters",
    "dialogue",
    "sometimes",
    "storm",
    "text_tokens",
]
