"""Refusals of the stand-in for Twilio, in the words and codes that Twilio uses.

The codes are explained at https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

LONGEST = 1_600  # UTF-16 units, as a phone counts: https://www.twilio.com/docs/errors/21617
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
OUTSIDE_WINDOW = "Failed to send freeform message because you are outside the allowed window."
STATUSES = {20005: 403, 63038: 429}  # of codes whose status is not 400
MESSAGES = {
    20005: "Account not active",
    21211: "Invalid 'To' Phone Number",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    63007: "Twilio could not find a Channel with the specified From address",
    63038: "Account exceeded the daily messages limit",
    63016: f"{OUTSIDE_WINDOW} If you are using WhatsApp, please use a Message Template.",
}


@dataclass(eq=False)
class Refused(Exception):
    """One error answer of the API: HTTP status, Twilio's code and a sentence."""

    status: int
    code: int
    message: str

    def as_json(self) -> dict[str, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def no_access() -> Refused:
    return Refused(401, 20003, "Authenticate")


def not_found(path: str) -> Refused:
    return Refused(404, 20404, f"The requested resource {path} was not found")


def wrong_method(method: str) -> Refused:
    return Refused(405, 20004, f"Method {method} is not allowed on this resource")


def unspoken(parameter: str) -> Refused:
    return Refused(400, 20001, f"The stand-in does not know the parameter '{parameter}'")


def invalid(parameter: str) -> Refused:
    return Refused(400, 20001, f"Invalid parameter: {parameter}")


def on_request(number: int) -> Refused:
    """The error that is asked for: an HTTP status, or one of Twilio's codes, which comes with its own status."""
    if number in (401, 20003):
        return no_access()
    if 20400 <= number <= 20599:
        number -= 20000
    if number > 599:
        return Refused(STATUSES.get(number, 400), number, MESSAGES.get(number, "Refused, as the body asks."))
    known = number in list(HTTPStatus)
    return Refused(number, 20000 + number, HTTPStatus(number).phrase if known else "Refused, as the body asks.")


def check_parameters(given: Mapping[str, str], known: Collection[str]) -> None:
    """Raise `Refused` for parameters unknown here: if they were ignored, they would seem to work."""
    for name in given:
        if name not in known:
            raise unspoken(name)


def check_addresses(form: Mapping[str, str]) -> None:
    """Raise `Refused` for a message between addresses that Twilio would not take."""
    if not form.get("To"):
        raise Refused(400, 21604, "A 'To' phone number is required.")
    if not form.get("From"):
        raise Refused(400, 21603, "A 'From' phone number is required.")
    if _channel(form["To"]) != _channel(form["From"]):
        pair = "Invalid From and To pair. From and To should be of the same channel"
        raise Refused(400, 21910, pair)


def check_typing(form: Mapping[str, str]) -> None:
    """Raise `Refused` for typing that no customer can be shown."""
    if form.get("channel") != "whatsapp":
        raise invalid("channel")
    if not MESSAGE_SID.fullmatch(form.get("messageId", "")):
        raise invalid("messageId")


def _channel(address: str) -> str:
    return address.rpartition(":")[0]
