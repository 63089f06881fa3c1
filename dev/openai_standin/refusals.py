"""Refusals, in the words and codes that OpenAI uses.

The codes are explained at https://developers.openai.com/api/docs/guides/error-codes
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dev.openai_standin.directives import Refusal

# The codes of a failed response whose request was right:
# https://developers.openai.com/api/docs/api-reference/responses/object
PASSING = frozenset({"server_error", "rate_limit_exceeded", "vector_store_timeout"})


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


def no_scope(scope: str) -> Refused:
    message = f"You have insufficient permissions for this operation. Missing scopes: {scope}."
    return Refused(403, f"{message} Check that you have the correct role in your organization.", "missing_scope")


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


def no_match(param: str, pattern: str) -> Refused:
    message = (
        f"Invalid '{param}': string does not match pattern. Expected a string that matches the pattern '{pattern}'."
    )
    return Refused(400, message, "invalid_value", param)


def no_schemas() -> Refused:
    """As OpenAI refuses a model that cannot do it: neither a code nor a parameter."""
    return Refused(400, "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model.")


def bad_schema(name: str, why: str) -> Refused:
    message = f"Invalid schema for response_format '{name}': {why}"
    return Refused(400, message, "invalid_json_schema", "text.format.schema")


def bad_parameters(name: str, why: str) -> Refused:
    message = f"Invalid schema for function '{name}': {why}"
    return Refused(400, message, "invalid_function_parameters", "tools[0].parameters")


def no_output(call: str) -> Refused:
    """A function call of the conversation waits for its output."""
    return Refused(400, f"No tool output found for function call {call}.", param="input")


def no_such_call(call: str) -> Refused:
    return Refused(400, f"No tool call found for function call output with call_id {call}.", param="input")


def server_down(label: str) -> Refused:
    """An MCP server does not tell its tools; the kind of error is in its type, not in its code."""
    message = f"Error retrieving tool list from MCP server: '{label}'. Http status code: 424 (Failed Dependency)"
    return Refused(424, message, "http_error", "tools", type="external_connector_error")


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
