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
    ResponseFailed,
)

NO_CREDIT = "OpenAI has no credit left: add some, or raise the limit, in its billing settings"
REMEDIES = {
    "invalid_api_key": "set OPENAI_API_KEY to a valid key",
    "model_not_found": "set {model} to a model that this key may use",
    "unsupported_parameter": "{model} does not take what is sent: try OPENAI_REASONING empty",
}
STATUS_REMEDIES = {
    401: REMEDIES["invalid_api_key"],
    403: "give the key's project access to {model} and to the API that it is used by",
}
# What is wrong with a file in a question: https://platform.openai.com/docs/api-reference/responses/object
UNREADABLE = frozenset(
    {
        "empty_image_file",
        "image_file_too_large",
        "image_parse_error",
        "image_too_large",
        "image_too_small",
        "invalid_base64_image",
        "invalid_image",
        "invalid_image_format",
        "invalid_image_mode",
        "unsupported_image_media_type",
    }
)
PASSING = "passing, and tried twice; if it lasts, see OpenAI's status page"
UNREACHABLE = "OpenAI was not reached, twice: see the network, OPENAI_BASE_URL where it is set, OpenAI's status page"
TOO_LONG = "a new conversation was tried, too: see how long ASSISTANT_INSTRUCTIONS and the message are"


@contextmanager
def translated(about: str = "", *, model: str = "OPENAI_MODEL") -> Iterator[None]:
    """OpenAI's errors as ours; `about` is the id of the conversation or response that the call needs.

    `model` is what remedies call the model that was asked.
    """
    try:
        yield
    except openai.APIStatusError as problem:
        raise _meaning(problem, about, model) from None  # its message can quote what the customer wrote
    except (openai.APIConnectionError, httpx2.HTTPError) as problem:
        # A refused connection comes as a time-out from the aiohttp transport, so the name alone would mislead.
        raise AssistantHiccup(f"connection ({type(problem).__name__})", remedy=UNREACHABLE) from None


def _meaning(problem: openai.APIStatusError, about: str, model: str) -> AssistantUnavailable:
    code = problem.code or problem.type or str(problem.status_code)
    if code == "conversation_locked":
        return ConversationLocked(code, remedy=PASSING)
    if lasts := lasting(problem.code or "") or lasting(problem.type or ""):
        return lasts
    if about and is_unknown(problem, about):
        is_response = about.startswith("resp_")
        gone = ResponseFailed("response_not_found", remedy=PASSING)
        return gone if is_response else ConversationUnusable(code, remedy=TOO_LONG)
    if problem.status_code == 429 or problem.status_code >= 500:
        return AssistantHiccup(code, remedy=PASSING)
    remedy = REMEDIES.get(code) or STATUS_REMEDIES.get(problem.status_code) or "see OpenAI's page of error codes"
    return AssistantMisconfigured(code, remedy=remedy.format(model=model))


def is_unknown(problem: openai.APIStatusError, about: str) -> bool:
    """Whether OpenAI does not know `about`. It names it then; a wrong address or model is a 404, too."""
    return problem.status_code == 404 and about in problem.message and "Invalid URL" not in problem.message


def blames_a_file(problem: openai.APIStatusError) -> bool:
    """Whether a question was refused for a picture or a document in it."""
    return problem.code in UNREADABLE or (problem.param or "").endswith((".image_url", ".file_data"))


def lasting(code: str) -> AssistantUnavailable | None:
    """What a code means whether it comes as an HTTP error or in a stream; None: nothing that lasts."""
    if code == "context_length_exceeded":
        return ConversationUnusable(code, remedy=TOO_LONG)
    if code in ("insufficient_quota", "credit_balance_exhausted") or code.endswith("_spend_limit_exceeded"):
        return AssistantMisconfigured(code, remedy=NO_CREDIT)
    return None
