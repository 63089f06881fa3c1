"""OpenAI's errors, from any of its APIs, translated into ours.

https://platform.openai.com/docs/guides/error-codes

Long: half of it are tables.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai

from handlers.adapters.openai.ours import RESPONSE, is_ours
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
    ToolServerDown,
)

NO_CREDIT = "OpenAI has no credit left: add some, or raise the limit, in its billing settings"
NOT_TAKEN = "{model} does not accept a parameter: try an empty OPENAI_REASONING"
NO_SCHEMAS = "OPENAI_MODEL, or its server, cannot answer by a JSON schema: set ASSISTANT_SIDE=off, or another model"
# Faults of our requests or of the account; they say nothing about the question itself.
REMEDIES = {
    "invalid_api_key": "set OPENAI_API_KEY to a valid key",
    "model_not_found": "set {model} to a model that this key may use",
    "unsupported_parameter": NOT_TAKEN,
    "unknown_parameter": NOT_TAKEN,
    "missing_required_parameter": NOT_TAKEN,
    "data_residency_mismatch": "see the data residency of OpenAI's project, and OPENAI_BASE_URL if it is set",
    "insufficient_quota": NO_CREDIT,
    "credit_balance_exhausted": NO_CREDIT,
    "billing_not_active": NO_CREDIT,
    "usage_limit_exceeded": NO_CREDIT,
}
STATUS_REMEDIES = {
    401: REMEDIES["invalid_api_key"],
    403: "give the key's project access to {model} and to the API that uses it",
    404: "see {model}, and OPENAI_BASE_URL if it is set: another server than OpenAI's needs ASSISTANT_API, too",
}
# Any other code counts as a refusal of the question itself: new codes come without notice.
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
FORMAT = re.compile(r"'text\.format|'json_schema'")
# A call has no output in the conversation, or an output no call: OpenAI then takes no question there. It has no code.
OPEN_CALL = re.compile(r"No tool (?:output|call) found for function call")
PASSING_STATUSES = frozenset({408, 409, 425, 429})
OF_INPUTS = frozenset({400, 413, 415, 422})  # statuses that judge what was sent
REFUSED = "OpenAI refuses what the customer sent, whenever it is asked; the customer is told"
PASSING = "none: a passing fault, after two tries; if it lasts, see OpenAI's status page"
UNREACHABLE = "OpenAI not reached in two tries: see the network, OPENAI_BASE_URL if it is set, and OpenAI's status page"
LOCKED = "conversation_locked"
# An MCP server that tells no tools. An HTTP error has this as its type, with a code such as http_error.
CONNECTOR = "external_connector_error"
SERVER_DOWN = "an MCP server of MCP_SERVERS does not answer OpenAI: see its address, its secret and its log"
TOO_LONG = "too long even in a new conversation: shorten ASSISTANT_INSTRUCTIONS, or look at the message's length"


@contextmanager
def translated(about: str = "", *, model: str = "OPENAI_MODEL", asking: bool = False) -> Iterator[None]:
    """Raise OpenAI's errors as ours; `about` is the id of the conversation or response that the call needs.

    `model` is the setting that remedies name for the model; `asking`: the call sends what a customer wrote.
    """
    if is_ours(about):  # from a time when another server answered
        raise _never_there(about)
    try:
        yield
    except openai.APIStatusError as problem:
        raise _meaning(problem, about, model, asking) from None  # its message can quote what the customer wrote
    except (openai.APIConnectionError, httpx2.HTTPError) as problem:
        # The aiohttp transport reports a refused connection as a time-out, so the name alone would mislead.
        raise AssistantHiccup(f"connection ({type(problem).__name__})", remedy=UNREACHABLE) from None


def _never_there(about: str) -> AssistantUnavailable:
    kind = ResponseFailed if about.startswith(RESPONSE) else ConversationUnusable
    return kind("not_at_openai", remedy=PASSING)


def _meaning(problem: openai.APIStatusError, about: str, model: str, asking: bool) -> AssistantUnavailable:
    given, kind = _word(problem.code), _word(problem.type)
    code = given or kind or str(problem.status_code)
    if code == LOCKED:
        return ConversationLocked(code, remedy=PASSING)
    if CONNECTOR in (problem.type, problem.code) or problem.status_code == 424:
        return ToolServerDown(CONNECTOR, remedy=SERVER_DOWN)
    if problem.status_code in OF_INPUTS and _blames_the_format(str(problem.param or ""), problem.message):
        return AssistantMisconfigured(code, remedy=NO_SCHEMAS)
    if lasts := lasting(given, model=model) or lasting(kind, model=model):
        return lasts
    if about and is_unknown(problem, about):
        is_response = about.startswith("resp_")
        gone = ResponseFailed("response_not_found", remedy=PASSING)
        return gone if is_response else ConversationUnusable(code, remedy=TOO_LONG)
    if problem.status_code in OF_INPUTS and OPEN_CALL.search(problem.message):
        return ConversationUnusable("open_call", remedy=PASSING)
    if code in PASSING_CODES or problem.status_code in PASSING_STATUSES or problem.status_code >= 500:
        return AssistantHiccup(code, remedy=PASSING)
    if asking and problem.status_code in OF_INPUTS and _judges_the_input(given, str(problem.param or "")):
        return QuestionRefused(code, remedy=REFUSED)
    remedy = STATUS_REMEDIES.get(problem.status_code) or "see OpenAI's page of error codes"
    return AssistantMisconfigured(code, remedy=remedy.format(model=model))


def _word(given: object) -> str:
    """A code or type; "" for a number, which other servers than OpenAI's give there."""
    return given if isinstance(given, str) else ""


