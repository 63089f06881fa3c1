"""One customer who writes by WhatsApp and by SMS: joined by a code, one conversation; and apart again."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from dev.phone import Phone
from handlers import kept_texts
from handlers.channels.markup.text import to_plain
from handlers.conversation import link_texts
from tests.lasting import Lasting
from tests.people import code_in
from tests.tooling import written
from tests.ways.telegram import by_telegram
from tests.ways.twilio import by_twilio
from tests.ways.way import BUSINESS, World, world_of

NUMBER = "+5215500000312"  # that the way in makes of "eva"
MEMORY = {"STORE": "memory"}
T = TypeVar("T")


@dataclass
class Apps:
    """Eva's two apps."""

    world: World

    @property
    def whatsapp(self) -> Phone:
        return replace(self.world.phone, sender=f"whatsapp:{NUMBER}", business=f"whatsapp:{BUSINESS}")

    @property
    def sms(self) -> Phone:
        return replace(self.world.phone, sender="+5215500000999", business=BUSINESS)

    async def says(self, phone: Phone, text: str) -> list[str]:
        """What comes back at once, where it was written."""
        self.world.clock.go_on(seconds=2)
        got = [to_plain(text) for text in (await phone.send(text)).messages]
        await self.world.settle()
        return got

    def sent_to(self, phone: Phone) -> list[str]:
        """What was sent there by REST."""
        return [to_plain(message.body) for message in self.world.twilio.state.sent if message.to == phone.sender]

    async def code(self, phone: Phone, word: str = "vincular") -> str:
        """A code that was asked for there."""
        (said,) = await self.says(phone, word)
        found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
        assert found, said
        return found[0]

    async def join(self) -> list[str]:
        """What comes back once the two are joined; the code was asked for by WhatsApp."""
        return await self.says(self.sms, f"vincular {await self.code(self.whatsapp)}")


@pytest.fixture
async def apps(clock: Any) -> AsyncIterator[Apps]:
    async with world_of(by_twilio, MEMORY, clock, LINK_CHANNELS="on") as world:
        yield Apps(world)


async def test_what_was_said_in_either_app_is_known_in_both(apps: Apps) -> None:
    await apps.says(apps.whatsapp, "me llamo Eva")
    await apps.says(apps.sms, "mi pedido es el 42")
    said = await apps.join()
    assert said == [
        "Listo, WhatsApp y SMS son ahora una sola conversación. Puedes seguir en cualquiera. "
        "Para separarlas otra vez, escribe desvincular."
    ]
    assert apps.sent_to(apps.whatsapp) == said
    assert "Eva" in "".join(await apps.says(apps.sms, "¿Cómo me llamo?"))
    assert "mi pedido es el 42" in apps.world.asked()[-1]
    await apps.says(apps.sms, "me llamo Luz")
    assert "Luz" in "".join(await apps.says(apps.whatsapp, "¿Cómo me llamo?"))


async def test_the_code_works_once_and_only_ten_minutes(apps: Apps) -> None:
    code = await apps.code(apps.whatsapp)
    apps.world.clock.go_on(minutes=10)
    assert await apps.says(apps.sms, f"vincular {code}") == [to_plain(link_texts.WRONG["es"])]
    code = await apps.code(apps.whatsapp)
    stranger = replace(apps.sms, sender="+5215500000001")
    assert (await apps.says(apps.sms, code_message := f"Vincular {code.lower().replace('-', ' ')}"))[0].startswith(
        "Listo"
    )
    assert await apps.says(stranger, code_message) == [to_plain(link_texts.WRONG["es"])]
    assert await apps.says(apps.whatsapp, code_message) == [to_plain(link_texts.WRONG["es"])]


async def test_the_code_stands_in_no_record_and_a_redelivery_says_so(apps: Apps) -> None:
    form = apps.whatsapp.form("link")
    (said,) = (await apps.whatsapp.post(form)).messages
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
    (again,) = (await apps.whatsapp.post(form)).messages
    assert to_plain(again) == to_plain(link_texts.CODE_GONE["es"])
    (data,) = await apps.says(apps.whatsapp, "mis datos")
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", data)


async def test_the_message_that_joined_gets_the_same_answer_again(apps: Apps) -> None:
    form = apps.sms.form(f"vincular {await apps.code(apps.whatsapp)}")
    first = (await apps.sms.post(form)).messages
    assert (await apps.sms.post(form)).messages == first
    assert len(apps.sent_to(apps.whatsapp)) == 1


async def test_what_comes_with_the_code_is_answered_in_the_joined_conversation(apps: Apps) -> None:
    await apps.says(apps.whatsapp, "me llamo Eva")
    code = await apps.code(apps.whatsapp)
    form = apps.sms.form("¿Cómo me llamo? #delay=1")
    waiting, joining = await asyncio.gather(apps.sms.post(form), later(apps.sms.send(f"vincular {code}")))
    assert waiting.messages == []
    said = "\n".join(joining.messages)
    assert said.startswith("Listo")
    assert "Eva" in said


