"""WhatsApp, Messenger and Instagram by Meta: one API with chats in which messages and typing appear, and three apps."""

from __future__ import annotations

import mimetypes
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount

from dev.meta_standin import reports
from dev.meta_standin import state as standin
from dev.meta_standin.directives import Directives
from dev.meta_standin.routes import create_app
from dev.phone import NO_CERTIFICATES, Phone
from dev.phone_page.apps.app import Envelope, Letter
from dev.phone_page.apps.meta_messages import choices_in, file_in, on_page, on_whatsapp, text_in
from dev.phone_page.apps.watched import Watched, flattened, in_deliveries
from dev.phone_page.fetched import Fetching
from dev.phone_page.records import IDS, INSTAGRAM, MESSENGER, WHATSAPP_META, Bubble, Customer, Turn
from dev.phone_page.state import PageState
from dev.twilio_standin.media import File
from handlers.channels.meta.fields import sid_of
from handlers.conversation.contact import Channel

KINDS = {MESSENGER: "page", INSTAGRAM: "instagram"}  # as reports about them name them
CHANNELS = {WHATSAPP_META: Channel.WHATSAPP, MESSENGER: Channel.MESSENGER, INSTAGRAM: Channel.INSTAGRAM}
APPS = tuple(CHANNELS)
FILES_KEPT, IDS_KEPT = 20, 2_000
SECONDS = 20.0  # then Meta hangs up
TRIES = 3  # Meta goes on for days


@dataclass
class MetaApi(standin.State):
    """The stand-in for Meta's API, with chats in which its messages and typing appear.

    `names`: of those three apps that the business has. `ids`: Meta's own ids of messages, by those in the function's
    log.
    """

    names: Sequence[str] = APPS
    page: PageState = field(kw_only=True)
    phone: Phone = field(kw_only=True)
    fetching: Fetching = field(kw_only=True)
    secret: str = field(default_factory=lambda: secrets.token_hex(16), kw_only=True)
    ids: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.post = self._tell_function
        self.pages = {f"EAA{secrets.token_hex(16)}": (KINDS[app], IDS[app]) for app in self.names if app in KINDS}

    def served_at(self, address: str) -> Mapping[str, str]:
        """The settings of all three apps; see App."""
        self.base_url = f"{address}/meta"
        pages = ", ".join(f"{page}={token}" for token, (_, page) in self.pages.items())
        tokens = {"META_ACCESS_TOKEN": f"EAA{secrets.token_hex(16)}", "META_PAGE_TOKENS": pages}
        proofs = {"META_APP_SECRET": self.secret, "META_VERIFY_TOKEN": secrets.token_hex(16)}
        return {**tokens, **proofs, "META_API_BASE_URL": self.base_url}

    def routes(self) -> Sequence[BaseRoute]:
        """See App."""
        api = create_app()
        api.state.standin = self
        return [Mount("/meta", api)]

    def take(self, message: standin.Sent, asked: Directives) -> list[bytes]:
        """Take a message, and show it in its chat."""
        kind, page = self.pages.get(message.token, ("", ""))
        app = next((app for app in KINDS if KINDS[app] == kind), WHATSAPP_META)
        customer = self._customer(app, message.to)
        business = f"{app}:{page}" if page else f"whatsapp:+{self.shown.get(message.line, '')}"
        if customer:
            turn = self.page.last_turn(customer, business)
            bubble = Bubble(
                customer.id, business, self.named(app, message.id), turn, text_in(message), out=True, rest=True
            )
            note = f"failed: {asked.failed}" if asked.failed else ""
            bubble = replace(bubble, choices=choices_in(message.body), note=note, app=app)
            if address := file_in(message.body):
                self.fetching.show(bubble, address)
            else:
                self.page.show(bubble)
        return super().take(message, asked)

    def keep(self, file: standin.File) -> str:
        """Keep a file, one of the last few."""
        kept = super().keep(file)
        for oldest in list(self.files)[:-FILES_KEPT]:
            del self.files[oldest]
        return kept

    def note(self, request: Request, body: object) -> None:
        """See RequestLog; a call by which typing is shown is shown."""
        super().note(request, body)
        if not isinstance(body, dict):
            return
        if "typing_indicator" in body:
            self._show_typing(self.page.turns.get(self.named(WHATSAPP_META, body["message_id"])))
        elif body.get("sender_action") == "typing_on":
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            kind, page = self.pages.get(token, ("", ""))
            app = next((app for app in KINDS if KINDS[app] == kind), "")
            if customer := self._customer(app, body["recipient"]["id"]):
                self._show_typing(self.page.turns.get(self.page.last_turn(customer, f"{app}:{page}")))

    def named(self, app: str, message: str) -> str:
        """The id in the function's log of a message that Meta knows by another."""
        sid = sid_of(CHANNELS[app], message)
        self.ids[sid] = message
        if len(self.ids) > IDS_KEPT:
            self.ids.popitem(last=False)
        return sid

    async def posted(self, body: bytes, client: httpx2.AsyncClient, *, forged: bool = False) -> int:
        """Post a report to the function once; the status, 0 for none."""
        mark = reports.signature(body, f"not {self.secret}" if forged else self.secret)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": mark}
        try:
            return (await client.post(f"{self.phone.url}/meta", content=body, headers=headers)).status_code
        except httpx2.HTTPError:
            return 0

    async def _tell_function(self, body: bytes) -> None:
        async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False, verify=NO_CERTIFICATES) as client:
            await self.posted(body, client)

    def _customer(self, app: str, to: str) -> Customer | None:
        if app != WHATSAPP_META:
            return self.page.at(f"{app}:{to}")
        return self.page.at(f"whatsapp:+{to}" if to.isdigit() else f"whatsapp:{to}")

    def _show_typing(self, turn: Turn | None) -> None:
        bubble = self.page.bubble(turn.sid) if turn else None
        if turn and bubble:
            turn.read = True
            typing = {"customer": turn.customer, "sid": turn.sid, "business": bubble.business}
            self.page.publish("typing", typing)
            self.page.publish_turn(turn)


