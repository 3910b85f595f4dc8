"""From a request to its reply: admission, faults, work, the bill. No sockets here."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from fake_dashscope.billing import Charge, Usage, audio_tokens, billed_characters, text_tokens
from fake_dashscope.faults import BAD_GATEWAY_PAGE, CLOSES, FAILURES, RESETS, UNBILLED_CUTS, Failure, Fault
from fake_dashscope.journal import Journal, Request
from fake_dashscope.limits import Gates
from fake_dashscope.orders import Order, read_order, refusal
from fake_dashscope.replies import Cut, Reply, chat_reply, failure_reply, speech_reply
from fake_dashscope.schedule import Rule, Schedule, Subject, drawn
from fake_dashscope.settings import SYNTHETIC, Settings
from fake_dashscope.shelf import Shelf
from fake_dashscope.sound import RATE_HZ, Studio

_OK = "ok"
#: Kept out of the record.
_SECRET_HEADERS = {"authorization", "x-api-key", "cookie"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with all that is to be said about it. ``answered``: its reader learns the request and what it cost."""

    reply: Reply
    outcome: str
    code: str = ""
    usage: Usage | None = None
    answered: bool = True


@dataclass(slots=True)
class Desk:
    """Takes requests from any number of threads. ``host`` is what addresses of results begin with."""

    settings: Settings
    schedule: Schedule
    shelf: Shelf
    studio: Studio
    journal: Journal
    host: str
    stopped: threading.Event
    gates: Gates = field(init=False)

    def __post_init__(self) -> None:
        self.gates = Gates(self.settings.limits)

    def serve(self, path: str, headers: Mapping[str, str], data: bytes, gone: Callable[[], bool]) -> tuple[str, Reply]:
        """The reply to a POST, entered in the books before it is sent, and its request id.

        ``gone`` says whether the client has hung up by now. Blocks for as long as the service would work.
        """
        number, started, began = self.journal.begin("request"), time.time(), time.monotonic()
        request_id = str(uuid.uuid4())
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            order = read_order(self.settings, path, lower, data)
            answer = self._admitted(order, request_id)
        finally:
            self.journal.leave()
        answered = answer.answered and not gone()
        shown = {name: value for name, value in headers.items() if name.lower() not in _SECRET_HEADERS}
        reply, usage = answer.reply, answer.usage or Usage()
        status = 0 if reply.cut in {Cut.RESET, Cut.CLOSE} else reply.status
        taken = time.monotonic() - began
        entry = Request(number, path, shown, order.body, order.kind, order.region, order.account, answer.outcome,
                        status, answer.code, usage, request_id, started, taken)  # fmt: skip
        charge = None
        if answer.usage is not None:
            place = (order.account, order.region, order.model_name)
            charge = Charge(request_id, *place, order.text, answer.usage, answered)
        self.journal.add(entry, charge)
        return request_id, reply

    def _admitted(self, order: Order, request_id: str) -> Answer:
        if order.wrong is not None:
            return self._refused(order.wrong, request_id)
        place = (order.account, order.region, order.model_name)
        published = order.model.rpm if order.model else None
        throttle = self.gates.enter(*place, tokens=text_tokens(order.text), published=published)
        if throttle is not None:
            return self._refused(throttle, request_id, self.settings.limits.retry_after_s)
        try:
            subject = Subject(order.digest, order.kind, order.model_name, order.text)
            return self._worked_on(order, self.schedule.pick(subject, at_download=False), request_id)
        finally:
            self.gates.leave(*place)

    def _worked_on(self, order: Order, rule: Rule | None, request_id: str) -> Answer:
        if rule is not None and (planned := self._failed(rule, request_id)) is not None:
            return planned
        wrong = refusal(order)
        if wrong is not None:
            return self._refused(wrong, request_id)
        fault = rule.fault if rule else None
        self._wait(order, fault)
        reply, usage = self._made(order, fault, request_id)
        if fault in RESETS | CLOSES:
            reply = replace(reply, cut=Cut.RESET if fault in RESETS else Cut.CLOSE)
        elif fault is Fault.BROKEN_JSON:
            reply = replace(reply, body=reply.body[: len(reply.body) // 2])
        answered = reply.cut is Cut.WHOLE and fault is not Fault.BROKEN_JSON
        return Answer(reply, fault.value if fault else _OK, usage=usage, answered=answered)

    def _failed(self, rule: Rule, request_id: str) -> Answer | None:
        """The end of a request on which no work is done, if the rule is of that kind."""
        fault = rule.fault
        if fault in FAILURES:
            after = rule.retry_after_s if rule.retry_after_s is not None else self.settings.limits.retry_after_s
            return replace(self._refused(FAILURES[fault], request_id, after), outcome=fault.value)
        if fault is Fault.BAD_GATEWAY:
            return Answer(Reply(502, BAD_GATEWAY_PAGE, "text/html"), fault.value)
        if fault in UNBILLED_CUTS:
            return Answer(Reply(0, cut=Cut.RESET if fault in RESETS else Cut.CLOSE), fault.value)
        return None

    def _wait(self, order: Order, fault: Fault | None) -> None:
        latency = self.settings.latency
        jitter = latency.jitter_s and latency.jitter_s * drawn(f"{self.settings.seed}/latency/{order.digest}")
        seconds = latency.fixed_s + jitter + latency.per_character_s * len(order.text)
        self.stopped.wait(seconds + (self.settings.slow_s if fault is Fault.SLOW else 0))

    def _made(self, order: Order, fault: Fault | None, request_id: str) -> tuple[Reply, Usage]:
        finish = "length" if fault is Fault.UNFINISHED else "stop"
        nothing = fault is Fault.AUDIO_NULL
        if order.model is None:
            answer = self.settings.answer(order.chat())
            usage = Usage(input_tokens=text_tokens(order.text), output_tokens=text_tokens(answer))
            multimodal = "multimodal" in order.path
            return chat_reply(request_id, None if nothing else answer, usage, finish, multimodal=multimodal), usage
        recipe = order.recipe()
        usage = Usage(characters=billed_characters(order.text))
        if order.model.max_tokens is not None:
            seconds = len(self.studio.render(recipe)) / 2 / RATE_HZ
            usage = Usage(input_tokens=text_tokens(order.text), output_tokens=audio_tokens(seconds))
        elif self.settings.voice != SYNTHETIC:
            self.studio.render(recipe)  # an engine's work belongs into the request's time, not into the download's
        item = None if nothing else self.shelf.add(order.digest, recipe, fault, request_id)
        return speech_reply(request_id, item, self.host, usage, finish), usage

    @staticmethod
    def _refused(failure: Failure, request_id: str, retry_after_s: float | None = None) -> Answer:
        return Answer(failure_reply(failure, request_id, retry_after_s), failure.code, failure.code)
