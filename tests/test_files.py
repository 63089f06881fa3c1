"""Files through the function over HTTP, from a Twilio that is slow, or fails for a while or for good."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from dev.twilio_standin import File
from handlers import texts
from tests import functions
from tests.dev.standins import until

CUSTOMERS = 12


@dataclass
class Set:
    """A customer's phone, and the stand-ins behind the function."""

    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin

    def file(self, data: bytes, media_type: str, **how: Any) -> dict[str, str]:
        url = self.twilio.base_url + self.twilio.state.keep(File(data, media_type, **how))
        return {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": media_type}

    def asked(self) -> str:
        """The last question to the model."""
        return json.dumps(self.openai.state.seen("POST", "/v1/responses")[-1].body, ensure_ascii=False)


@pytest.fixture
async def here(clock: Any) -> AsyncIterator[Set]:
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        env = functions.settings(
            openai.base_url,
            TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
            TWILIO_API_KEY_SECRET="any",
            TWILIO_API_BASE_URL=twilio.base_url,
        )
        async with functions.by_clock(env, clock) as phone:
            yield Set(phone, openai, twilio)


async def test_a_dozen_voice_notes_at_once_are_all_heard(here: Set) -> None:
    """Twilio may be slow: here it hands out no note before all twelve are asked for."""
    here.twilio.state.together = CUSTOMERS
    names = [f"Ana{number}" for number in range(CUSTOMERS)]
    phones = [replace(here.phone, sender=f"whatsapp:+52155000000{number:02}") for number in range(CUSTOMERS)]
    notes = [here.file(f"OggS me llamo {name}".encode(), "audio/ogg") for name in names]
    answers = await asyncio.gather(*(phone.send("", **note) for phone, note in zip(phones, notes, strict=True)))
    assert [name in "".join(answer.messages) for name, answer in zip(names, answers, strict=True)] == [True] * CUSTOMERS


async def test_a_contact_card_in_an_old_encoding_is_read_as_far_as_it_goes(here: Set) -> None:
    card = "BEGIN:VCARD\nFN:Luz Núñez\nTEL:+5215500000000\nEND:VCARD".encode("latin-1")
    (answer,) = (await here.phone.send("", **here.file(card, "text/vcard"))).messages
    assert answer != texts.UNAVAILABLE["es"]
    assert "FN:Luz N\ufffd\ufffdez" in here.asked()
    assert "+5215500000000" in here.asked()


@pytest.mark.parametrize("how", [{"gone": True}, {"status": 410}])
@pytest.mark.parametrize("media_type", ["image/jpeg", "audio/ogg", "text/vcard"])
async def test_a_file_that_is_gone_is_told_of(here: Set, media_type: str, how: dict[str, Any]) -> None:
    (answer,) = (await here.phone.send("", **here.file(b"OggS Hola", media_type, **how))).messages
    assert answer != texts.UNAVAILABLE["es"]
    assert "could not be fetched" in here.asked()


@pytest.mark.parametrize("media_type", ["image/jpeg", "audio/ogg", "text/vcard"])
async def test_a_file_that_keeps_failing_is_told_of_when_a_minute_has_passed(
    here: Set, clock: Any, media_type: str
) -> None:
    sending = asyncio.create_task(here.phone.send("", **here.file(b"OggS Hola", media_type, status=503)))
    await until(lambda: bool(here.twilio.state.requests))
    clock.go_on(seconds=61)
    (answer,) = (await sending).messages
    assert answer != texts.UNAVAILABLE["es"]
    assert "could not be fetched" in here.asked()


@pytest.mark.parametrize("media_type", ["audio/ogg", "text/vcard"])
async def test_a_file_that_fails_for_a_while_is_had_after_all(here: Set, media_type: str) -> None:
    (answer,) = (
        await here.phone.send("", **here.file(b"OggS me llamo Ana", media_type, first_statuses=(503,)))
    ).messages
    assert answer != texts.UNAVAILABLE["es"]
    assert "me llamo Ana" in here.asked()
