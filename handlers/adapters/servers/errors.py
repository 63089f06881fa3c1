"""Errors of servers that speak OpenAI's APIs, each in its own way, translated into ours.

Some give a code as a word, some the HTTP status as a number, some a bare text; some pass another's error on. What they
say is only compared with patterns, since it can quote what a customer wrote.

Long: half of it are tables.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2
import openai

from handlers.adapters.openai.errors import PASSING_STATUSES, REFUSED
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationUnusable,
    QuestionRefused,
)

BUSY = "none: a passing fault, after two tries; if it lasts, see the log of the server at OPENAI_BASE_URL"
UNREACHABLE = "the server at OPENAI_BASE_URL was not reached in two tries: see its address, and whether it runs"
TOO_LONG = "too long for the model: shorten ASSISTANT_INSTRUCTIONS or KNOWLEDGE, or give the server a larger context"
NOT_THERE = (
    "see OPENAI_MODEL, and OPENAI_BASE_URL, which mostly ends in /v1; for a server without this API, try another"
    " ASSISTANT_API"
)
NO_SCHEMAS = "the model, or its server, cannot answer by a JSON schema: set ASSISTANT_SIDE=off, or another model"
NO_TOOLS = "the model, or its server, cannot call tools as it is set up: see its manual, or empty TOOLS"
NO_REASONING = 'the model, or its server, does not take a reasoning effort: set OPENAI_REASONING to "none"'
UNLIKED = "the server does not accept the request: `make doctor` tries what it can do"
BY_STATUS = {
    401: "set OPENAI_API_KEY to a key of the server at OPENAI_BASE_URL",
    402: "the account at OPENAI_BASE_URL has no credit left",
    403: "give OPENAI_API_KEY access to OPENAI_MODEL at OPENAI_BASE_URL",
    404: NOT_THERE,
    405: NOT_THERE,
    501: NOT_THERE,
}
NO_CREDIT = frozenset({"insufficient_quota", "credit_balance_exhausted", "billing_not_active"})
FILTERS = re.compile(r"content_filter|content_policy|_policy(_violation)?$|ResponsibleAIPolicyViolation", re.IGNORECASE)
LENGTH = re.compile(
    r"context.?(length|size|window)|exceed_context|maximum context|too many tokens|(prompt|input) (is )?too long"
    r"|reduce the length",
    re.IGNORECASE,
)
# What a fault is about, by the words of its message; the first that fits.
ABOUT = (
    (re.compile(r"response_format|json_schema|text\.format|structured output|grammar", re.IGNORECASE), NO_SCHEMAS),
    (re.compile(r"\btools?\b|tool_choice|function.?call", re.IGNORECASE), NO_TOOLS),
    (re.compile(r"reasoning|thinking", re.IGNORECASE), NO_REASONING),
)
CODE = re.compile(r"[A-Za-z][\w.-]{0,59}")


@contextmanager
def translated() -> Iterator[None]:
    """Raise a server's errors as ours."""
    try:
        yield
    except openai.APIStatusError as problem:
        raise meaning(problem.status_code, problem.body) from None
    except (openai.APIConnectionError, httpx2.HTTPError) as problem:
        raise AssistantHiccup(f"connection ({type(problem).__name__})", remedy=UNREACHABLE) from None


def meaning(status: int, error: object) -> AssistantUnavailable:
    """The meaning of an error of whatever form, in an answer with this HTTP status or in a stream."""
    code, said = _code(error), _text(error)
    named = code or str(status)
    if FILTERS.search(code):
        return QuestionRefused(named, remedy=REFUSED)
    if code in NO_CREDIT:
        return AssistantMisconfigured(named, remedy=BY_STATUS[402])
    if remedy := BY_STATUS.get(status):
        return AssistantMisconfigured(named, remedy=remedy)
    if LENGTH.search(said):
        return ConversationUnusable(named, remedy=TOO_LONG)
    if status in PASSING_STATUSES or status >= 500:
        return AssistantHiccup(named, remedy=BUSY)
    remedy = next((remedy for words, remedy in ABOUT if words.search(said)), UNLIKED)
    return AssistantMisconfigured(named, remedy=remedy)


def meaning_in_stream(error: object) -> AssistantUnavailable:
    """The meaning of an error that a stream reports; without a status in it, a passing one."""
    given = str(error.get("code") or error.get("status")) if isinstance(error, Mapping) else ""
    return meaning(int(given) if given.isdecimal() else 500, error)


def blames_the_length(problem: openai.APIStatusError) -> bool:
    """True if the question was too long."""
    return isinstance(meaning(problem.status_code, problem.body), ConversationUnusable)


def _code(error: object) -> str:
    """Its word for the reason, fit for a log; "" for none."""
    if not isinstance(error, Mapping):
        return ""
    found = (str(error.get(name) or "") for name in ("code", "type"))
    return next((code for code in found if CODE.fullmatch(code)), "")


def _text(error: object) -> str:
    return error if isinstance(error, str) else json.dumps(error, default=str)
