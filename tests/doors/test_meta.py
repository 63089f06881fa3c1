"""Meta's door: what it answers to whom, and what it does with reports, without the network."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import Message as Event

from dev.meta_standin import reports
from handlers.channels.meta.checking import check_body
from handlers.channels.meta.read import Ours
from handlers.conversation.contact import Contact
from handlers.conversation.receipts import Receipt, Taken
from handlers.doors.meta import MOST_BYTES, MetaDoor
from handlers.errors import StoreUnavailable

SECRET, TOKEN, PAGE = "secret", "ours", "682498302938465"
RECEIPT = Receipt("key", "0" * 32, "K7F2")


class Noted:
    """All parts of the door: what they were given; `fails` names the part whose store fails."""

    def __init__(self, fails: str = "", known: tuple[str, ...] = ()) -> None:
        self.fails, self.known, self.calls = fails, known, list[tuple[Any, ...]]()

    def note(self, part: str, *given: Any) -> None:
        if part == self.fails:
            raise StoreUnavailable("timeout", remedy="none")
        self.calls.append((part, *given))

    async def learn(self, taken: Taken) -> None:
        self.note("learn", taken.sid)

    async def is_kept(self, sid: str) -> bool:
        self.note("is_kept")
        return sid in self.known

    async def keep(self, sid: str, contact: Contact, text: str) -> None:
        self.note("by_hand", contact.customer, text)

    async def tell(self, ticket: str, sid: str, code: str) -> None:
        self.note("tell", ticket, code)

    async def probe(self) -> None:
        self.note("probe")

    async def __call__(self, messages: Any, log: Any) -> None:
        self.note("answer", len(messages))


def door(noted: Noted, *, tells: bool = True) -> MetaDoor:
    parts: Any = noted
    tell = noted.tell if tells else None
    return MetaDoor(parts, parts, parts, Ours([PAGE]), noted.probe, (SECRET,), TOKEN, "", tell)


def request(body: bytes, headers: Mapping[str, str], query: str = "") -> Request:
    async def receive() -> Event:
        return {"type": "http.request", "body": body}

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/meta", "query_string": query.encode(), "headers": named}
    return Request(scope, receive)


async def posted(
    noted: Noted, body: bytes, *, tells: bool = True, headers: Mapping[str, str] = MappingProxyType({})
) -> int:
    given = {"x-hub-signature-256": reports.signature(body, SECRET), **headers}
    return (await door(noted, tells=tells)(request(body, given))).status_code


def status(**more: Any) -> bytes:
    one = reports.status("wamid.HBgN", more.pop("state", "sent"), "52155", str(RECEIPT), **more)
    return reports.as_bytes(reports.whatsapp(number="1", shown="5215", statuses=[one]))


ECHO = reports.event(PAGE, "7384", echo=True, message={"text": "Soy Ana"})
MESSAGE = reports.event(PAGE, "7384", message={"text": "Hola"})


async def test_what_was_taken_is_kept_and_nobody_is_told() -> None:
    noted = Noted()
    assert await posted(noted, status()) == 200
    assert noted.calls == [("learn", "whatsapp-HBgN"), ("answer", 0)]


async def test_of_a_tickets_message_that_failed_who_has_to_know_is_told() -> None:
    noted = Noted()
    assert await posted(noted, status(state="failed", code=131047)) == 200
    assert noted.calls == [("tell", "K7F2", "131047"), ("answer", 0)]


async def test_where_nobody_takes_tickets_the_log_alone_is_told() -> None:
    noted = Noted()
    with structlog.testing.capture_logs() as log:
        assert await posted(noted, status(state="failed", code=131047), tells=False) == 200
    assert noted.calls == [("answer", 0)]
    assert log[0]["code"] == "131047"


async def test_what_a_person_wrote_is_kept_before_the_messages_are_answered() -> None:
    noted = Noted()
    body = reports.as_bytes(reports.pages("page", PAGE, [MESSAGE, ECHO]))
    assert await posted(noted, body) == 200
    assert noted.calls == [("is_kept",), ("by_hand", "7384", "Soy Ana"), ("answer", 1)]


async def test_what_we_wrote_ourselves_is_no_persons_though_its_receipt_is_lost() -> None:
    from handlers.channels.meta.fields import sid_of
    from handlers.conversation.contact import Channel

    noted = Noted(known=(sid_of(Channel.MESSENGER, ECHO["message"]["mid"]),))
    assert await posted(noted, reports.as_bytes(reports.pages("page", PAGE, [ECHO]))) == 200
    assert noted.calls == [("is_kept",), ("answer", 0)]


async def test_while_the_store_fails_meta_is_told_to_deliver_it_again() -> None:
    both = reports.as_bytes(reports.pages("page", PAGE, [MESSAGE, ECHO]))
    for part, body in {"learn": status(), "by_hand": both, "answer": both, "probe": check_body()}.items():
        assert await posted(Noted(fails=part), body) == 503


async def test_a_check_of_our_own_looks_at_the_store_and_all_that_is_no_news_at_nothing() -> None:
    noted = Noted()
    assert await posted(noted, check_body()) == 200
    assert noted.calls == [("probe",)]
    assert await posted(noted, b"{}") == 200
    assert noted.calls == [("probe",)]


async def test_what_is_not_proved_or_too_large_is_refused() -> None:
    noted = Noted()
    assert await posted(noted, status(), headers={"x-hub-signature-256": ""}) == 403
    assert await posted(noted, status(), headers={"x-hub-signature-256": reports.signature(b"", SECRET)}) == 403
    assert await posted(noted, b"not json") == 400
    assert await posted(noted, status(), headers={"content-length": str(MOST_BYTES + 1)}) == 413
    assert await posted(noted, b" " * (MOST_BYTES + 1)) == 413
    assert noted.calls == []


async def test_meta_finds_the_address_only_with_our_token() -> None:
    query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    answer = await door(Noted()).verify(request(b"", {}, query + TOKEN))
    assert (answer.status_code, answer.body) == (200, b"1158201444")
    assert (await door(Noted()).verify(request(b"", {}, query + "theirs"))).status_code == 403
