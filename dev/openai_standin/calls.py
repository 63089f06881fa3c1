"""Calls of tools that a customer's text orders, such as `#call=order{"number": "L-1001"}`; `#then` divides rounds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

CALL = re.compile(r"(?<!\w)#(?P<kind>call|mcp|mcp_fails)=(?P<name>[\w-]{1,64})(?=\{|\s|$)")
THEN = re.compile(r"(?<!\w)#then(?!\w)")


@dataclass(frozen=True)
class Wanted:
    """A call. `kind`: call for a function, mcp for a server's tool, mcp_fails for one that fails there."""

    name: str
    arguments: str = "{}"
    kind: str = "call"


def rounds(text: str) -> list[str]:
    """What a text orders for the first answer, and for each further one that follows the outputs of calls."""
    return THEN.split(text)


def calls_in(text: str) -> tuple[list[Wanted], str]:
    """The calls that a text orders, and the rest of it. What is no JSON after the name goes to the next space."""
    found, rest, at = list[Wanted](), "", 0
    while match := CALL.search(text, at):
        end = _end(text, match.end())
        found.append(Wanted(match["name"], text[match.end() : end] or "{}", match["kind"]))
        rest += text[at : match.start()] + " "
        at = end
    return found, rest + text[at:]


def _end(text: str, begin: int) -> int:
    if not text.startswith("{", begin):
        return begin
    try:
        return json.JSONDecoder().raw_decode(text, begin)[1]
    except ValueError:
        return begin + len(text[begin:].split()[0])