async def later(sending: Awaitable[T]) -> T:
    await asyncio.sleep(0.3)
    return await sending


async def test_my_data_shows_both(apps: Apps) -> None:
    await apps.says(apps.whatsapp, "me gusta el pan")
    await apps.says(apps.sms, "mi pedido es el 42")
    await apps.join()
    (data,) = await apps.says(apps.whatsapp, "mis datos")
    for told in ("me gusta el pan", "mi pedido es el 42", NUMBER, apps.sms.sender):
        assert told in data


async def test_stop_and_start_count_in_both(apps: Apps) -> None:
    await apps.join()
    await apps.says(apps.sms, "parar")
    assert await apps.says(apps.whatsapp, "¿Abren hoy?") == []
    await apps.says(apps.whatsapp, "continuar")
    assert len(await apps.says(apps.sms, "¿Abren hoy?")) == 1


async def test_the_code_of_an_app_that_was_stopped_since_is_none(apps: Apps) -> None:
    code = await apps.code(apps.whatsapp)
    await apps.says(apps.whatsapp, "parar")
    assert await apps.says(apps.sms, f"vincular {code}") == [to_plain(link_texts.WRONG["es"])]


async def test_a_person_answers_where_the_customer_wrote_last(apps: Apps) -> None:
    await apps.world.ana.send("tickets")
    await apps.says(apps.whatsapp, "Mi pan llegó frío")
    code = code_in((await apps.says(apps.whatsapp, "humano"))[0])
    await apps.join()
    await apps.world.ana.send(f"{code} Hola, Eva")
    assert apps.sent_to(apps.sms) == ["Ana: Hola, Eva"]
    assert await apps.says(apps.whatsapp, "Aquí estoy") == []
    await apps.world.ana.send(f"{code} Te mando otro")
    assert apps.sent_to(apps.whatsapp)[-1] == "Te mando otro"
    assert await apps.says(apps.sms, "Gracias") == []
    assert "(SMS)" in apps.world.told_agents()[-1]
    await apps.world.ana.send(f"{code} cerrar")
    assert "Del 1 (pésima) al 5 (excelente)" in apps.sent_to(apps.sms)[-1]
    assert (await apps.says(apps.whatsapp, "5"))[0].startswith("Gracias por la calificación.")


async def test_whatsapps_day_counts_only_for_who_wrote_there_last(apps: Apps) -> None:
    code = code_in((await apps.says(apps.whatsapp, "humano"))[0])
    await apps.join()
    apps.world.clock.go_on(hours=25)
    await apps.world.ana.send(f"{code} Hola, Eva")
    assert apps.sent_to(apps.sms) == ["Ana: Hola, Eva"]
    await apps.says(apps.whatsapp, "Hola")
    apps.world.clock.go_on(hours=25)
    before = len(apps.sent_to(apps.whatsapp))
    await apps.world.ana.send(f"{code} Hola otra vez")
    assert len(apps.sent_to(apps.whatsapp)) == before
    assert apps.sent_to(apps.sms) == ["Ana: Hola, Eva"]


async def test_with_a_person_in_each_nothing_is_joined_and_joined_apps_stay_so(apps: Apps) -> None:
    code = await apps.code(apps.whatsapp)
    await apps.says(apps.sms, "humano")
    assert (await apps.says(apps.sms, f"vincular {code}"))[0].startswith("Listo")
    assert await apps.says(apps.whatsapp, "desvincular") == [to_plain(link_texts.WITH_PERSON["es"])]
    await apps.says(apps.whatsapp, "asistente")
    assert (await apps.says(apps.whatsapp, "desvincular"))[0].startswith("Listo")
    await apps.says(apps.sms, "humano")
    await apps.says(apps.whatsapp, "humano")
    assert await apps.join() == [to_plain(link_texts.TICKETS["es"])]


@pytest.mark.parametrize("leaves_by", ["whatsapp", "sms"])
async def test_apart_again_each_begins_where_it_was_said(apps: Apps, leaves_by: str) -> None:
    await apps.says(apps.sms, "me llamo Eva")
    await apps.join()
    (said,) = await apps.says(getattr(apps, leaves_by), "desvincular")
    assert said == (
        "Listo, "
        + ("WhatsApp y SMS" if leaves_by == "whatsapp" else "SMS y WhatsApp")
        + " vuelven a ir por separado. Lo que hablamos hasta ahora queda en WhatsApp."
    )
    assert "Eva" in "".join(await apps.says(apps.whatsapp, "¿Cómo me llamo?"))
    assert "Eva" not in "".join(await apps.says(apps.sms, "¿Cómo me llamo?"))
    assert await apps.says(apps.sms, "desvincular") == [to_plain(link_texts.NOT_JOINED["es"])]
    assert (await apps.join())[0].startswith("Listo")


