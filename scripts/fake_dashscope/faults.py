"""Everything that can go wrong, by name: each row of section 5 of the facts sheet, and the codes it lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Failure:
    """A refusal as it goes over the wire. Message wordings are ours where the vendor's are not known."""

    status: int
    code: str
    message: str


class Fault(StrEnum):
    """What to do to a request, to the audio it makes, or to a download.

    Names that begin with ``AUDIO_`` spoil the audio for good, so that every download of it is wrong; names that begin
    with ``DOWNLOAD_`` spoil one download, and the next may be right. All others concern the request itself.
    """

    # 429 that clear up, and 429 that do not.
    THROTTLED = "throttled"
    RATE_QUOTA = "rate_quota"
    BURST_RATE = "burst_rate"
    ALLOCATION_QUOTA = "allocation_quota"
    FREE_QUOTA_SPENT = "free_quota_spent"
    NOT_PURCHASED = "not_purchased"
    PREPAID_OVERDUE = "prepaid_overdue"
    POSTPAID_OVERDUE = "postpaid_overdue"
    # The service's own failures.
    INTERNAL_ERROR = "internal_error"
    INTERNAL_ALGO = "internal_algo"
    INTERNAL_TIMEOUT = "internal_timeout"
    INTERNAL_UPLOAD = "internal_upload"
    SYSTEM_ERROR = "system_error"
    MODEL_SERVICE_FAILED = "model_service_failed"
    MODEL_SERVING_ERROR = "model_serving_error"
    REQUEST_TIME_OUT = "request_time_out"
    MODEL_UNAVAILABLE = "model_unavailable"
    BAD_GATEWAY = "bad_gateway"
    # What is wrong with the request, the account or the model.
    DATA_INSPECTION = "data_inspection"
    TOO_LONG = "too_long"
    INVALID_PARAMETER = "invalid_parameter"
    WRONG_VOICE = "wrong_voice"
    ENGINE_ERROR = "engine_error"
    ARREARAGE = "arrearage"
    INVALID_KEY = "invalid_key"
    ACCESS_DENIED = "access_denied"
    FREE_TIER_ONLY = "free_tier_only"
    MODEL_NOT_FOUND = "model_not_found"
    # Billed, and yet no use: the reply is empty, broken, late, or never comes.
    AUDIO_NULL = "audio_null"
    UNFINISHED = "unfinished"
    BROKEN_JSON = "broken_json"
    RESET_AFTER_BILLING = "reset_after_billing"
    CLOSE_AFTER_BILLING = "close_after_billing"
    SLOW = "slow"
    # Not billed, and no reply.
    RESET = "reset"
    CLOSE = "close"
    # Billed and answered, but the audio is wrong whenever it is fetched.
    AUDIO_BAD_HEADER = "audio_bad_header"
    AUDIO_EMPTY = "audio_empty"
    AUDIO_SILENT = "audio_silent"
    AUDIO_TOO_LONG = "audio_too_long"
    AUDIO_TOO_SHORT = "audio_too_short"
    AUDIO_CUT = "audio_cut"
    AUDIO_WRONG_RATE = "audio_wrong_rate"
    # This one is harmless: a streaming encoder's sizes in the header, and whole audio.
    AUDIO_STREAMING_HEADER = "audio_streaming_header"
    # One download goes wrong.
    DOWNLOAD_TRUNCATED = "download_truncated"
    DOWNLOAD_RESET = "download_reset"
    DOWNLOAD_BAD_HEADER = "download_bad_header"
    DOWNLOAD_EMPTY = "download_empty"
    DOWNLOAD_EXPIRED = "download_expired"
    DOWNLOAD_ERROR = "download_error"
    DOWNLOAD_SLOW = "download_slow"

    @property
    def at_download(self) -> bool:
        """Whether it befalls a download, not a request."""
        return self.value.startswith("download_")

    @property
    def in_audio(self) -> bool:
        """Whether the audio itself is wrong."""
        return self.value.startswith("audio_") and self is not Fault.AUDIO_NULL


#: What is answered in place of a result; nothing of it is billed.
FAILURES = {
    Fault.THROTTLED: Failure(429, "Throttling", "Requests throttling triggered."),
    Fault.RATE_QUOTA: Failure(429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
    Fault.BURST_RATE: Failure(
        429,
        "Throttling.BurstRate",
        "Request rate increased too quickly. To ensure system stability, please adjust your client logic.",
    ),
    Fault.ALLOCATION_QUOTA: Failure(
        429,
        "Throttling.AllocationQuota",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    Fault.FREE_QUOTA_SPENT: Failure(429, "Throttling.AllocationQuota", "Free allocated quota exceeded."),
    Fault.NOT_PURCHASED: Failure(429, "CommodityNotPurchased", "Commodity has not been purchased yet."),
    Fault.PREPAID_OVERDUE: Failure(429, "PrepaidBillOverdue", "The prepaid bill is overdue."),
    Fault.POSTPAID_OVERDUE: Failure(429, "PostpaidBillOverdue", "The postpaid bill is overdue."),
    Fault.INTERNAL_ERROR: Failure(500, "InternalError", "An internal error has occurred, please try again later."),
    Fault.INTERNAL_ALGO: Failure(500, "InternalError.Algo", "Inference internal error."),
    Fault.INTERNAL_TIMEOUT: Failure(500, "InternalError.Timeout", "The inference timed out."),
    Fault.INTERNAL_UPLOAD: Failure(500, "InternalError.Upload", "Failed to upload the result."),
    Fault.SYSTEM_ERROR: Failure(500, "SystemError", "A system error has occurred, please try again later."),
    Fault.MODEL_SERVICE_FAILED: Failure(500, "ModelServiceFailed", "Failed to request the model service."),
    Fault.MODEL_SERVING_ERROR: Failure(503, "ModelServingError", "Too many requests; the model is at its capacity."),
    Fault.REQUEST_TIME_OUT: Failure(500, "RequestTimeOut", "Request timed out, please try again later."),
    Fault.MODEL_UNAVAILABLE: Failure(503, "ModelUnavailable", "Model is unavailable, please try again later."),
    Fault.DATA_INSPECTION: Failure(
        400, "DataInspectionFailed", "Input or output data may contain inappropriate content."
    ),
    Fault.TOO_LONG: Failure(400, "InvalidParameter", "Range of input length should be [1, 600]"),
    Fault.INVALID_PARAMETER: Failure(400, "InvalidParameter", "A parameter of the request is not valid."),
    Fault.WRONG_VOICE: Failure(400, "InvalidParameter", "The voice is not supported by this model."),
    Fault.ENGINE_ERROR: Failure(400, "InvalidParameter", "Engine return error code: 418"),
    Fault.ARREARAGE: Failure(400, "Arrearage", "Access denied, please make sure your account is in good standing."),
    Fault.INVALID_KEY: Failure(401, "InvalidApiKey", "Invalid API-key provided."),
    Fault.ACCESS_DENIED: Failure(403, "AccessDenied", "Access denied."),
    Fault.FREE_TIER_ONLY: Failure(
        403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted."
    ),
    Fault.MODEL_NOT_FOUND: Failure(404, "ModelNotFound", "The model does not exist or you do not have access to it."),
}
#: A gateway between client and service answers with a page, not with JSON.
BAD_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
#: Faults after which nothing, or only half of it, goes over the connection.
RESETS = frozenset({Fault.RESET, Fault.RESET_AFTER_BILLING})
CLOSES = frozenset({Fault.CLOSE, Fault.CLOSE_AFTER_BILLING})
UNBILLED_CUTS = frozenset({Fault.RESET, Fault.CLOSE})
