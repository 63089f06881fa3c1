"""Own customers: the site proves who is signed in there, by a mark that its server makes. Pure.

mark = hex of HMAC-SHA256, with the site's key as it is written, over the time, the customer's id and their name, a line
each. The key is of one site alone: a site that loses it does no harm to the others, nor to the secret.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from handlers.errors import ForgedRequest

MOST_CHARACTERS = 200  # of an id, and of a name
GOOD_FOR, AHEAD = 15 * 60.0, 60.0  # seconds: from the page's making to its chat's beginning; and clocks differ
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Proof:
    """A customer's id at the site, and name, "" for none; the proof's `time` in seconds since 1970, as it is marked."""

    user: str
    name: str
    time: str
    mark: str


def key_of(site: str, *, secret: str) -> str:
    """The key by which a site (https://shop.example) proves its customers."""
    return hmac.digest(secret.encode(), f"recado: customers of {site}".encode(), hashlib.sha256).hex()


def mark_of(proof: Proof, *, key: str) -> str:
    """The mark that the site's server makes."""
    signed = f"{proof.time}\n{proof.user}\n{proof.name}"
    return hmac.digest(key.encode(), signed.encode(), hashlib.sha256).hex()


def verify(proof: Proof, *, site: str, secret: str, now: datetime) -> None:
    """Raises ForgedRequest for a proof that the site did not make, or not just now."""
    right = mark_of(proof, key=key_of(site, secret=secret))
    if not hmac.compare_digest(right.encode(), proof.mark.encode()):
        raise ForgedRequest("the site did not make this proof of its customer")
    if not _TIME.fullmatch(proof.time):
        raise ForgedRequest("a proof of a customer without its time in seconds")
    if not -AHEAD <= now.timestamp() - int(proof.time) <= GOOD_FOR:
        raise ForgedRequest("a proof of a customer that has ended")
    if "\n" in proof.user or not 0 < len(proof.user) <= MOST_CHARACTERS or len(proof.name) > MOST_CHARACTERS:
        raise ForgedRequest("a proof of a customer without an id, or with one that is too long")
