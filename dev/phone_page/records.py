"""Records of the page: customers and agents, bubbles, and each message's way to the function and back."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dev.twilio_standin.media import File

JSON = dict[str, Any]
IDENTITIES = ("number", "both", "hidden")


@dataclass(frozen=True)
class Customer:
    """Somebody with a phone: known by a number, by a number and WhatsApp's lasting id, or by the id alone.

    `is_agent`: no customer but one of AGENTS, who answers customers.
    """

    id: int
    name: str
    number: str
    business: str
    identity: str = "number"
    lasting: str = field(default_factory=lambda: f"MX.{secrets.randbelow(10**18):018d}")
    is_agent: bool = False

    @property
    def sender(self) -> str:
        """`From`, as Twilio writes it."""
        return f"whatsapp:{self.lasting if self.identity == 'hidden' else self.number}"

    @property
    def more(self) -> dict[str, str]:
        """Further fields of the form."""
        return {} if self.identity == "number" else {"ExternalUserId": f"whatsapp:{self.lasting}"}

    def is_at(self, address: str) -> bool:
        """True if a message to this address reaches the customer."""
        return address in (f"whatsapp:{self.number}", f"whatsapp:{self.lasting}")

    def as_json(self) -> JSON:
        return asdict(self) | {"sender": self.sender}


@dataclass(frozen=True)
class Bubble:
    """One message in a chat. `turn`: the customer's message itself, or the one it answers. `rest`: sent by REST.

    `delivery`: the delivery that it answers, where the message was delivered more than once; else 0.
    `by_itself`: the page wrote it for an agent, or it answers such a message.
    """

    customer: int
    business: str
    sid: str
    turn: str
    text: str
    out: bool = False
    rest: bool = False
    kind: str = "text"
    file: JSON | None = None
    quoted: str = ""
    note: str = ""
    delivery: int = 0
    by_itself: bool = False
    time: float = field(default_factory=time.time)


@dataclass(frozen=True)
class Hop:
    """One request to the function. `status` is None if nobody answered in time; `problem`: as Twilio reports it."""

    delivery: int
    path: str
    status: int | None
    ms: float
    document: str
    messages: int
    redirect: bool
    problem: str = ""


@dataclass
class Turn:
    """A customer's or an agent's message on its way: the form that was posted, and all its requests.

    `read`: typing was shown. `by_itself`: the page wrote it.
    """

    sid: str
    customer: int
    form: list[tuple[str, str]]
    hops: list[Hop] = field(default_factory=list)
    by_itself: bool = False
    open: int = 0
    read: bool = False
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def mark(self) -> JSON:
        """The mark on the customer's bubble: `sent`, `delivered`, `read` or `failed`, and Twilio's first problem."""
        problem = next((hop.problem for hop in self.hops if hop.problem), "")
        if self.read or any(hop.status == 200 for hop in self.hops):
            return {"state": "read" if self.read else "delivered", "problem": problem}
        return {"state": "failed" if self.hops and not self.open else "sent", "problem": problem}

    def spans(self, moment: float) -> bool:
        """True for a moment of this turn; half a second longer, since log lines come a little later than the answer."""
        return self.begun <= moment <= (self.ended or moment) + 0.5


def cost_of(log: list[JSON]) -> JSON | None:
    """Tokens and US dollars in a turn's log lines; None if they tell of neither. The cost is None if any line's is."""
    lines = [line for line in log if "input_tokens" in line or "cost" in line]
    if not lines:
        return None
    names = ("input_tokens", "cached_tokens", "output_tokens")
    costs = [line.get("cost") for line in lines]
    known = None if None in costs else sum(cost for cost in costs if cost is not None)
    return {name: sum(line.get(name, 0) for line in lines) for name in names} | {"cost": known}


def knowledge_in(log: list[JSON]) -> JSON | None:
    """The files that an answer stands on, and whether it is known, in a turn's log lines; None if nothing is told."""
    return next(({name: line[name] for name in ("known", "sources")} for line in log if "sources" in line), None)


def author_of(bubble: Bubble, customer: Customer) -> str:
    """The address that wrote a bubble."""
    return bubble.business if bubble.out else customer.sender


def described(file: File, name: str) -> JSON:
    """A bubble's file."""
    return {"sid": file.sid, "type": file.media_type, "name": name}


def kind_of(media_type: str) -> str:
    """WhatsApp's MessageType of a file; a sticker comes as a picture in webp."""
    if media_type == "image/webp":
        return "sticker"
    family = media_type.partition("/")[0]
    return family if family in ("image", "audio", "video") else "document"


def place_in(fields: Mapping[str, str]) -> str:
    """The text of a place on the map, from the fields of its form."""
    names = (fields.get("Label"), fields.get("Address"), f"{fields['Latitude']}, {fields['Longitude']}")
    return "\n".join(filter(None, names))