@dataclass(frozen=True)
class Meta:
    """One of the three apps. WhatsApp's stands for the API, too: its settings, routes and end."""

    name: str
    api: MetaApi

    def served_at(self, address: str) -> Mapping[str, str]:
        """See App."""
        return self.api.served_at(address) if self.name == WHATSAPP_META else {}

    def routes(self) -> Sequence[BaseRoute]:
        """See App."""
        return self.api.routes() if self.name == WHATSAPP_META else ()

    def write(self, letter: Letter) -> Envelope:
        """See App."""
        message, report = self._report(letter)
        body, troubles = reports.as_bytes(report), letter.asked.troubles

        async def carry(turn: Turn) -> None:
            async def deliver(number: int) -> None:
                watched = Watched(self.api.page, turn, number or 1, lambda _: 0)
                async with httpx2.AsyncClient(transport=watched, timeout=troubles.cut or SECONDS) as client:
                    for _ in range(1 if troubles.forged else TRIES):
                        if 200 <= await self.api.posted(body, client, forged=troubles.forged) < 300:
                            return

            await in_deliveries(self.api.page, turn, troubles, deliver)

        return Envelope(self.api.named(self.name, message), flattened(report), carry)

    def stop(self) -> None:
        """See App."""
        if self.name == WHATSAPP_META:
            self.api.stop()
            self.api.fetching.stop()

    def _report(self, letter: Letter) -> tuple[str, dict[str, Any]]:
        """Meta's id of the message, and what it posts about it."""
        quoted = self.api.ids.get(letter.quoted.sid, letter.quoted.sid) if letter.quoted else ""
        if self.name == WHATSAPP_META:
            digits = letter.customer.business.removeprefix("whatsapp:+")
            line = f"1{digits}"
            self.api.shown[line] = digits
            who, message = on_whatsapp(letter, quoted, self._kept(letter.file))
            return message["id"], reports.whatsapp(number=line, shown=digits, customer=who, messages=[message])
        # There, Meta tells the type of a file by no more than its name.
        kept = self._kept(letter.file, is_named=True)
        content = on_page(letter, quoted, f"{self.api.base_url}/cdn/{kept}" if kept else "")
        page = IDS[self.name]
        event = reports.event(page, letter.customer.id_in_app, message=content)
        return event["message"]["mid"], reports.pages(KINDS[self.name], page, [event])

    def _kept(self, file: File | None, *, is_named: bool = False) -> str:
        """The id of a file that is kept for the function, "" for none; `is_named`: it ends as the file's name would."""
        if file is None:
            return ""
        kept, ending = standin.File(file.content, file.media_type), mimetypes.guess_extension(file.media_type) or ""
        return self.api.keep(replace(kept, id=f"{kept.id}{ending}") if is_named else kept)


def apps_of(api: MetaApi) -> list[Meta]:
    """Meta's apps that the business has."""
    return [Meta(name, api) for name in api.names]
