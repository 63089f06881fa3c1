"""WhatsApp, Messenger and Instagram by Meta, as their customers see them."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from dev import meta_standin, twilio_standin
from dev.meta_standin import File, reports
from dev.phone import Phone
from handlers.doors.meta import MOST_BYTES
from tests.people import ANA, LUIS
from tests.ways.way import BUSINESS, number_of

SECRET = "the secret of the tests' app"
NUMBER, PAGE, ACCOUNT = "106540352242922", "682498302938465", "17841400000000001"
TOKENS = {PAGE: "EAApage", ACCOUNT: "EAAinsta"}
SETTINGS = {
    "META_APP_SECRET": SECRET,
    "META_VERIFY_TOKEN": "the token of the tests",
    "META_ACCESS_TOKEN": "EAAwhatsapp",
    "META_PAGE_TOKENS": ", ".join(f"{page}={token}" for page, token in TOKENS.items()),
}
KINDS = {PAGE: "page", ACCOUNT: "instagram"}
# WhatsApp without Twilio: agents use this number, too.
ALONE = {
    **dict.fromkeys(("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"), ""),
    "META_PHONE_NUMBER_ID": NUMBER,
}


@dataclass
class ByMeta:
    """Keeps the promises of Way. Several messages come in one request. `page`: the page, or "" for WhatsApp."""

    meta: meta_standin.Standin
    settings: Mapping[str, str]
    page: str = ""
    most: int = 4096
    most_body: int = MOST_BYTES
    redelivers_answers: bool = False
    agents: "ByMetasWhatsApp | None" = None
    _phone: Phone | None = None
    _last: bytes = b""

    def connect(self, phone: Phone) -> None:
        self._phone = phone
        self.meta.state.post = self._told

    async def write(self, *texts: str, customer: str = "eva") -> int:
        return await self._post(self.report(customer, *(self.text(text, customer) for text in texts)))

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        file, kind = File(content, media_type), media_type.partition("/")[0]
        self.meta.state.keep(file)
        if self.page:
            url = f"{self.meta.base_url}/cdn/{file.id}"
            attached = [{"type": kind, "payload": {"url": url}}]
            message = reports.event(self.page, self.id_of(customer), message={"attachments": attached})
        else:
            named = {"id": file.id, "mime_type": media_type}
            message = reports.message(self.whatsapp_of(customer), kind, **{kind: named})
        return await self._post(self.report(customer, message))

    async def again(self) -> int:
        return await self.post(self._last)

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        body = reports.as_bytes(self.report(customer, self.text(text, customer)))
        marks = ["", reports.signature(body, "another"), reports.signature(body + b" ", SECRET)]
        return [(await self.deliver(body, mark=mark)).status_code for mark in marks]

    def got(self, customer: str = "eva") -> list[str]:
        to, token = self.id_of(customer), TOKENS.get(self.page, "")
        return [message.text for message in self.meta.state.sent if (message.to, message.token) == (to, token)]

    def size(self, text: str) -> int:
        return len(text.encode()) if self.page == ACCOUNT else len(text.encode("utf-16-le")) // 2

    def id_of(self, customer: str) -> str:
        if customer.startswith("+"):
            return customer.removeprefix("+")
        number = f"{number_of(customer):08}"
        return f"73842{number}" if self.page else f"52155{number}"

    def whatsapp_of(self, customer: str) -> dict[str, str]:
        return {"wa_id": self.id_of(customer), "name": customer}

    def text(self, text: str, customer: str) -> dict[str, Any]:
        if self.page:
            return reports.event(self.page, self.id_of(customer), message={"text": text})
        return reports.message(self.whatsapp_of(customer), text={"body": text})

    def report(self, customer: str, *messages: dict[str, Any]) -> dict[str, Any]:
        if self.page:
            return reports.pages(KINDS[self.page], self.page, messages)
        shown = BUSINESS.removeprefix("+")
        known = self.whatsapp_of(customer)
        return reports.whatsapp(number=NUMBER, shown=shown, customer=known, messages=[*messages])

    async def write_strange(self, *, customer: str = "eva") -> int:
        strange: list[dict[str, Any]] = [{"object": "user", "entry": [{"changes": [{"field": "birthday"}]}]}]
        if self.page:
            sides = {"sender": {"id": self.id_of(customer)}, "recipient": {"id": self.page}}
            events: list[dict[str, Any]] = [
                {**sides, "read": {"watermark": 1}},
                {**sides, "delivery": {"mids": ["m_1"]}},
                {**sides, "reaction": {"mid": "m_1", "reaction": "love"}},
                {**sides, "a_kind_of_tomorrow": {}},
                reports.event(self.page, self.id_of(customer), message={"text": "x", "is_deleted": True}),
            ]
            strange.append(reports.pages(KINDS[self.page], self.page, events))
            strange.append(reports.pages(KINDS[self.page], "1", [self.text("Hola", customer)]))
        else:
            known = self.whatsapp_of(customer)
            odd = [
                reports.message(known, "reaction", reaction={"emoji": "👍"}),
                reports.message(known, "system", system={"type": "user_changed_number"}),
                {**reports.message(known, text={"body": "Hola"}), "group_id": "1"},
            ]
            read = reports.status("wamid.HBgN", "read", self.id_of(customer), "another program's")
            strange += [self.report(customer, *odd)]
            strange += [reports.whatsapp(number=NUMBER, shown=BUSINESS[1:], statuses=[read])]
            strange += [reports.whatsapp(number=NUMBER, shown=BUSINESS[1:], field="account_update", event="x")]
        return max([await self._post(report) for report in strange])

    async def press(self, said: str, *, customer: str = "eva") -> int:
        bodies = [message.body for message in self.meta.state.sent if message.to == self.id_of(customer)]
        shown = next(buttons for body in reversed(bodies) if said in (buttons := buttons_in(body)))
        if self.page:
            replied = {"text": said, "quick_reply": {"payload": said}}
            return await self._post(
                self.report(customer, reports.event(self.page, self.id_of(customer), message=replied))
            )
        kind = "button_reply" if len(shown) <= 3 else "list_reply"
        chosen = {"type": kind, kind: {"id": said, "title": said}}
        return await self._post(
            self.report(customer, reports.message(self.whatsapp_of(customer), "interactive", interactive=chosen))
        )

    async def post(self, body: bytes) -> int:
        return (await self.deliver(body)).status_code

    async def deliver(self, body: bytes, *, mark: str | None = None) -> httpx2.Response:
        """Post a report to the function; `mark`: another signature than the right one."""
        assert self._phone
        headers = {"X-Hub-Signature-256": reports.signature(body, SECRET) if mark is None else mark}
        async with httpx2.AsyncClient(transport=self._phone.transport) as client:
            return await client.post(f"{self._phone.url}/meta", content=body, headers=headers)

    async def _post(self, report: dict[str, Any]) -> int:
        self._last = reports.as_bytes(report)
        return await self.again()

    async def _told(self, body: bytes) -> None:
        """What the stand-in reports is only kept: it runs in another thread. See `pass_on`."""

    async def pass_on(self) -> None:
        """Post all that the stand-in has to report, as Meta does a moment later."""
        while self.meta.state.reports:
            assert await self.post(self.meta.state.reports.popleft()) == 200


def buttons_in(body: dict[str, Any]) -> list[str]:
    """What the buttons under a message say, or the rows of its list."""
    action = body.get("interactive", {}).get("action", {})
    rows = [row["title"] for section in action.get("sections", []) for row in section["rows"]]
    replies = [reply["title"] for reply in body.get("message", {}).get("quick_replies", [])]
    return [*(button["reply"]["title"] for button in action.get("buttons", [])), *rows, *replies]


@dataclass(frozen=True)
class MetaPhone:
    """An agent's phone, with this number."""

    way: ByMeta
    number: str

    async def send(self, text: str, **more: str) -> int:
        """With a file's fields, a file of that type goes with the words."""
        if "MediaContentType0" not in more:
            return await self.way.write(text, customer=self.number)
        file = File(b"a picture", more["MediaContentType0"])
        self.way.meta.state.keep(file)
        picture = {"id": file.id, "mime_type": file.media_type, "caption": text}
        known = self.way.whatsapp_of(self.number)
        report = self.way.report(self.number, reports.message(known, "image", image=picture))
        return await self.way.post(reports.as_bytes(report))


