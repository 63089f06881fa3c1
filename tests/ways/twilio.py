"""WhatsApp by Twilio, as its customers see it."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from dev import twilio_standin
from dev.phone import Delivery, Phone, attached, sign
from dev.twilio_standin import File
from handlers.body import MOST_BYTES
from handlers.channels.twilio.write import MOST_UNITS
from tests.ways.way import BUSINESS, number_of, posted

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class ByTwilio:
    """Keeps the promises of Way. One message a request; answers come in its response."""

    twilio: twilio_standin.Standin
    settings: Mapping[str, str] = field(default_factory=dict)
    most: int = MOST_UNITS
    most_body: int = MOST_BYTES
    redelivers_answers: bool = True
    _phone: Phone | None = None
    _heard: dict[str, list[str]] = field(default_factory=dict)
    _sent: dict[str, int] = field(default_factory=dict)
    _last: tuple[str, list[tuple[str, str]]] = ("", [])

    def connect(self, phone: Phone) -> None:
        self._phone = phone

    async def write(self, *texts: str, customer: str = "eva") -> int:
        phone = self._of(customer)
        return max([await self._post(customer, phone.form(text)) for text in texts])

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        url = self.twilio.base_url + self.twilio.state.keep(File(content, media_type))
        return await self._post(customer, self._of(customer).form("", **attached((url, media_type))))

    async def write_strange(self, *, customer: str = "eva") -> int:
        phone = self._of(customer)
        reaction = phone.form("", MessageType="reaction", OriginalRepliedMessageSid="none", AKindOfTomorrow="7")
        return await self._post(customer, reaction)

    async def press(self, said: str, *, customer: str = "eva") -> int:
        return await self.write(said, customer=customer)

    async def again(self) -> int:
        return await self._post(*self._last)

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        phone = self._of(customer)
        form, address = phone.form(text), f"{phone.public_url}/webhook"
        marks = ["", sign(address, form, token="another"), sign(address, phone.form("other"), token=phone.token)]
        return [
            await posted(phone, "/webhook", urlencode(form).encode(), {**FORM, "X-Twilio-Signature": mark})
            for mark in marks
        ]

    async def post(self, body: bytes) -> int:
        phone = self._of("eva")
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        mark = sign(f"{phone.public_url}/webhook", pairs, token=phone.token)
        return await posted(phone, "/webhook", body, {**FORM, "X-Twilio-Signature": mark})

    def got(self, customer: str = "eva") -> list[str]:
        heard = self._heard.setdefault(customer, [])
        by_rest = [message.body for message in self.twilio.state.sent if message.to == self._of(customer).sender]
        heard += by_rest[self._sent.get(customer, 0) :]
        self._sent[customer] = len(by_rest)
        return [*heard]

    def size(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    def _of(self, customer: str) -> Phone:
        assert self._phone
        number = f"+52155{number_of(customer):08}"
        return replace(self._phone, sender=f"whatsapp:{number}", business=f"whatsapp:{BUSINESS}", profile_name=customer)

    async def _post(self, customer: str, form: list[tuple[str, str]]) -> int:
        self._last = (customer, form)
        answer: Delivery = await self._of(customer).post(form)
        self.got(customer)  # first what was sent by REST before
        self._heard[customer] += answer.messages
        return answer.status


@contextlib.contextmanager
def by_twilio(twilio: twilio_standin.Standin) -> Iterator[ByTwilio]:
    """The way in by Twilio's own stand-in, which agents use, too."""
    yield ByTwilio(twilio)
