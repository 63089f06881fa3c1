"""Records of the page: customers and agents, bubbles, and each message's way to the function and back."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from dev.twilio_standin.media import File

JSON = dict[str, Any]
IDENTITIES = ("number", "both", "hidden")
WHATSAPP_TWILIO, WHATSAPP_META = "whatsapp-twilio", "whatsapp-meta"
MESSENGER, INSTAGRAM, TELEGRAM, WEB = "messenger", "instagram", "telegram", "web"
APPS = (WHATSAPP_TWILIO, WHATSAPP_META, MESSENGER, INSTAGRAM, TELEGRAM, WEB)
# The business in those apps that know it by one id; on WhatsApp each number of its own is a chat, whoever carries it.
IDS = {MESSENGER: "100200300400500", INSTAGRAM: "17841400000000001", TELEGRAM: "7000000001", WEB: "site"}


@dataclass(frozen=True)
class Customer:
    """Somebody with a phone: known by a number, by a number and WhatsApp's lasting id, or by the id alone.

    `is_agent`: no customer but one of AGENTS, who answers customers. `app`: the one that they write in now.
    """

    id: int
    name: str
    number: str
    business: str
    identity: str = "number"
    lasting: str = field(default_factory=lambda: f"MX.{secrets.randbelow(10**18):018d}")
    is_agent: bool = False
    app: str = WHATSAPP_TWILIO

    @property
    def sender(self) -> str:
        """The customer's address in the app; on WhatsApp it is `From`, as Twilio writes it."""
        if self.app in IDS:
            return f"{self.app}:{self.id_in_app}"
        return f"whatsapp:{self.lasting if self.identity == 'hidden' else self.number}"

    @property
    def id_in_app(self) -> str:
        """The id of the customer in those apps that tell no number."""
        return self.number.removeprefix("+")

    @property
    def peer(self) -> str:
        """The business in this app: the chat that is on the phone's screen."""
        return f"{self.app}:{IDS[self.app]}" if self.app in IDS else self.business

    @property
    def more(self) -> dict[str, str]:
        """Further fields of the form."""
        return {} if self.identity == "number" else {"ExternalUserId": f"whatsapp:{self.lasting}"}

    def is_at(self, address: str) -> bool:
        """True if a message to this address reaches the customer."""
        app, _, found = address.partition(":")
        return found == self.id_in_app if app in IDS else address in self._numbers

    @property
    def _numbers(self) -> tuple[str, str]:
        return f"whatsapp:{self.number}", f"whatsapp:{self.lasting}"

    def as_json(self) -> JSON:
        return asdict(self) | {"sender": self.sender, "peer": self.peer}


@dataclass(frozen=True)
class Place:
    """A place on the map."""

    latitude: float
    longitude: float
    label: str = ""
    address: str = ""

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (self.label, self.address, f"{self.latitude}, {self.longitude}")))


@dataclass(frozen=True)
class Bubble:
    """One message in a chat. `turn`: the customer's message itself, or the one it answers. `rest`: sent by REST.

    `business`: the business's address, and so the chat: one of a number on WhatsApp, one in each other app.
    `delivery`: the delivery that it answers, where the message was delivered more than once; else 0.
    `by_itself`: the page wrote it for an agent, or it answers such a message. `html`: the text as a rich one, where the
    app shows it so. `choices`: the buttons below it, each with its words and what the business calls it. `app`: the one
    that carried it.
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
    html: str = ""
    choices: tuple[JSON, ...] = ()
    app: str = WHATSAPP_TWILIO
    time: float = field(default_factory=time.time)

    @property
    def is_elsewhere(self) -> bool:
        """True for a message in another app than WhatsApp."""
        return self.business.partition(":")[0] in IDS


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

    def value(self, name: str) -> str:
        """A field of the form, "" without it."""
        return dict(self.form).get(name, "")

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
