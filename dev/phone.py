"""A customer's phone, with Twilio in between: forms signed and posted as Twilio does, TwiML read as Twilio reads it."""

import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx2
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

TWILIO_SECONDS = 15.0  # https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Delivery:
    """What one request brought back: the status, the messages a phone would show, the document, seconds."""

    status: int
    messages: list[str]
    document: str
    seconds: float


def new_sid() -> str:
    """A MessageSid as Twilio makes them."""
    return f"SM{uuid.uuid4().hex}"


def sign(url: str, pairs: Pairs, *, token: str, algorithm: str | None = None) -> str:
    """The signature of a form for a URL, by Twilio's own signer."""
    return str(RequestValidator(token).compute_signature(url, ImmutableMultiDict(pairs), algorithm))


def messages_in(document: str) -> list[str]:
    """The texts in a TwiML document. Raises ET.ParseError, or ValueError for what Twilio would not take."""
    response = ET.fromstring(document)  # noqa: S314 - from our own function
    if response.tag != "Response":
        raise ValueError(f"not a <Response> but <{response.tag}>")
    return [message.text or "" for message in response if message.tag == "Message"]


@dataclass
class Phone:
    """Writes to the function at `url`; Twilio knows that function as `public_url` and signs with `token`."""

    url: str
    public_url: str
    token: str
    sender: str = "whatsapp:+5215512345678"
    business: str = "whatsapp:+5215587654321"
    profile_name: str = "Ana"
    account: str = "AC00000000000000000000000000000000"
    more: Mapping[str, str] = field(default_factory=dict)
    transport: httpx2.AsyncBaseTransport | None = None

    def form(self, text: str, *, sid: str | None = None, **more: str) -> list[tuple[str, str]]:
        """What Twilio posts for a text: https://www.twilio.com/docs/messaging/guides/webhook-request"""
        fields = {
            "MessageSid": sid or new_sid(),
            "AccountSid": self.account,
            "From": self.sender,
            "To": self.business,
            "Body": text,
            "NumMedia": "0",
            "ProfileName": self.profile_name,
            "WaId": self.sender.rpartition("+")[2],
        }
        return list((fields | dict(self.more) | more).items())

    async def send(self, text: str, *, sid: str | None = None, path: str = "/webhook", **more: str) -> Delivery:
        """Send a text and wait for what comes back."""
        return await self.post(self.form(text, sid=sid, **more), path=path)

    async def post(self, pairs: Pairs, *, path: str = "/webhook", headers: Mapping[str, str] | None = None) -> Delivery:
        """Post a form, signed unless `headers` say something else about the signature."""
        signature = {"X-Twilio-Signature": sign(self.public_url + path, pairs, token=self.token)}
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return await self.post_raw(
            urlencode(pairs).encode(), path=path, headers={**kind, **signature, **(headers or {})}
        )

    async def post_raw(self, body: bytes, *, path: str = "/webhook", headers: Mapping[str, str]) -> Delivery:
        """Post any bytes with any headers."""
        begun = time.perf_counter()
        async with httpx2.AsyncClient(timeout=TWILIO_SECONDS, transport=self.transport, trust_env=False) as client:
            answer = await client.post(self.url + path, content=body, headers=headers)
        document = answer.text
        messages = messages_in(document) if answer.status_code == 200 else []
        return Delivery(answer.status_code, messages, document, time.perf_counter() - begun)
