"""JSON lines on stdout, in the fields that Cloud Logging reads. Never a text, an address, a token or a signature.

https://cloud.google.com/logging/docs/structured-logging
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import structlog

TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


def configure() -> None:
    """Send all log lines to stdout, whatever level the framework gives to the standard library's root logger."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.EventRenamer("message"),
            _severity,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def _severity(_logger: object, level: str, event: Any) -> Any:
    return event | {"severity": level.upper()}


def trace(headers: Mapping[str, str], project: str) -> dict[str, str]:
    """The fields that group a line with its request in Cloud Logging; none without a project or a trace."""
    found = TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    if not project or not found:
        return {}
    return {
        "logging.googleapis.com/trace": f"projects/{project}/traces/{found[1]}",
        "logging.googleapis.com/spanId": found[2],
    }


def where(problem: BaseException) -> dict[str, object]:
    """The kind and place of a programming error, without its message, which may quote a customer."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem.__traceback__)]
    return {"error": type(problem).__name__, "at": places}
