"""A customer's phone, with Twilio in between: forms signed and posted as Twilio does, TwiML read as Twilio reads it."""

import asyncio
import ssl
import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx2
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

TWILIO_SECONDS = 15.0  # https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
# For http on this machine: loading all certificates for each request would delay 200 phones by seconds.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
DOCUMENTS_A_SESSION = 50  # https://www.twilio.com/docs/api/errors/14106
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Delivery:
    """The answer to one request: the status, the messages a phone would show, the document, seconds.

    `redirect`: the address to which Twilio posts the same form next.
    """

    status: int
    messages: list[str]
    document: str
    seconds: float
    redirect: str | None = None


def new_sid() -> str:
    """A MessageSid as Twilio makes them."""
    return f"SM{uuid.uuid4().hex}"


def sign(url: str, pairs: Pairs, *, token: str, algorithm: str | None = None) -> str:
    """The signature of a form for a URL, by Twilio's own signer."""
    return str(RequestValidator(token).compute_signature(url, ImmutableMultiDict(pairs), algorithm))


def messages_in(document: str) -> list[str]:
    """The texts in a TwiML document. Raises ET.ParseError, or ValueError for what Twilio would not take."""
    return _texts(document, "Message")


def redirect_in(document: str) -> str | None:
    """The address of the <Redirect> in a TwiML document, if there is one."""
    return next(iter(_texts(document, "Redirect")), None)


def _texts(document: str, verb: str) -> list[str]:
    response = ET.fromstring(document)  # noqa: S314 - from our own function
    if response.tag != "Response":
        raise ValueError(f"not a <Response> but <{response.tag}>")
    return [element.text or "" for element in response if element.tag == verb]


def attached(*files: tuple[str, str]) -> dict[str, str]:
    """The fields of a message with files, each its URL and its media type: `phone.send("", **attached(...))`."""
    fields = {"NumMedia": str(len(files))}
    for number, (url, media_type) in enumerate(files):
        fields |= {f"MediaUrl{number}": url, f"MediaContentType{number}": media_type}
    return fields


def sticker(url: str) -> dict[str, str]:
    """The fields of a message that is a sticker."""
    return attached((url, "image/webp")) | {"MessageType": "sticker"}


def location(latitude: float, longitude: float, *, label: str = "", address: str = "") -> dict[str, str]:
    """The fields of a message with a place on the map."""
    fields = {"Latitude": str(latitude), "Longitude": str(longitude), "Label": label, "Address": address}
    return {"MessageType": "location"} | {name: value for name, value in fields.items() if value}


def button(text: str, payload: str) -> dict[str, str]:
    """The fields of a message that is a pressed button: its text, and what the business calls it."""
    return {"MessageType": "button", "ButtonText": text, "ButtonPayload": payload}


def list_choice(title: str, name: str) -> dict[str, str]:
    """The fields of a message that is a choice from a list: its title, and what the business calls it."""
    return {"MessageType": "interactive", "ListTitle": title, "ListId": name}


def quote(sid: str, *, sender: str = "whatsapp:+5215587654321") -> dict[str, str]:
    """The fields of a message that replies to an earlier one, which `sender` wrote."""
    return {"OriginalRepliedMessageSid": sid, "OriginalRepliedMessageSender": sender}


@dataclass
class Phone:
    """Writes to the function at `url`; Twilio knows that function as `public_url` and signs with `token`.

    A request is given up after `seconds`. A `sender` without a number, such as `whatsapp:MX.123`, hides it.
    """

    url: str
    public_url: str
    token: str
    sender: str = "whatsapp:+5215512345678"
    business: str = "whatsapp:+5215587654321"
    profile_name: str = "Ana"
    account: str = "AC00000000000000000000000000000000"
    more: Mapping[str, str] = field(default_factory=dict)
    seconds: float = TWILIO_SECONDS
    transport: httpx2.AsyncBaseTransport | None = None

    def form(self, text: str, *, sid: str | None = None, **more: str) -> list[tuple[str, str]]:
        """The form that Twilio posts for a text: https://www.twilio.com/docs/messaging/guides/webhook-request"""
        fields = {
            "MessageSid": sid or new_sid(),
            "AccountSid": self.account,
            "From": self.sender,
            "To": self.business,
            "Body": text,
            "NumMedia": "0",
            "ProfileName": self.profile_name,
        }
        if "+" in self.sender:
            fields["WaId"] = self.sender.rpartition("+")[2]
        return list((fields | dict(self.more) | more).items())

    async def send(self, text: str, *, sid: str | None = None, path: str = "/webhook", **more: str) -> Delivery:
        """Send a text and wait for the answer."""
        return await self.post(self.form(text, sid=sid, **more), path=path)

    async def converse(
        self, text: str, *, sid: str | None = None, fallback: "Phone | None" = None, **more: str
    ) -> AsyncIterator[Delivery]:
        """Send a text as Twilio does: redirects are followed, and a document that fails is fetched from `fallback`."""
        form, path = self.form(text, sid=sid, **more), "/webhook"
        for _ in range(DOCUMENTS_A_SESSION):
            delivery = await self._fetch(form, path)
            if fallback and (delivery is None or delivery.status >= 400):
                error = [("ErrorCode", "11200"), ("ErrorUrl", self.public_url + path)]
                delivery = await fallback._fetch([*form, *error], path)
            if delivery is None:
                return
            yield delivery
            if delivery.redirect is None:
                return
            path = delivery.redirect.removeprefix(self.public_url)

    async def _fetch(self, form: Pairs, path: str) -> Delivery | None:
        """Post a form; None when nobody answers in time."""
        try:
            return await self.post(form, path=path)
        except (httpx2.TransportError, TimeoutError):
            return None

    async def post(self, pairs: Pairs, *, path: str = "/webhook", headers: Mapping[str, str] | None = None) -> Delivery:
        """Post a form, signed unless `headers` hold another signature."""
        signature = {"X-Twilio-Signature": sign(self.public_url + path, pairs, token=self.token)}
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return await self.post_raw(
            urlencode(pairs).encode(), path=path, headers={**kind, **signature, **(headers or {})}
        )

    async def post_raw(self, body: bytes, *, path: str = "/webhook", headers: Mapping[str, str]) -> Delivery:
        """Post any bytes with any headers."""
        begun = time.perf_counter()
        async with asyncio.timeout(self.seconds), self._client() as client:
            answer = await client.post(self.url + path, content=body, headers=headers)
        seconds, document = time.perf_counter() - begun, answer.text
        if answer.status_code != 200:
            return Delivery(answer.status_code, [], document, seconds)
        return Delivery(200, messages_in(document), document, seconds, redirect_in(document))

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            timeout=TWILIO_SECONDS, transport=self.transport, trust_env=False, verify=NO_CERTIFICATES
        )
