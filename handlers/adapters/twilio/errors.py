"""Errors of sending through Twilio: the message may be tried again, will never be accepted, or may have been sent.

https://www.twilio.com/docs/api/errors; the HTTP status says which errors are worth another try:
https://support.twilio.com/hc/en-us/articles/48916449686299-Handling-Twilio-REST-API-Error-Codes-and-Implementing-Retry-Logic
"""

from typing import Any

from aiohttp import ClientConnectorError
from twilio.base.exceptions import TwilioException

from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

KEY = "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account"
SLOWER = "none, if it passes; else raise the account's or the sender's limits at Twilio"
UNREACHABLE = "see the network, TWILIO_API_BASE_URL if it is set, and Twilio's status page"
STATUS_PAGE = "see Twilio's status page"
PAGE_OF_CODE = "see Twilio's page of this error code"

# Faults of ours, or of the moment, not of the message: Twilio will accept it once they are mended or over.
PASSING_STATUSES = {401: KEY, 403: KEY, 404: KEY, 408: STATUS_PAGE, 429: SLOWER}
PASSING_CODES = frozenset({20005, 21611})  # whose HTTP status is documented nowhere
REMEDIES = {
    20003: KEY,
    20005: "the account is not active: see Twilio's console",
    21211: "none: the customer's address is not valid",
    21408: "allow messages to the customer's country in Twilio's console, under Messaging, Geo permissions",
    21608: "a trial account writes to verified numbers only: verify it, or upgrade",
    21610: "none: the customer has unsubscribed, and gets messages again after writing START",
    21611: SLOWER,  # the sender's queue is full
    63007: "register the business's number as a WhatsApp sender of this account",
    63015: "the customer has to join the sandbox again",
    63016: "more than 24 hours have passed since the customer wrote; only an approved template may be sent",
    63024: "none: the customer cannot be reached on WhatsApp",
}


def why_unsent(problem: Exception) -> OutboxUnavailable:
    """The error for a failed attempt to send a message. It contains nothing of the message."""
    if isinstance(problem, TwilioException):
        return _answered(problem)
    if isinstance(problem, ClientConnectorError):
        return OutboxUnavailable(type(problem).__name__, remedy=UNREACHABLE)
    return OutboxUnclear(type(problem).__name__, remedy=STATUS_PAGE)


def why_unlisted(problem: Exception) -> OutboxUnavailable:
    """The error for a failed look at the sent messages."""
    # For a refused page of a list the SDK gives the whole response; for all other errors it gives the fields.
    status: int | None = getattr(next(iter(problem.args[1:]), None), "status_code", None)
    code = str(status) if status else type(problem).__name__
    return OutboxUnavailable(code, remedy=PASSING_STATUSES.get(status or 0, UNREACHABLE))


def _answered(problem: Any) -> OutboxUnavailable:
    """The error for Twilio's answer: an HTTP status, and Twilio's code; without a code the SDK gives the status."""
    status, code = problem.status, problem.code
    remedy = REMEDIES.get(code) or PASSING_STATUSES.get(status, PAGE_OF_CODE)
    if status in PASSING_STATUSES or code in PASSING_CODES:
        return OutboxUnavailable(str(code), remedy=remedy)
    if 400 <= status < 500:
        return OutboxRefused(str(code), remedy=remedy)
    # Twilio documents nowhere that a 5xx means "not accepted", and a gateway's 502 or 504 may well come after. "Not
    # sent" could double a message; "unclear" costs one look.
    return OutboxUnclear(str(code), remedy=STATUS_PAGE)
