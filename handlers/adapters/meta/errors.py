"""Errors of sending through Meta: the message may be tried again, will never be accepted, or may have been sent.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
https://developers.facebook.com/docs/messenger-platform/reference/send-api/error-codes
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError

from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

KEY = "set META_ACCESS_TOKEN, or the page's token in META_PAGE_TOKENS, to one that is valid and has the permissions"
SLOWER = "none, if it passes; else raise the number's limits at Meta"
UNREACHABLE = "see the network, META_API_BASE_URL if it is set, and Meta's status page"
STATUS_PAGE = "see Meta's status page, metastatus.com"
ACCOUNT = "see the account's quality and restrictions in Meta's Business Support Home"
UNREGISTERED = "register the number by the command in docs/meta.md; until then it neither gets nor sends anything"
UNPAID = "see the way to pay of the WhatsApp account, in Meta's Billing & payments"
PAGE_OF_CODE = "see Meta's page of this error code"

# Faults of ours, or of the moment, not of the message: Meta will accept it once they are mended or over.
PASSING_STATUSES = {401: KEY, 408: STATUS_PAGE, 429: SLOWER}
PASSING: Mapping[int, str] = {
    **dict.fromkeys((3, 10, 102, 190, *range(200, 300), 131005), KEY),
    **dict.fromkeys((4, 17, 32, 341, 613, 80007, 130429, 131048, 131056), SLOWER),
    **dict.fromkeys((368, 130497, 131031), ACCOUNT),
    **dict.fromkeys((131045, 133010), UNREGISTERED),
    131042: UNPAID,
}
NO_SUCH_OBJECT = (100, 33)  # the number or page is another account's: the token, or an id, is wrong
REMEDIES = {
    131026: "none: the customer cannot be reached on WhatsApp",
    131047: "more than 24 hours have passed since the customer wrote; only an approved template may be sent",
    131050: "none: the customer wants no such messages",
    132001: "there is no such template in ASSISTANT_LANGUAGE: see its name and language at Meta",
    551: "none: the customer cannot be reached any more",
}


def why_unsent(problem: Exception) -> OutboxUnavailable:
    """The error for an attempt that Meta did not answer. It contains nothing of the message."""
    if isinstance(problem, ClientConnectorError):
        return OutboxUnavailable(type(problem).__name__, remedy=UNREACHABLE)
    return OutboxUnclear(type(problem).__name__, remedy=STATUS_PAGE)


def why_refused(status: int, answer: object) -> OutboxUnavailable:
    """The error for Meta's answer: an HTTP status, and perhaps a code of Meta's."""
    code, subcode = _codes(answer)
    shown = str(code or status)
    if (code, subcode) == NO_SUCH_OBJECT:
        return OutboxUnavailable(shown, remedy=KEY)
    if status in PASSING_STATUSES or code in PASSING:
        return OutboxUnavailable(shown, remedy=PASSING.get(code) or PASSING_STATUSES[status])
    if 400 <= status < 500:
        return OutboxRefused(shown, remedy=REMEDIES.get(code, PAGE_OF_CODE))
    # Meta documents nowhere that a 5xx means "not accepted": "not sent" could double a message.
    return OutboxUnclear(shown, remedy=STATUS_PAGE)


def _codes(answer: object) -> tuple[int, int]:
    error: Any = answer.get("error") if isinstance(answer, dict) else None
    found = (error.get(name) if isinstance(error, dict) else 0 for name in ("code", "error_subcode"))
    code, subcode = (each if isinstance(each, int) and not isinstance(each, bool) else 0 for each in found)
    return code, subcode
