"""What the stand-in refuses to do, in the words and codes that OpenAI uses.

The codes are explained at https://developers.openai.com/api/docs/guides/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dev.openai_standin.directives import Refusal

# The models it answers for. Whether one reasons decides which parameters it takes.
REASONS = {
    "gpt-6-luna": True,
    "gpt-4o-mini": False,
}
ENDS = {"gpt-4o-mini": "2027-01-14"}

# The codes of a failed response that say nothing about what was asked:
# https://developers.openai.com/api/docs/api-reference/responses/object
PASSING = frozenset({"server_error", "rate_limit_exceeded", "vector_store_timeout"})

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


@dataclass(eq=False)
class Refused(Exception):
    """One error answer of the API: HTTP status and the four fields of the envelope."""

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    type: str = "invalid_request_error"

    def envelope(self) -> dict[str, Any]:
        fields = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": fields}


def no_key() -> Refused:
    return Refused(401, "You didn't provide an API key. Send it as 'Authorization: Bearer YOUR_KEY'.")


def wrong_key(key: str) -> Refused:
    page = "https://platform.openai.com/account/api-keys"
    message = f"Incorrect API key provided: {key[:8]}***{key[-4:]}. You can find your API key at {page}."
    return Refused(401, message, "invalid_api_key")


def no_quota() -> Refused:
    message = "You exceeded your current quota, please check your plan and billing details."
    return Refused(429, message, "insufficient_quota", type="insufficient_quota")


def bad_json() -> Refused:
    return Refused(400, "We could not parse the JSON body of your request.")


def unknown_url(method: str, path: str) -> Refused:
    return Refused(404, f"Invalid URL ({method} {path})")


def wrong_method(method: str, path: str) -> Refused:
    return Refused(405, f"Not allowed to {method} on {path}.", "method_not_supported")


def not_found(what: str, identifier: str) -> Refused:
    return Refused(404, f"{what} with id '{identifier}' not found.")


def no_model(model: str) -> Refused:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return Refused(404, message, "model_not_found", "model")


def missing(param: str) -> Refused:
    return Refused(400, f"Missing required parameter: '{param}'.", "missing_required_parameter", param)


def invalid(param: str, expected: str) -> Refused:
    return Refused(400, f"Invalid type for '{param}': expected {expected}.", "invalid_type", param)


def no_such_value(param: str, given: object, supported: Sequence[str]) -> Refused:
    values = ", ".join(f"'{value}'" for value in supported)
    return Refused(400, f"Invalid value: '{given}'. Supported values are: {values}.", "invalid_value", param)


def no_data_url(param: str, kind: str, why: str) -> Refused:
    """`kind`: an image or a file."""
    expected = f"Expected a base64-encoded data URL with {kind} MIME type"
    return Refused(400, f"Invalid '{param}'. {expected}, but got {why}.", "invalid_value", param)


def no_image() -> Refused:
    formats = "['png', 'jpeg', 'gif', 'webp']"
    message = (
        f"You uploaded an unsupported image. Please make sure your image has of one the following formats: {formats}."
    )
    return Refused(400, message, "image_parse_error")


def no_sound(formats: Sequence[str]) -> Refused:
    return Refused(400, f"Invalid file format. Supported formats: {list(formats)}")


def unsupported(param: str, code: str | None = None) -> Refused:
    return Refused(400, f"Unsupported parameter: '{param}' is not supported with this model.", code, param)


def too_many(param: str, limit: int, given: int) -> Refused:
    message = f"Invalid '{param}': too many. Expected at most {limit}, but got {given} instead."
    return Refused(400, message, "array_above_max_length", param)


def too_long(param: str, limit: int, given: int) -> Refused:
    message = f"Invalid '{param}': string too long. Expected at most {limit} characters, but got {given} instead."
    return Refused(400, message, "string_above_max_length", param)


def locked() -> Refused:
    message = "Another process is currently operating on this conversation. Please retry in a few seconds."
    return Refused(400, message, "conversation_locked", "conversation")


def not_in_background() -> Refused:
    return Refused(400, "Cannot cancel a synchronous response.")


def already_ended(status: str, http_status: int) -> Refused:
    return Refused(http_status, f"Cannot cancel a {status} response.")


def not_resumable() -> Refused:
    message = "Only a response created with background=true and stream=true can be streamed again."
    return Refused(400, message, param="stream")


def on_request(directive: str, model: str) -> Refused:
    """The error that a `#fail=` directive asks for: a status, `quota`, `context`, `file` or `model`."""
    if directive == "quota":
        return no_quota()
    if directive == "context":
        window = "Your input exceeds the context window of this model."
        message = f"{window} Please adjust your input and try again."
        return Refused(400, message, "context_length_exceeded", "input")
    if directive == "file":
        return no_image()
    if directive == "model":
        return Refused(400, f"The model `{model}` does not do this.", "invalid_value", "model")
    return _by_status(int(directive), model)


def asked_for(refusal: Refusal) -> Refused:
    """The error that a `#refused=` directive asks for."""
    return Refused(refusal.status, "This request cannot be answered.", refusal.code, refusal.param)


def _by_status(status: int, model: str) -> Refused:
    if status == 401:
        return wrong_key("sk-wrong-0000")
    if status == 403:
        message = "Country, region, or territory not supported"
        return Refused(403, message, "unsupported_country_region_territory", type="request_forbidden")
    if status == 404:
        return no_model(model)
    if status == 429:
        message = f"Rate limit reached for {model} on requests per min (RPM). Please try again in 1s."
        return Refused(429, message, "rate_limit_exceeded", type="requests")
    if status >= 500:
        message = "The server had an error while processing your request. Sorry about that!"
        return Refused(status, message, type="server_error")
    return Refused(status, "Invalid value for 'input'.", "invalid_value", "input")


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


def check_metadata(body: Mapping[str, Any]) -> None:
    metadata = body.get("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise invalid("metadata", "an object with strings")
    if len(metadata) > 16:
        raise too_many("metadata", 16, len(metadata))
    for name, value in metadata.items():
        _check_length(f"metadata.{name}", name, 64)
        _check_length(f"metadata.{name}", value, 512)


def _check_length(param: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise too_long(param, limit, len(text))


def _check_model(body: Mapping[str, Any]) -> None:
    model = body.get("model")
    if model is None:
        raise missing("model")
    if not isinstance(model, str):
        raise invalid("model", "a string")
    if model not in REASONS:
        raise no_model(model)


def _check_what_is_not_spoken_here(body: Mapping[str, Any]) -> None:
    # Better refused than ignored: an answer that had not looked at these would mislead.
    for name in ("previous_response_id", "prompt"):
        if body.get(name) is not None:
            raise Refused(400, f"The stand-in does not know '{name}'.", "unsupported_parameter", name)


def _check_input(body: Mapping[str, Any]) -> None:
    if body.get("input") is None:
        raise missing("input")
    if not isinstance(body["input"], str | list):
        raise invalid("input", "one of a string or array of input items")


def _check_background(body: Mapping[str, Any]) -> None:
    for name in ("background", "store", "stream"):
        if not isinstance(body.get(name), bool | None):
            raise invalid(name, "a boolean")
    # https://developers.openai.com/api/docs/guides/background
    if body.get("background") and body.get("store") is False:
        raise Refused(400, "Background mode requires store=true.", param="store")


def _check_sampling(body: Mapping[str, Any]) -> None:
    reasoning = body.get("reasoning") or {}
    if not isinstance(reasoning, dict):
        raise invalid("reasoning", "an object")
    if not REASONS[body["model"]] and reasoning.get("effort") is not None:
        raise unsupported("reasoning.effort", "unsupported_parameter")
    for name in ("temperature", "top_p"):
        if REASONS[body["model"]] and body.get(name) not in (None, 1):
            raise unsupported(name)
