"""Receipts: what goes with a message of ours, and comes back with each of the carrier's reports about it. Pure.

For carriers that keep no list of what they took. A receipt holds no number and no word.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.thread import Thread

_RECEIPT = re.compile(r"recado\.(?P<thread>[A-Za-z0-9_-]{1,64})\.(?P<mark>[0-9a-f]{32})\.(?P<ticket>[0-9A-Z]{0,16})")


@dataclass(frozen=True)
class Receipt:
    """`thread`: the key of the customer's thread; `mark`: the same for equal messages to one contact.

    `ticket`: the code of the ticket whose message it is, "" for none.
    """

    thread: str
    mark: str
    ticket: str = ""

    def __str__(self) -> str:
        return f"recado.{self.thread}.{self.mark}.{self.ticket}"


@dataclass(frozen=True)
class Taken:
    """A message that a carrier took: its sid, when, its receipt, and its text, "" if that is not known any more."""

    sid: str
    at: datetime
    receipt: Receipt
    text: str = ""


def receipt_in(text: str) -> Receipt | None:
    """The receipt that comes back; None for what another program sent along."""
    found = _RECEIPT.fullmatch(text)
    return Receipt(**found.groupdict()) if found else None


def receipt_of(thread: Thread, message: str) -> Receipt | None:
    """The receipt of a message; None if no thread keeps it, since its customer was forgotten, or never known."""
    if not thread.key:
        return None
    ticket = thread.unsent.ticket if thread.unsent else ""
    return Receipt(thread.about or thread.key, mark_of(thread.contact, message), ticket)


def mark_of(contact: Contact, message: str) -> str:
    """The same for equal messages to one contact, and for no others."""
    return hashlib.sha256(f"{keys_of(contact)[0]}\n{message}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
