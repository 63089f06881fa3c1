"""WhatsApp by Twilio: its REST API with phones in which messages and typing appear, and the forms it posts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.routing import BaseRoute, Mount

from dev import phone as phones
from dev import twilio_standin
from dev.phone import Phone
from dev.phone_page.apps.app import Envelope, Letter
from dev.phone_page.apps.twiml import Courier
from dev.phone_page.fetched import Fetching
from dev.phone_page.inputs import NewMessage
from dev.phone_page.records import WHATSAPP_TWILIO, Bubble, Customer, Turn, author_of
from dev.phone_page.state import PageState
from dev.twilio_standin import state as standin
from dev.twilio_standin.directives import Directives
from dev.twilio_standin.media import File

FILES_KEPT = 20


@dataclass
class Twilio(standin.State):
    """The stand-in for Twilio's REST API, with phones in which its messages and typing appear.

    `phone` reaches the function, which the files of its messages are fetched from; it fetches files at `media_url`.
    """

    page: PageState = field(kw_only=True)
    phone: Phone = field(kw_only=True)
    media_url: str = ""
    name: str = WHATSAPP_TWILIO
    fetching: Fetching = field(init=False)

    def __post_init__(self) -> None:
        self.fetching = Fetching(self.page, self.phone, self.keep)

    def served_at(self, address: str) -> Mapping[str, str]:
        """See App."""
        self.media_url = address
        key = {"TWILIO_API_KEY_SID": f"SK{secrets.token_hex(16)}", "TWILIO_API_KEY_SECRET": secrets.token_hex(16)}
        return {**key, "TWILIO_API_BASE_URL": address}

    def routes(self) -> Sequence[BaseRoute]:
        """See App."""
        twilio = twilio_standin.create_app()
        twilio.state.standin = self
        return [Mount("/", twilio)]

    def write(self, letter: Letter) -> Envelope:
        """See App."""
        customer, asked, file = letter.customer, letter.asked, letter.file
        sid = file.message if file else phones.new_sid()
        fields = _fields(asked)
        if file:
            fields = phones.attached((self.media_url + file.path, file.media_type)) | {"MessageType": asked.kind}
        quoted = letter.quoted
        quote = phones.quote(quoted.sid, sender=author_of(quoted, customer)) if quoted else {}
        sender = self._phone(customer, asked.troubles.cut)
        form = sender.form(asked.text, sid=sid, **fields, **quote)
        # Kept as Twilio keeps it, since the function fetches it when the customer quotes it.
        kept = standin.Sent(self.phone.account, customer.sender, customer.business, asked.text, inbound=True, sid=sid)
        self.received.append(kept)

        async def carry(turn: Turn) -> None:
            await Courier(self.page, self, sender, turn, asked.troubles).deliver()

        return Envelope(sid, form, carry)

    def send(self, account: str, form: Mapping[str, str], asked: Directives) -> standin.Sent:
        message = super().send(account, form, asked)
        customer = self.page.at(message.to)
        if customer:
            bubble = _by_rest(message, customer, self.page)
            if message.media:
                self.fetching.show(bubble, message.media[0], problem="63019: ")
            else:
                self.page.show(bubble)
        return message

    def keep(self, file: File) -> str:
        path = super().keep(file)
        for oldest in list(self.files)[:-FILES_KEPT]:
            del self.files[oldest]
        return path

    def stop(self) -> None:
        super().stop()
        self.fetching.stop()

    async def show_typing(self, form: Mapping[str, str]) -> None:
        await super().show_typing(form)
        turn = self.page.turns.get(form["messageId"])
        if turn:
            turn.read = True
            self.page.publish("typing", {"customer": turn.customer, "sid": turn.sid, "business": turn.value("To")})
            self.page.publish_turn(turn)

    def _phone(self, customer: Customer, cut: float) -> Phone:
        return replace(
            self.phone,
            sender=customer.sender,
            business=customer.business,
            profile_name=customer.name,
            more=customer.more,
            seconds=cut or phones.TWILIO_SECONDS,
        )


def _fields(asked: NewMessage) -> dict[str, str]:
    """The fields of a message's form besides its text."""
    if asked.place:
        place = asked.place
        return phones.location(place.latitude, place.longitude, label=place.label, address=place.address)
    if asked.kind == "button":
        return phones.button(asked.text, asked.payload)
    return {"MessageType": "text"}


def _by_rest(message: standin.Sent, customer: Customer, page: PageState) -> Bubble:
    turn = page.last_turn(customer, message.from_)
    note = f"{message.status}: {message.error}" if message.error else ""
    return Bubble(customer.id, message.from_, message.sid, turn, message.body, out=True, rest=True, note=note)
