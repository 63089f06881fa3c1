"""What OpenAI's errors mean to us, whichever of its APIs they come from.

https://platform.openai.com/docs/guides/error-codes
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai

from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
)

NO_CREDIT = "OpenAI has no credit left: add some, or raise the limit, in its billing settings"
NOT_TAKEN = "{model} does not take what is sent: try OPENAI_REASONING empty"
# What is wrong with how we ask, or with the account; it says nothing about what is asked.
REMEDIES = {
    "invalid_api_key": "set OPENAI_API_KEY to a valid key",
    "model_not_found": "set {model} to a model that this key may use",
    "unsupported_parameter": NOT_TAKEN,
    "unknown_parameter": NOT_TAKEN,
    "missing_required_parameter": NOT_TAKEN,
    "data_residency_mismatch": "see the data residency of OpenAI's project, and OPENAI_BASE_URL where it is set",
    "insufficient_quota": NO_CREDIT,
    "credit_balance_exhausted": NO_CREDIT,
    "billing_not_active": NO_CREDIT,
    "usage_limit_exceeded": NO_CREDIT,
}
STATUS_REMEDIES = {
    401: REMEDIES["invalid_api_key"],
    403: "give the key's project access to {model} and to the API that it is used by",
}
# Whatever other code comes is taken for a judgement of what was asked: new ones come without notice.
# https://platform.openai.com/docs/api-reference/responses/object
PASSING_CODES = frozenset(
    {
        "server_error",
        "rate_limit_exceeded",
        "vector_store_timeout",
        "server_overloaded",
        "flex_unavailable",
        "connection_failed",
        "request_timeout",
        "internal_error",
    }
)
PASSING_STATUSES = frozenset({408, 409, 425, 429})
OF_INPUTS = frozenset({400, 413, 415, 422})  # statuses that judge what was sent
REFUSED = "OpenAI refuses what the customer sent, whenever it is asked; the customer is told"
PASSING = "passing, and tried twice; if it lasts, see OpenAI's status page"
UNREACHABLE = "OpenAI was not reached, twice: see the network, OPENAI_BASE_URL where it is set, OpenAI's status page"
LOCKED = "conversation_locked"
TOO_LONG = "a new conversation was tried, too: see how long ASSISTANT_INSTRUCTIONS and the message are"


@contextmanager
def translated(about: str = "", *, model: str = "OPENAI_MODEL", asking: bool = False) -> Iterator[None]:
    """OpenAI's errors as ours; `about` is the id of the conversation or response that the call needs.

    `model` is what remedies call the model that was asked; `asking`: the call sends what a customer wrote.
    """
    try:
        yield
    except openai.APIStatusError as problem:
        raise _meaning(problem, about, model, asking) from None  # its message can quote what the customer wrote
    except (openai.APIConnectionError, httpx2.HTTPError) as problem:
        # A refused connection comes as a time-out from the aiohttp transport, so the name alone would mislead.
        raise AssistantHiccup(f"connection ({type(problem).__name__})", remedy=UNREACHABLE) from None


def _meaning(problem: openai.APIStatusError, about: str, model: str, asking: bool) -> AssistantUnavailable:
    code = problem.code or problem.type or str(problem.status_code)
    if code == LOCKED:
        return ConversationLocked(code, remedy=PASSING)
    if lasts := lasting(problem.code or "", model=model) or lasting(problem.type or "", model=model):
        return lasts
    if about and is_unknown(problem, about):
        is_response = about.startswith("resp_")
        gone = ResponseFailed("response_not_found", remedy=PASSING)
        return gone if is_response else ConversationUnusable(code, remedy=TOO_LONG)
    if code in PASSING_CODES or problem.status_code in PASSING_STATUSES or problem.status_code >= 500:
        return AssistantHiccup(code, remedy=PASSING)
    if asking and problem.status_code in OF_INPUTS and _judges_the_input(problem.code or "", str(problem.param or "")):
        return QuestionRefused(code, remedy=REFUSED)
    remedy = STATUS_REMEDIES.get(problem.status_code) or "see OpenAI's page of error codes"
    return AssistantMisconfigured(code, remedy=remedy.format(model=model))


def is_unknown(problem: openai.APIStatusError, about: str) -> bool:
    """Whether OpenAI does not know `about`. It names it then; a wrong address or model is a 404, too."""
    return problem.status_code == 404 and about in problem.message and "Invalid URL" not in problem.message


def blames_a_file(problem: openai.APIStatusError) -> bool:
    """Whether a question was refused for a picture or a document in it: by its code, its place or its size."""
    if problem.status_code not in OF_INPUTS:
        return False
    is_of_a_file = _names_a_file(problem.code or "") or problem.status_code == 413
    return is_of_a_file or str(problem.param or "").endswith((".image_url", ".file_data", ".filename"))


def lasting(code: str, *, model: str = "OPENAI_MODEL") -> AssistantUnavailable | None:
    """What a code means whether it comes as an HTTP error or in a stream; None: nothing that lasts."""
    if code == "context_length_exceeded":
        return ConversationUnusable(code, remedy=TOO_LONG)
    remedy = NO_CREDIT if code.endswith(("_spend_limit_exceeded", "_usage_limit_exceeded")) else REMEDIES.get(code)
    return AssistantMisconfigured(code, remedy=remedy.format(model=model)) if remedy else None


def meaning_of_failure(code: str) -> AssistantUnavailable:
    """Why a response has failed."""
    if code in PASSING_CODES:
        return ResponseFailed(code, remedy=PASSING)
    return lasting(code) or QuestionRefused(code, remedy=REFUSED)


def meaning_in_stream(code: str, param: str, *, kind: str) -> AssistantUnavailable:
    """What an error of a stream means; most are of the connection, and the response tells itself how it ended."""
    if code == LOCKED:
        return ConversationLocked(code, remedy=PASSING)
    if lasts := lasting(code):
        return lasts
    is_known = kind == "invalid_request_error" or code == "invalid_prompt" or _judges_by_name(code)
    if is_known and code not in PASSING_CODES and _judges_the_input(code, param):
        return QuestionRefused(code or kind, remedy=REFUSED)
    return AssistantHiccup(code or "stream_broken", remedy=PASSING)


def _judges_the_input(code: str, param: str) -> bool:
    """Whether an error is about what was asked, not about one of our own parameters."""
    return not param or param.startswith("input") or _judges_by_name(code)


def _judges_by_name(code: str) -> bool:
    return code.endswith(("_policy", "_policy_violation")) or _names_a_file(code)


def _names_a_file(code: str) -> bool:
    return "image" in code or "file" in code
