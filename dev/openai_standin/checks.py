"""Checks of a request for a response: what OpenAI would not take is refused, in the order in which OpenAI looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dev.openai_standin import refusals
from dev.openai_standin.models import REASONS
from dev.openai_standin.refusals import Refused
from dev.openai_standin.structured import check_text
from dev.openai_standin.tools import check_tools

# https://developers.openai.com/api/docs/api-reference/responses/create
PARAMETERS = frozenset(
    re.findall(
        r"\w+",
        """access_programs background background_options context_management conversation image include input
    instructions max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls
    previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning
    safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs
    top_p truncation user""",
    )
)

WINDOWS = ("soonest", "2h", "8h")  # of answers in the background


def check_create(body: Mapping[str, Any]) -> None:
    """Raise `Refused` for what the API would not take in `POST /responses`, in the order the API looks."""
    _check_model(body)
    for name in body:
        if name not in PARAMETERS:
            raise Refused(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
    _check_what_is_not_spoken_here(body)
    _check_input(body)
    check_metadata(body)
    _check_length("safety_identifier", str(body.get("safety_identifier") or ""), 64)
    _check_background(body)
    _check_sampling(body)
    check_text(body)
    check_tools(body)


def check_metadata(body: Mapping[str, Any]) -> None:
    metadata = body.get("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise refusals.invalid("metadata", "an object with strings")
    if len(metadata) > 16:
        raise refusals.too_many("metadata", 16, len(metadata))
    for name, value in metadata.items():
        _check_length(f"metadata.{name}", name, 64)
        _check_length(f"metadata.{name}", value, 512)


def _check_length(param: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise refusals.too_long(param, limit, len(text))


def _check_model(body: Mapping[str, Any]) -> None:
    model = body.get("model")
    if model is None:
        raise refusals.missing("model")
    if not isinstance(model, str):
        raise refusals.invalid("model", "a string")
    if model not in REASONS:
        raise refusals.no_model(model)


def _check_what_is_not_spoken_here(body: Mapping[str, Any]) -> None:
    # Refused, since an answer that ignored them would mislead.
    for name in ("previous_response_id", "prompt"):
        if body.get(name) is not None:
            raise Refused(400, f"The stand-in does not know '{name}'.", "unsupported_parameter", name)


def _check_input(body: Mapping[str, Any]) -> None:
    if body.get("input") is None:
        raise refusals.missing("input")
    if not isinstance(body["input"], str | list):
        raise refusals.invalid("input", "one of a string or array of input items")


def _check_background(body: Mapping[str, Any]) -> None:
    for name in ("background", "store", "stream"):
        if not isinstance(body.get(name), bool | None):
            raise refusals.invalid(name, "a boolean")
    # https://developers.openai.com/api/docs/guides/background
    if body.get("background") and body.get("store") is False:
        raise Refused(400, "Background mode requires store=true.", param="store")
    window = (body.get("background_options") or {}).get("completion_window")
    if window not in (None, *WINDOWS):
        raise refusals.no_such_value("background_options.completion_window", window, WINDOWS)
    # The SDK says so: openai.types.responses.response_create_params.BackgroundOptions.
    if window not in (None, "soonest") and (not body.get("background") or body.get("stream")):
        why = f"completion_window '{window}' requires background=true and stream=false."
        raise Refused(400, why, "invalid_value", "background_options.completion_window")


def _check_sampling(body: Mapping[str, Any]) -> None:
    reasoning = body.get("reasoning") or {}
    if not isinstance(reasoning, dict):
        raise refusals.invalid("reasoning", "an object")
    if not REASONS[body["model"]] and reasoning.get("effort") is not None:
        raise refusals.unsupported("reasoning.effort", "unsupported_parameter")
    for name in ("temperature", "top_p"):
        if REASONS[body["model"]] and body.get(name) not in (None, 1):
            raise refusals.unsupported(name)
