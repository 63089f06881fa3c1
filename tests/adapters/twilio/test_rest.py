"""The client that Twilio's adapters share: one session, made for the first call, and nothing in the log."""

import logging

import pytest

from handlers.adapters.twilio.outbox import TwilioOutbox
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.sent import TwilioSentMessages
from handlers.adapters.twilio.typing import TwilioTyping
from handlers.channels.twilio import write
from handlers.conversation.messages import Message
from tests import writing
from tests.adapters.twilio.rest import ACCOUNT, LINKS, SID, THREAD, WRITE, outbox_of, rest_of


async def test_what_needs_twilio_is_made_without_a_connection() -> None:
    rest = rest_of("http://127.0.0.1:1")
    TwilioOutbox(rest, write=WRITE, spell=write.spelled, links=LINKS), TwilioTyping(rest), TwilioSentMessages(rest)
    assert rest._http.session is None
    await rest.close()


async def test_all_speak_over_one_session(rest: TwilioRest) -> None:
    await TwilioTyping(rest).show(Message(SID, writing.contact()))
    first = rest._http.session
    await TwilioSentMessages(rest).text_of(SID)
    await outbox_of(rest).send(THREAD, "Hola")
    assert first is rest._http.session is not None


async def test_nothing_of_it_is_logged(rest: TwilioRest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await outbox_of(rest).send(THREAD, "Hola")
    logged = [record.getMessage() for record in caplog.records]
    assert not [message for message in logged if ACCOUNT in message or "Request" in message]