async def test_help_names_it_and_a_single_app_knows_nothing_of_it(clock: Any, apps: Apps) -> None:
    assert "vincular" in (await apps.says(apps.whatsapp, "ayuda"))[0]
    async with world_of(by_twilio, MEMORY, clock) as world:
        alone = Apps(world)
        assert "vincular" not in (await alone.says(alone.whatsapp, "ayuda"))[0]
        await alone.says(alone.whatsapp, "vincular")
        assert len(world.asked()) == 1


async def test_five_wrong_codes_and_then_silence_for_an_hour(apps: Apps) -> None:
    code = await apps.code(apps.whatsapp)
    for number in range(5):
        assert await apps.says(apps.sms, f"vincular AAAA-CCC{'34679'[number]}") == [to_plain(link_texts.WRONG["es"])]
    assert await apps.says(apps.sms, f"vincular {code}") == []
    assert len(await apps.says(apps.sms, "¿Abren hoy?")) == 1
    apps.world.clock.go_on(minutes=61)
    assert (await apps.join())[0].startswith("Listo")


async def test_what_could_not_be_sent_goes_where_it_was_for(apps: Apps) -> None:
    """An answer by REST that the carrier does not take at first, and then the customer writes elsewhere."""
    await apps.world.ana.send("tickets")
    code = code_in((await apps.says(apps.whatsapp, "humano"))[0])
    await apps.join()
    await apps.says(apps.whatsapp, "Aquí estoy")
    await apps.world.ana.send(f"{code} Hola #twilio=503x1")
    before = len(apps.sent_to(apps.whatsapp))
    await apps.says(apps.sms, "¿Hola?")
    await apps.world.tick()
    assert len(apps.sent_to(apps.whatsapp)) == before + 1
    assert not any("Hola #twilio" in text for text in apps.sent_to(apps.sms))


async def test_forget_me_in_one_app_forgets_both_over_each_store(lasting: Lasting, clock: Any) -> None:
    async with world_of(by_twilio, lasting.settings, clock, LINK_CHANNELS="on") as world:
        apps = Apps(world)
        await apps.says(apps.whatsapp, "me llamo Zacarías")
        await apps.says(apps.sms, "mi clave es zorro")
        await apps.join()
        await apps.code(apps.sms)
        assert "Zacarías" in "".join(await apps.says(apps.sms, "¿Cómo me llamo?"))
        await apps.says(apps.sms, "olvídame")
        assert await apps.says(apps.sms, "sí") == [to_plain(kept_texts.FORGOTTEN["es"])]
        kept = await lasting.documents()
        for secret in ("Zacarías", "zorro", NUMBER, apps.sms.sender):
            assert secret not in str(kept)
        assert not [path for path in kept if not path.startswith(("messages/", "ledger/", "minutes/"))]
        assert "Zacarías" not in "".join(await apps.says(apps.whatsapp, "¿Cómo me llamo?"))


async def test_whatsapp_and_telegram_are_joined_without_any_setting(clock: Any) -> None:
    """Two carriers are set up; each has its own way to answer."""
    async with world_of(by_telegram, MEMORY, clock) as world:
        apps = Apps(world)
        await world.says("me llamo Eva")
        (said,) = await world.says("vincular")
        found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
        assert found
        before = len(world.way.got())
        (joined,) = await apps.says(apps.whatsapp, f"vincular {found[0]}")
        assert joined.startswith("Listo, Telegram y WhatsApp son ahora")
        (told,) = world.way.got()[before:]
        assert told.startswith("Listo, Telegram y WhatsApp son ahora")
        assert "Eva" in "".join(await apps.says(apps.whatsapp, "¿Cómo me llamo?"))
        assert "Eva" in "".join(await world.says("¿Cómo me llamo?"))
        await world.ana.send("tickets")
        code = code_in((await apps.says(apps.whatsapp, "humano"))[0])
        await world.ana.send(f"{code} Hola")
        assert await world.says("Ahora escribo por aquí") == []
        assert "(Telegram)" in world.told_agents()[-1]
        await world.ana.send(f"{code} Te leo")
        assert world.way.got()[-1].endswith("Te leo")
        assert not any("Te leo" in text for text in apps.sent_to(apps.whatsapp))
        await apps.says(apps.whatsapp, "asistente")
        await world.says("parar")
        assert await apps.says(apps.whatsapp, "¿Abren hoy?") == []


WHO = '''
def who(caller: Caller) -> str:
    """Say who writes."""
    return caller.customer
'''


async def test_tools_get_who_writes_as_the_app_names_them_that_they_write_in(tmp_path: Path, clock: Any) -> None:
    env = {**MEMORY, "TOOLS": str(written(tmp_path / "tools", WHO))}
    async with world_of(by_telegram, env, clock) as world:
        apps = Apps(world)
        await world.says("Hola")
        alone = await world.says("#call=who{}")
        assert NUMBER in "".join(await apps.says(apps.whatsapp, "#call=who{}"))
        (said,) = await world.says("vincular")
        (code,) = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", said)
        await apps.says(apps.whatsapp, f"vincular {code}")
        assert NUMBER in "".join(await apps.says(apps.whatsapp, "#call=who{}"))
        assert await world.says("#call=who{}") == alone