def is_unknown(problem: openai.APIStatusError, about: str) -> bool:
    """True if OpenAI does not know `about`: the error names it. A wrong address or model is a 404, too."""
    return problem.status_code == 404 and about in problem.message and "Invalid URL" not in problem.message


def blames_a_file(problem: openai.APIStatusError) -> bool:
    """True if a picture or a document made OpenAI refuse the question: by the code, the parameter or the size."""
    if problem.status_code not in OF_INPUTS:
        return False
    is_of_a_file = _names_a_file(_word(problem.code)) or problem.status_code == 413
    return is_of_a_file or str(problem.param or "").endswith((".image_url", ".file_data", ".filename"))


def lasting(code: str, *, model: str = "OPENAI_MODEL") -> AssistantUnavailable | None:
    """The lasting fault that a code means, in an HTTP error or in a stream; None: no lasting fault."""
    if code == "context_length_exceeded":
        return ConversationUnusable(code, remedy=TOO_LONG)
    remedy = NO_CREDIT if code.endswith(("_spend_limit_exceeded", "_usage_limit_exceeded")) else REMEDIES.get(code)
    return AssistantMisconfigured(code, remedy=remedy.format(model=model)) if remedy else None


def meaning_of_failure(code: str) -> AssistantUnavailable:
    """The reason why a response has failed."""
    if code == CONNECTOR:
        return ToolServerDown(code, remedy=SERVER_DOWN)
    if code in PASSING_CODES:
        return ResponseFailed(code, remedy=PASSING)
    return lasting(code) or QuestionRefused(code, remedy=REFUSED)


def meaning_in_stream(code: str, param: str, *, kind: str) -> AssistantUnavailable:
    """The meaning of a stream's error. Most concern the connection; the response itself says how it ended."""
    if code == LOCKED:
        return ConversationLocked(code, remedy=PASSING)
    if CONNECTOR in (kind, code):
        return ToolServerDown(CONNECTOR, remedy=SERVER_DOWN)
    if _blames_the_format(param):
        return AssistantMisconfigured(code or kind, remedy=NO_SCHEMAS)
    if lasts := lasting(code):
        return lasts
    is_known = kind == "invalid_request_error" or code == "invalid_prompt" or _judges_by_name(code)
    if is_known and code not in PASSING_CODES and _judges_the_input(code, param):
        return QuestionRefused(code or kind, remedy=REFUSED)
    return AssistantHiccup(code or "stream_broken", remedy=PASSING)


def _blames_the_format(param: str, message: str = "") -> bool:
    """True if the format of the answer is not accepted. OpenAI does not always name the parameter in its field.

    https://platform.openai.com/docs/guides/structured-outputs lists the models that accept it.
    """
    return param.partition(".")[0] == "text" or (not param and FORMAT.search(message) is not None)


def _judges_the_input(code: str, param: str) -> bool:
    """True if an error is about the question, not about one of our own parameters."""
    return not param or param.startswith("input") or _judges_by_name(code)


def _judges_by_name(code: str) -> bool:
    return code.endswith(("_policy", "_policy_violation")) or _names_a_file(code)


def _names_a_file(code: str) -> bool:
    return "image" in code or "file" in code
