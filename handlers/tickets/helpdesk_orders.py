"""The helpdesk's orders: what a request of its wants done with a ticket. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers.errors import RecadoError
from handlers.tickets import code

MOST_OF_A_NAME = 40  # as of an agent's in AGENTS
MOST_OF_A_TEXT = 10_000


class HelpdeskOrder(StrEnum):
    """What the helpdesk wants. The first two need a text."""

    ANSWER = "ticket.answer"
    NOTE = "ticket.note"
    TAKE = "ticket.take"
    CLOSE = "ticket.close"


WITH_A_TEXT = (HelpdeskOrder.ANSWER, HelpdeskOrder.NOTE)


class BadOrder(RecadoError):
    """An order that cannot be read; `field` is the one that is wrong, `problem` says how."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Ordered:
    """An order about a ticket. `agent`: the person's name, which customers see."""

    order: HelpdeskOrder
    code: str
    agent: str
    text: str = ""


def ordered_in(body: bytes) -> Ordered:
    """The order in a request's body. Raises BadOrder."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise BadOrder("body", "is no JSON") from None
    if not isinstance(fields, dict):
        raise BadOrder("body", "is no JSON object")
    try:
        order = HelpdeskOrder(_text(fields, "type", 40))
    except ValueError:
        raise BadOrder("type", f"is none of {', '.join(HelpdeskOrder)}") from None
    text = _text(fields, "text", MOST_OF_A_TEXT) if order in WITH_A_TEXT else ""
    return Ordered(order, _code(fields), _name(fields), text)


def _text(fields: Mapping[str, Any], field: str, most: int) -> str:
    value = fields.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BadOrder(field, "is missing or is no text")
    if len(value) > most:
        raise BadOrder(field, f"has over {most} characters")
    return value.strip()


def _code(fields: Mapping[str, Any]) -> str:
    found, rest = code.split(f"#{_text(fields, 'code', 10).removeprefix('#')}")
    if not found or rest:
        raise BadOrder("code", "is no ticket's code, such as K7F3")
    return found


def _name(fields: Mapping[str, Any]) -> str:
    name = _text(fields, "agent", MOST_OF_A_NAME)
    if not name.isprintable():
        raise BadOrder("agent", "is no name in one line")
    return name
