"""Refusals of the stand-in for Meta: an HTTP status, and the error as the Graph API writes it.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Meta's codes, with the HTTP status of each.
STATUSES = {
    100: 400,
    190: 401,
    10: 403,
    551: 400,
    613: 400,
    130429: 429,
    131000: 500,
    131026: 400,
    131047: 400,
    131051: 400,
    131056: 400,
    132001: 404,
}
STRANGE = 987654


@dataclass
class Refused(Exception):
    """Raised instead of an answer."""

    status: int
    code: int
    subcode: int = 0

    def as_json(self) -> dict[str, Any]:
        named: dict[str, Any] = {"message": f"(#{self.code}) refused", "type": "OAuthException", "code": self.code}
        if self.subcode:
            named["error_subcode"] = self.subcode
        return {"error": named | {"fbtrace_id": "AbC"}}


def on_request(asked: str) -> Refused:
    """The refusal that a message's text asks for."""
    if asked == "strange":
        return Refused(400, STRANGE)
    number = int(asked)
    return Refused(STATUSES[number], number) if number in STATUSES else Refused(number, 2)
