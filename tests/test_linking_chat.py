"""One customer who writes by WhatsApp and in the chat of the business's site: joined by a code, and apart again.

tests/test_linking.py has what holds for any two apps.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dev.phone import Phone
from dev.twilio_standin import File
from dev.visitor import Visitor, shown
from handlers import kept_texts
from handlers.channels.markup.text import to_plain
from handlers.channels.web.proof import Proof, key_of, mark_of
from handlers.conversation import link_texts
from tests.lasting import Lasting
from tests.people import code_in
from tests.ways.telegram import by_telegram
from tests.ways.way import BUSINESS, World, world_of
from tests.ways.web import CHAT, SITE, by_web

PICTURE = File(b"\x89PNG a picture", "image/png")
MEMORY = {"STORE": "memory"}
NUMBER = "+5215500000312"
JOINED = "Listo, {} son ahora una sola conversación. Puedes seguir en cualquiera. Para separarlas otra vez, escribe {}."


@dataclass
class Apps:
    """Eva's phone, and a browser in which she is a visitor of the site, or signed in there."""

    world: World
    chat: Visitor

    @property
    def phone(self) -> Phone:
        return replace(self.world.phone, sender=f"whatsapp:{NUMBER}", business=f"whatsapp:{BUSINESS}")

    async def by_whatsapp(self, text: str) -> list[str]:
        """What comes back in WhatsApp."""
        self.world.clock.go_on(seconds=5)
        got = [to_plain(message) for message in (await self.phone.send(text)).messages]
        await self.world.settle()
        return got

    async def in_chat(self, text: str) -> list[str]:
        """What comes back in the chat."""
        self.world.clock.go_on(seconds=5)
        got = (await self.chat.write(text)).texts
        await self.world.settle()
        return got

    async def says(self, app: str, text: str) -> list[str]:
        return await (self.in_chat if app == "chat" else self.by_whatsapp)(text)

    def sent_to_whatsapp(self) -> list[str]:
        return [to_plain(message.body) for message in self.world.twilio.state.sent if message.to == self.phone.sender]

    async def reopened(self) -> list[tuple[str | None, list[str]]]:
        """What stands in the chat once its page is opened anew: who wrote what, with the texts that came."""
        entries = (await self.chat.request("GET", "/chat")).json()["entries"]
        assert len({entry["id"] for entry in entries}) == len(entries)
        return [(entry.get("mine"), [shown(text) for text in entry["texts"]]) for entry in entries]

    async def code(self, app: str) -> str:
        (said,) = await self.says(app, "vincular")
        found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
        assert found, said
        return found[0]

    async def join(self, first: str = "whatsapp") -> list[str]:
        """What comes back where the code is written; it was asked for in the first app."""
        second = "whatsapp" if first == "chat" else "chat"
        return await self.says(second, f"vincular {await self.code(first)}")


@pytest.fixture
async def world(clock: Any) -> AsyncIterator[World]:
    """WhatsApp and the chat are set up, and nothing says that apps can be joined."""
    async with world_of(by_web, MEMORY, clock) as world:
        yield world


def visitor(world: World, **proof: str) -> Visitor:
    return Visitor(world.phone.url, SITE, proof, transport=world.phone.transport)


def signed_in(world: World) -> dict[str, str]:
    time = str(int(world.clock().timestamp()))
    mark = mark_of(Proof("4711", "Eva", time, ""), key=key_of(SITE, secret=CHAT["CHAT_SECRET"]))
    return {"user": "4711", "name": "Eva", "time": time, "mark": mark}


@pytest.fixture(params=["a visitor", "signed in"])
def apps(world: World, request: pytest.FixtureRequest) -> Apps:
    """Eva as each of both."""
    return Apps(world, visitor(world, **(signed_in(world) if request.param == "signed in" else {})))


@pytest.fixture
def anonymous(world: World) -> Apps:
    return Apps(world, visitor(world))


@pytest.mark.parametrize(
    ("first", "named"), [("whatsapp", "WhatsApp y shop.example"), ("chat", "shop.example y WhatsApp")]
)
async def test_a_code_of_either_joins_both_and_each_is_told(apps: Apps, first: str, named: str) -> None:
    await apps.by_whatsapp("me llamo Eva")
    await apps.in_chat("mi pedido es el 42")
    said = [JOINED.format(named, "desvincular")]
    assert await apps.join(first) == said
    assert (apps.sent_to_whatsapp() if first == "whatsapp" else await apps.chat.look()) == said
    assert "Eva" in "".join(await apps.in_chat("¿Cómo me llamo?"))
    assert "mi pedido es el 42" in apps.world.asked()[-1]
    assert len(await apps.by_whatsapp("¿Y mi pedido?")) == 1


