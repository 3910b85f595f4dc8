"""Where results are handed over: downloads, their faults, and the record of them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from fake_dashscope.faults import Fault
from fake_dashscope.journal import Download, Journal
from fake_dashscope.replies import Cut, Reply
from fake_dashscope.schedule import Schedule, Subject
from fake_dashscope.settings import Settings
from fake_dashscope.shelf import Item, Shelf
from fake_dashscope.sound import Studio
from fake_dashscope.wav import bad_header, spoiled

_EXPIRED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"
_MISSING = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>"
_FAILED = b"<?xml version='1.0'?><Error><Code>InternalError</Code></Error>"
_XML, _WAV = "application/xml", "audio/x-wav"


@dataclass(slots=True)
class Counter:
    """Takes downloads from any number of threads."""

    settings: Settings
    schedule: Schedule
    shelf: Shelf
    studio: Studio
    journal: Journal
    stopped: threading.Event

    def serve(self, path: str) -> Reply:
        """The reply to a GET, entered in the books before it is sent."""
        number, started, began = self.journal.begin("download"), time.time(), time.monotonic()
        item = self.shelf.find(path)
        outcome, reply = self._handed(item) if item else ("missing", Reply(404, _MISSING, _XML))
        sent = reply.sent if reply.status == 200 else 0
        request_id = item.request_id if item else ""
        taken = time.monotonic() - began
        self.journal.add(Download(number, path, request_id, outcome, reply.status, sent, started, taken))
        return reply

    def _handed(self, item: Item) -> tuple[str, Reply]:
        if self.shelf.expired(item):
            return "expired", Reply(403, _EXPIRED, _XML)
        subject = Subject(item.audio_id, "tts", item.recipe.model, item.recipe.text)
        rule = self.schedule.pick(subject, at_download=True)
        fault = rule.fault if rule else None
        self.stopped.wait(self.settings.latency.download_s)
        whole = Reply(200, spoiled(self.studio.render(item.recipe), item.fault), _WAV)
        match fault:
            case Fault.DOWNLOAD_EXPIRED:
                reply = Reply(403, _EXPIRED, _XML)
            case Fault.DOWNLOAD_ERROR:
                reply = Reply(500, _FAILED, _XML)
            case Fault.DOWNLOAD_EMPTY:
                reply = Reply(200, b"", _WAV)
            case Fault.DOWNLOAD_BAD_HEADER:
                reply = Reply(200, bad_header(whole.body), _WAV)
            case Fault.DOWNLOAD_TRUNCATED:
                reply = Reply(200, whole.body, _WAV, cut=Cut.HALF)
            case Fault.DOWNLOAD_RESET:
                reply = Reply(200, whole.body, _WAV, cut=Cut.HALF_RESET)
            case Fault.DOWNLOAD_SLOW:
                self.stopped.wait(self.settings.slow_s)
                reply = whole
            case _:
                reply = whole
        return (fault.value if fault else "ok"), reply
