"""Reading Twilio's status callbacks: of a message on its way, only that it failed is news. Pure.

https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from handlers.channels.twilio.form import SignedForm
from handlers.channels.twilio.read import SID

FAILED = frozenset({"failed", "undelivered"})  # all other statuses, and those to come, are no news
TICKET = re.compile(r"[0-9A-Z]{1,16}")
CODE = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True)
class Failure:
    """A ticket's message that did not arrive. `code`: Twilio's for the reason, "" without one."""

    ticket: str
    sid: str
    code: str


def failure_in(signed: SignedForm) -> Failure | None:
    """The failure that a verified callback tells of; None for any other news, and for messages of no ticket."""
    sid, code = signed.form.first("MessageSid"), signed.form.first("ErrorCode")
    ticket = parse_qs(signed.query).get("ticket", [""])[0]
    if signed.form.first("MessageStatus") not in FAILED or not (TICKET.fullmatch(ticket) and SID.fullmatch(sid)):
        return None
    return Failure(ticket, sid, code if CODE.fullmatch(code) else "")