async def test_the_code_may_be_the_first_thing_that_a_browser_writes(apps: Apps) -> None:
    await apps.by_whatsapp("me llamo Eva")
    assert (await apps.join())[0].startswith("Listo")
    assert "Eva" in "".join(await apps.in_chat("¿Cómo me llamo?"))


async def test_who_is_signed_in_finds_both_on_another_device(world: World) -> None:
    apps = Apps(world, visitor(world, **signed_in(world)))
    await apps.by_whatsapp("me llamo Eva")
    await apps.join()
    other = replace(apps, chat=visitor(world, **signed_in(world)))
    assert "Eva" in "".join(await other.in_chat("¿Cómo me llamo?"))
    stranger = replace(apps, chat=visitor(world))
    assert "Eva" not in "".join(await stranger.in_chat("¿Cómo me llamo?"))
    assert [said for said, _ in await stranger.reopened()] == ["¿Cómo me llamo?"]


async def test_what_was_written_before_signing_in_goes_on_after_it_by_a_code(anonymous: Apps) -> None:
    before, world = anonymous, anonymous.world
    await world.ana.send("tickets")
    await before.in_chat("mi pedido es el 42")
    await world.ana.send(f"{code_in((await before.in_chat('humano'))[0])} Hola")
    after = replace(before, chat=visitor(world, **signed_in(world)))
    (joined,) = await after.in_chat(f"vincular {await before.code('chat')}")
    assert joined.startswith("Listo, shop.example (…")
    assert (None, ["Ana: Hola"]) in await after.reopened()
    assert await after.reopened() == await before.reopened()


async def test_a_code_that_is_wrong_or_old_or_used_joins_nothing(anonymous: Apps) -> None:
    apps, wrong = anonymous, [to_plain(link_texts.WRONG["es"])]
    assert await apps.in_chat("vincular AAAA-CCCC") == wrong
    old = await apps.code("whatsapp")
    apps.world.clock.go_on(minutes=10)
    assert await apps.in_chat(f"vincular {old}") == wrong
    code = await apps.code("whatsapp")
    assert (await apps.in_chat(f"vincular {code}"))[0].startswith("Listo")
    other = replace(apps, chat=visitor(apps.world))
    assert await other.in_chat(f"vincular {code}") == wrong
    assert await apps.in_chat(f"vincular {await apps.code('chat')}") == [to_plain(link_texts.SAME["es"])]


async def test_the_page_shows_what_was_said_in_either_app_once(anonymous: Apps) -> None:
    apps = anonymous
    await apps.world.ana.send("tickets")
    hello = await apps.by_whatsapp("Buenos días")
    joined = await apps.join()
    handed_over = await apps.in_chat("humano")
    code = code_in(handed_over[0])
    await apps.chat.look()
    await apps.world.ana.send(f"{code} Hola, *Eva*")
    assert await apps.by_whatsapp("Aquí estoy, por WhatsApp") == []
    await apps.world.ana.send(f"{code} Te leo:\n1. pan")
    assert apps.sent_to_whatsapp()[-1] == "Te leo:\n1. pan"
    photo = apps.world.twilio.base_url + apps.world.twilio.state.keep(PICTURE)
    await apps.world.ana.send(code, NumMedia="1", MediaUrl0=photo, MediaContentType0="image/png")
    assert await apps.chat.look() == ["Ana: Hola, *Eva*"]
    greeting, (asked, _), (code_written, there), *rest = await apps.reopened()
    assert greeting == ("Buenos días", hello)
    assert (asked, (code_written or "")[:9], there) == ("vincular", "vincular ", joined)
    assert rest == [
        ("humano", handed_over),
        (None, ["Ana: Hola, *Eva*"]),
        ("Aquí estoy, por WhatsApp", []),
        (None, ["Ana: Te leo:\n1. pan"]),
        (None, ["[image/png]"]),
    ]


