"""The apps on the phones: a message goes by the app that its writer is in, and each chat is in one app."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from starlette.routing import BaseRoute

from dev.phone import Phone
from dev.phone_page import PhonePage
from dev.phone_page.apps.app import App, Envelope, Letter
from dev.phone_page.apps.twilio import Twilio
from dev.phone_page.inputs import Refused
from dev.phone_page.records import TELEGRAM, WHATSAPP_META, WHATSAPP_TWILIO, Bubble, Customer, Turn
from dev.phone_page.state import PageState

BUSINESS = "whatsapp:+5215587654321"


@dataclass
class Pigeons:
    """An app that keeps what it carries."""

    name: str = TELEGRAM
    letters: list[Letter] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    stopped: bool = False

    def served_at(self, address: str) -> Mapping[str, str]:
        return {"PIGEONS": address}

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    def write(self, letter: Letter) -> Envelope:
        self.letters.append(letter)

        async def carry(turn: Turn) -> None:
            self.carried.append(turn.sid)

        return Envelope(f"pigeon-{len(self.letters)}", [("text", letter.asked.text)], carry)

    def stop(self) -> None:
        self.stopped = True


def page_with(*others: App) -> PhonePage:
    state = PageState(BUSINESS)
    state.add("Ana", "+5215512345678")
    state.add_agent("Marta", "+5215511110001")
    phone = Phone("http://127.0.0.1:1", "http://127.0.0.1:1", "token")
    return PhonePage(state, Twilio(page=state, phone=phone), phone, others=others)


def ana(page: PhonePage) -> Customer:
    return page.state.customers[1]


async def test_a_message_goes_by_the_app_that_the_customer_is_in() -> None:
    pigeons = Pigeons()
    page = page_with(pigeons)
    page.change(1, {"app": TELEGRAM})
    sid = page.send(1, {"text": "Hola"})
    await asyncio.sleep(0)
    assert (sid, pigeons.carried) == ("pigeon-1", ["pigeon-1"])
    assert page.turn(sid)["form"] == [("text", "Hola")]
    (bubble,) = page.state.bubbles
    assert (bubble.business, bubble.text, bubble.app) == (ana(page).peer, "Hola", TELEGRAM)
    assert bubble.is_elsewhere
    assert not page.twilio.received
    page.stop()
    assert pigeons.stopped


async def test_only_what_was_said_in_this_app_can_be_quoted() -> None:
    pigeons = Pigeons()
    page = page_with(pigeons)
    page.state.show(Bubble(1, ana(page).business, "SM1", "SM1", "on WhatsApp", out=True))
    page.change(1, {"app": TELEGRAM})
    page.state.show(Bubble(1, ana(page).peer, "T1", "T1", "on Telegram", out=True))
    for sid in ("SM1", "T1"):
        page.send(1, {"text": "¿y esto?", "quote": sid})
    assert [letter.quoted and letter.quoted.sid for letter in pigeons.letters] == [None, "T1"]


async def test_a_file_is_sent_once() -> None:
    pigeons = Pigeons()
    page = page_with(pigeons)
    page.change(1, {"app": TELEGRAM})
    sid = page.keep(b"%PDF-1.4", "application/pdf", "nota.pdf")["sid"]
    page.send(1, {"text": "", "file": sid})
    with pytest.raises(Refused, match="sent already"):
        page.send(1, {"text": "", "file": sid})
    (letter,) = pigeons.letters
    assert (letter.asked.kind, letter.file and letter.file.content) == ("document", b"%PDF-1.4")


@pytest.mark.parametrize(("who", "app"), [(1, WHATSAPP_META), (101, TELEGRAM)])
def test_a_phone_has_no_app_that_is_not_offered_and_agents_have_whatsapp_alone(who: int, app: str) -> None:
    page = page_with(Pigeons())
    with pytest.raises(Refused, match="no such app"):
        page.change(who, {"app": app})
    assert page.state.customers[who].app == "whatsapp-twilio"


async def test_an_agent_answers_by_the_carrier_that_brought_the_message() -> None:
    pigeons = Pigeons(WHATSAPP_META)
    page = page_with(pigeons)
    for sid, app in (("SM1", WHATSAPP_TWILIO), ("wa-1", WHATSAPP_META)):
        page.state.show(Bubble(101, BUSINESS, sid, "", "a notice", out=True, app=app))
        page.send(101, {"text": "Va", "quote": sid})
    assert [letter.quoted and letter.quoted.sid for letter in pigeons.letters] == ["wa-1"]
    assert [message.body for message in page.twilio.received] == ["Va"]
    page.stop()


def test_whatsapp_is_one_chat_whoever_carries_it_and_each_other_app_is_its_own() -> None:
    page = page_with(Pigeons(), Pigeons(WHATSAPP_META))
    at_twilio = ana(page).peer
    assert page.change(1, {"app": WHATSAPP_META}).peer == at_twilio
    in_telegram = page.change(1, {"app": TELEGRAM})
    assert in_telegram.peer != at_twilio
    assert page.state.at(in_telegram.sender) is in_telegram
    assert page.state.at("telegram:7") is None


def test_what_an_agent_is_told_may_be_about_a_message_in_another_app() -> None:
    page = page_with(Pigeons())
    page.state.show(Bubble(1, BUSINESS, "SM1", "SM1", "Hola"))
    telegram = page.change(1, {"app": TELEGRAM})
    page.state.show(Bubble(1, telegram.peer, "T1", "T1", "Hola"))
    assert page.state.last_turn(page.state.customers[101], BUSINESS) == "T1"
    assert page.state.last_turn(telegram, BUSINESS) == "SM1"
