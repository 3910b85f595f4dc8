"""A service that answers as it is told, and what it may say."""

from __future__ import annotations

from audiobook.cloud.faults import Fault, Policy, RefusedError
from audiobook.cloud.prices import Usage
from audiobook.cloud.session import Reply

RETRY = Fault(Policy.RETRY, "the service has a cold", code="InternalError")
THROTTLE = Fault(Policy.THROTTLE, "too fast", code="Throttling")
STOP = Fault(Policy.STOP, "the key is wrong", "set DASHSCOPE_API_KEY", "InvalidApiKey")
REJECT = Fault(Policy.REJECT, "not this text", code="DataInspectionFailed", isolated=True)
SPLIT = Fault(Policy.SPLIT, "too long", code="InvalidParameter", isolated=True)


class Service:
    """Answers with what is on its list, then always well."""

    def __init__(self, *answers: Fault | BaseException | Reply[str]) -> None:
        self.answers = list(answers)
        self.calls = 0

    def send(self) -> Reply[str]:
        self.calls += 1
        answer = self.answers.pop(0) if self.answers else Reply("sound", Usage(100), "r-1")
        if isinstance(answer, Fault):
            raise RefusedError(answer)
        if isinstance(answer, BaseException):
            raise answer
        return answer