async def test_my_data_has_both_apps_and_the_name_that_one_of_them_knows(anonymous: Apps) -> None:
    apps = anonymous
    await apps.world.ana.send("tickets")
    await apps.by_whatsapp("me gusta el pan")
    await apps.in_chat("mi pedido es el 42")
    await apps.join()
    for (data,) in (await apps.in_chat("mis datos"), await apps.by_whatsapp("mis datos")):
        for told in ("me gusta el pan", "mi pedido es el 42", NUMBER, f"Nombre de perfil: {apps.phone.profile_name}"):
            assert told in data.replace("*", "")
    await apps.in_chat("humano")
    assert f"{apps.phone.profile_name} (Web)" in apps.world.told_agents()[-1]


@pytest.mark.parametrize("leaves_by", ["whatsapp", "chat"])
async def test_apart_again_the_chat_begins_anew_and_its_page_shows_that(anonymous: Apps, leaves_by: str) -> None:
    apps = anonymous
    await apps.world.ana.send("tickets")
    await apps.in_chat("mi pedido es el 42")
    await apps.join()
    await apps.world.ana.send(f"{code_in((await apps.in_chat('humano'))[0])} Hola")
    await apps.in_chat("asistente")
    (said,) = await apps.says(leaves_by, "desvincular")
    assert said.endswith("Lo que hablamos hasta ahora queda en WhatsApp.")
    left = [("desvincular", [said])] if leaves_by == "chat" else []
    assert await apps.reopened() == left
    (data,) = await apps.in_chat("mis datos")
    assert "Nombre de perfil: -" in data
    assert await apps.reopened() == [*left, ("mis datos", [data])]


async def test_apart_again_all_stays_in_the_chat_where_the_code_was_asked_for(apps: Apps) -> None:
    await apps.by_whatsapp("me llamo Eva")
    await apps.join("chat")
    (said,) = await apps.in_chat("desvincular")
    assert said.endswith("Lo que hablamos hasta ahora queda en shop.example.")
    assert (await apps.reopened())[-1] == ("desvincular", [said])
    assert "Eva" in "".join(await apps.in_chat("¿Cómo me llamo?"))
    assert "Eva" not in "".join(await apps.by_whatsapp("¿Cómo me llamo?"))


@pytest.mark.parametrize("is_apart", [False, True])
async def test_forget_me_by_whatsapp_forgets_what_the_chat_got(lasting: Lasting, clock: Any, *, is_apart: bool) -> None:
    async with world_of(by_web, lasting.settings, clock) as world:
        apps = Apps(world, visitor(world))
        await world.ana.send("tickets")
        await apps.in_chat("mi clave es zorro")
        await apps.join()
        file = (await apps.chat.upload(b"PIN zorro", "text/plain")).json()["file"]
        await apps.chat.write("", files=[file])
        code = code_in((await apps.in_chat("humano"))[0])
        await world.ana.send(f"{code} Zacarías, es zorro")
        await apps.in_chat("asistente")
        if is_apart:
            await apps.by_whatsapp("desvincular")
        assert [path for path in await lasting.documents() if path.startswith(("chat_texts/", "chat_files/"))]
        await apps.by_whatsapp("olvídame")
        assert await apps.by_whatsapp("sí") == [to_plain(kept_texts.FORGOTTEN["es"])]
        kept = await lasting.documents()
        for secret in ("Zacarías", "zorro", NUMBER):
            assert secret not in str(kept)
        assert not [path for path in kept if path.startswith(("threads/", "chat_texts/", "chat_files/"))]
        assert await apps.reopened() == []


async def test_what_telegram_got_stands_in_the_page_as_it_was_written(clock: Any) -> None:
    """An answer with a list goes there by REST, unlike one in a response."""
    async with world_of(by_telegram, MEMORY, clock, **CHAT) as world:
        apps = Apps(world, visitor(world))
        code = await apps.code("chat")
        (joined,) = await world.says(f"vincular {code}")
        assert to_plain(joined) == JOINED.format("shop.example y Telegram", "desvincular")
        world.clock.go_on(seconds=5)
        assert len(await world.says("¿Qué panes tienen? #markdown")) == 1
        (said, (answer,)) = (await apps.reopened())[-1]
        assert said == "¿Qué panes tienen? #markdown"
        assert "1. Pedir por aquí" in answer
        (again,) = await apps.in_chat("¿Y hoy?")
        assert world.way.got()[-1] != again
