"""Errors of servers, in the words in which each of them says it."""

from typing import Any

import pytest

from handlers.adapters.servers.errors import (
    BY_STATUS,
    NO_REASONING,
    NO_SCHEMAS,
    NO_TOOLS,
    NOT_THERE,
    UNLIKED,
    meaning,
    meaning_in_stream,
)
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    ConversationUnusable,
    QuestionRefused,
)

LLAMA_LONG = {"code": 400, "message": "request (9 tokens) exceeds the available context size (8 tokens)", "n_ctx": 8}
VLLM_LONG = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens. Please reduce"
RELAYED = {"message": "Provider returned error", "code": 400, "metadata": {"raw": f'{{"message": "{VLLM_LONG}"}}'}}
NO_TEMPLATE = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'


@pytest.mark.parametrize(
    ("status", "error", "becomes", "code"),
    [
        (400, {**LLAMA_LONG, "type": "exceed_context_size_error"}, ConversationUnusable, "exceed_context_size_error"),
        (400, {"object": "error", "message": VLLM_LONG, "code": 400}, ConversationUnusable, "400"),
        (400, RELAYED, ConversationUnusable, "400"),
        (500, "prompt is too long", ConversationUnusable, "500"),
        (400, {"code": "content_filter", "message": "The response was filtered"}, QuestionRefused, "content_filter"),
        (403, {"code": "bio_policy", "message": "-"}, QuestionRefused, "bio_policy"),
        (429, {"code": "insufficient_quota"}, AssistantMisconfigured, "insufficient_quota"),
        (429, {"type": "requests", "code": None}, AssistantHiccup, "requests"),
        (
            503,
            {"code": 503, "message": "Loading model", "type": "unavailable_error"},
            AssistantHiccup,
            "unavailable_error",
        ),
        (502, "<html>", AssistantHiccup, "502"),
        (500, None, AssistantHiccup, "500"),
        (408, {}, AssistantHiccup, "408"),
        (401, {"detail": "hush"}, AssistantMisconfigured, "401"),
        (404, {"message": "model 'x' not found", "type": "not_found_error"}, AssistantMisconfigured, "not_found_error"),
        (418, {"code": "hush, says the customer"}, AssistantMisconfigured, "418"),
    ],
)
def test_an_error_means_the_same_whatever_its_form(
    status: int, error: Any, becomes: type[AssistantUnavailable], code: str
) -> None:
    problem = meaning(status, error)
    assert (type(problem), problem.code) == (becomes, code)
    assert "hush" not in f"{problem} {problem.remedy}"


@pytest.mark.parametrize(
    ("status", "error", "remedy"),
    [
        (401, None, BY_STATUS[401]),
        (402, {"code": 402, "message": "Insufficient credits"}, BY_STATUS[402]),
        (404, {"detail": "Not Found"}, NOT_THERE),
        (405, "Method Not Allowed", NOT_THERE),
        (501, "", NOT_THERE),
        (400, {"message": "'response_format.type' must be one of ['text']"}, NO_SCHEMAS),
        (422, {"message": "failed to parse grammar"}, NO_SCHEMAS),
        (400, {"message": "gemma does not support tools"}, NO_TOOLS),
        (400, {"object": "error", "message": NO_TEMPLATE}, NO_TOOLS),
        (400, {"message": "Unknown parameter: reasoning_effort"}, NO_REASONING),
        (400, {"message": "Conversation roles must alternate"}, UNLIKED),
    ],
)
def test_a_fault_that_lasts_says_what_to_do(status: int, error: Any, remedy: str) -> None:
    problem = meaning(status, error)
    assert isinstance(problem, AssistantMisconfigured)
    assert problem.remedy == remedy


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        ("overloaded", AssistantHiccup),
        ({"message": "-"}, AssistantHiccup),
        ({"code": "server_error", "message": "-"}, AssistantHiccup),
        ({"code": 502, "message": "-"}, AssistantHiccup),
        ({"code": 401, "message": "-"}, AssistantMisconfigured),
        ({"status": 400, "message": VLLM_LONG}, ConversationUnusable),
        ({"code": "content_filter"}, QuestionRefused),
    ],
)
def test_an_error_in_a_stream_is_a_passing_one_unless_it_says_more(
    error: Any, becomes: type[AssistantUnavailable]
) -> None:
    assert type(meaning_in_stream(error)) is becomes