@dataclass(frozen=True)
class ByMetasWhatsApp:
    """Keeps the promises of OfAgents."""

    way: ByMeta

    @property
    def ana(self) -> MetaPhone:
        return MetaPhone(self.way, ANA.removeprefix("whatsapp:"))

    def told(self) -> list[str]:
        numbers = {each.removeprefix("whatsapp:+") for each in (ANA, LUIS)}
        return [message.text for message in self.way.meta.state.sent if message.to in numbers]


@contextlib.contextmanager
def _by_meta(page: str, most: int) -> Iterator[ByMeta]:
    with meta_standin.serve() as meta:
        meta.state.pages = {token: (KINDS[page], page) for page, token in TOKENS.items()}
        way = ByMeta(meta, {**SETTINGS, "META_API_BASE_URL": meta.base_url, **({} if page else ALONE)}, page, most)
        way.agents = None if page else ByMetasWhatsApp(way)
        yield way


def meta_whatsapp(_twilio: twilio_standin.Standin) -> contextlib.AbstractContextManager[ByMeta]:
    """The way in by WhatsApp's Cloud API."""
    return _by_meta("", 4096)


def meta_messenger(_twilio: twilio_standin.Standin) -> contextlib.AbstractContextManager[ByMeta]:
    """The way in by Messenger."""
    return _by_meta(PAGE, 2000)


def meta_instagram(_twilio: twilio_standin.Standin) -> contextlib.AbstractContextManager[ByMeta]:
    """The way in by Instagram Direct."""
    return _by_meta(ACCOUNT, 1000)
