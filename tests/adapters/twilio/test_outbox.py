"""Texts sent by Twilio, and the look for messages that were sent."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from dev.twilio_standin import Sent, Standin
from handlers.adapters.twilio.rest import TwilioRest
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text, template_text
from handlers.conversation.unsent import Unsent
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear
from tests.adapters.twilio.rest import ACCOUNT, ANA, BUSINESS, LINKS, THREAD, outbox_of, rest_of
from tests.dev.standins import until


async def test_a_text_goes_out_as_the_channel_writes_it(rest: TwilioRest, standin: Standin) -> None:
    outbox = outbox_of(rest)
    assert outbox.messages("**Hola**", Channel.WHATSAPP) == ["*Hola*"]
    assert outbox.messages("**Hola**", Channel.SMS) == ["Hola"]
    await outbox.send(THREAD, "*Hola* **tal cual**")
    (sent,) = standin.state.sent
    assert (sent.from_, sent.to, sent.body, sent.account) == (BUSINESS, ANA, "*Hola* **tal cual**", ACCOUNT)


PHOTO = Attachment("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg")


@pytest.mark.parametrize("photo", [PHOTO, Attachment("telegram:AgAD-1_2", "image/jpeg")], ids=["twilio's", "another's"])
async def test_a_file_goes_out_by_a_link_of_ours(rest: TwilioRest, standin: Standin, photo: Attachment) -> None:
    outbox = outbox_of(rest)
    for text in (file_text(photo), file_text(photo, "**Mira**")):
        for message in outbox.messages(text, Channel.WHATSAPP):
            await outbox.send(THREAD, message)
    bare, captioned = standin.state.sent
    assert (bare.body, captioned.body) == ("", "*Mira*")
    for sent in (bare, captioned):
        (link,) = sent.media
        address, _, token = link.partition("?token=")
        assert address == "https://recado.example/file"
        assert LINKS.file_of(token) == photo


async def test_words_that_are_too_long_for_one_message_follow_the_file(rest: TwilioRest) -> None:
    first, second = outbox_of(rest).messages(file_text(PHOTO, "uno " * 500), Channel.WHATSAPP)
    assert first.startswith(file_text(PHOTO))
    assert second.startswith("uno")


@pytest.mark.parametrize("url", ["https://example.com/a.jpg", "http://api.twilio.com/a.jpg", "https://[/a.jpg"])
async def test_a_picture_that_is_not_at_twilios_stays_words(rest: TwilioRest, standin: Standin, url: str) -> None:
    text = f"![image/jpeg]({url})"
    (message,) = outbox_of(rest).messages(text, Channel.WHATSAPP)
    await outbox_of(rest).send(THREAD, text)
    assert url in message
    assert (standin.state.sent[0].body, standin.state.sent[0].media) == (text, ())


async def test_a_template_goes_out_with_its_variables_and_nothing_else(rest: TwilioRest, standin: Standin) -> None:
    standin.state.templates["HX" + "1" * 32] = "#{{1}}: {{2}}"
    await outbox_of(rest).send(THREAD, template_text("HX" + "1" * 32, "K7F2", "Eva (Puebla)"))
    form = standin.state.requests[-1].body
    assert isinstance(form, dict)
    assert set(form) == {"From", "To", "ContentSid", "ContentVariables"}
    assert standin.state.sent[0].body == "#K7F2: Eva (Puebla)"


async def test_only_of_a_tickets_messages_a_report_is_asked_for(rest: TwilioRest, standin: Standin) -> None:
    unsent = Unsent(("Hola",), NOON, "somebody", NOON)
    for thread in (THREAD, replace(THREAD, unsent=unsent), replace(THREAD, unsent=replace(unsent, ticket="K7F2"))):
        await outbox_of(rest).send(thread, "Hola")
    forms = [dict(request.body or {}) for request in standin.state.requests]  # type: ignore[call-overload]
    assert [form.get("StatusCallback") for form in forms] == [None, None, "https://recado.example/status?ticket=K7F2"]


@pytest.mark.parametrize(
    ("asked", "kind", "code", "remedy"),
    [
        ("401", OutboxUnavailable, "20003", "TWILIO_API_KEY_SECRET"),
        ("403", OutboxUnavailable, "20403", "TWILIO_API_KEY_SECRET"),
        ("20005", OutboxUnavailable, "20005", "not active"),
        ("404", OutboxUnavailable, "20404", "TWILIO_ACCOUNT_SID"),
        ("408", OutboxUnavailable, "20408", "status page"),
        ("429", OutboxUnavailable, "20429", "limits"),
        ("63038", OutboxUnavailable, "63038", "limits"),
        ("21611", OutboxUnavailable, "21611", "limits"),
        ("400", OutboxRefused, "20400", "page of this error code"),
        ("422", OutboxRefused, "20422", "page of this error code"),
        ("499", OutboxRefused, "20499", "page of this error code"),
        ("21211", OutboxRefused, "21211", "not valid"),
        ("21610", OutboxRefused, "21610", "START"),
        ("63007", OutboxRefused, "63007", "WhatsApp sender"),
        ("63016", OutboxRefused, "63016", "24 hours"),
        ("500", OutboxUnclear, "20500", "status page"),
        ("503", OutboxUnclear, "20503", "status page"),
        ("taken500", OutboxUnclear, "20500", "status page"),
        ("cut", OutboxUnclear, "ClientPayloadError", "status page"),
        ("drop", OutboxUnclear, "ClientPayloadError", "status page"),
    ],
)
async def test_what_was_not_taken_for_certain_is_told_by_kind_and_code(
    rest: TwilioRest, standin: Standin, asked: str, kind: type[OutboxUnavailable], code: str, remedy: str
) -> None:
    with pytest.raises(OutboxUnavailable) as problem:
        await outbox_of(rest).send(THREAD, f"Hola #twilio={asked}")
    assert (type(problem.value), problem.value.code) == (kind, code)
    assert remedy in problem.value.remedy
    assert bool(standin.state.sent) is (asked in {"taken500", "drop"})
    assert kind is OutboxUnclear or not standin.state.sent
    assert len(standin.state.requests) == 1


async def test_a_wrong_key_is_told_with_its_remedy(turned_away: TwilioRest, standin: Standin) -> None:
    for attempt in (outbox_of(turned_away).send(THREAD, "Hola"), sent_since(turned_away, "Hola", LONG_AGO)):
        with pytest.raises(OutboxUnavailable) as problem:
            await attempt
        assert type(problem.value) is OutboxUnavailable
        assert problem.value.code in {"20003", "401"}
        assert "TWILIO_API_KEY_SECRET" in problem.value.remedy
    assert not standin.state.sent


async def test_with_nobody_there_nothing_was_sent_for_certain(unreachable: TwilioRest) -> None:
    for attempt in (outbox_of(unreachable).send(THREAD, "Hola"), sent_since(unreachable, "Hola", LONG_AGO)):
        with pytest.raises(OutboxUnavailable) as problem:
            await attempt
        assert type(problem.value) is OutboxUnavailable
        assert problem.value.code == "ClientConnectorError"
        assert "TWILIO_API_BASE_URL" in problem.value.remedy


@pytest.mark.parametrize("document", [b"<html>", b"\xff", b""])
async def test_an_answer_that_is_not_twilios_leaves_it_unclear(
    answering: Callable[[bytes], Any], document: bytes
) -> None:
    rest = await answering(document)
    if document:
        with pytest.raises(OutboxUnclear):
            await outbox_of(rest).send(THREAD, "Hola")
    with pytest.raises(OutboxUnavailable) as problem:
        await sent_since(rest, "Hola", LONG_AGO)
    assert type(problem.value) is OutboxUnavailable


@pytest.fixture
async def impatient(standin: Standin) -> AsyncIterator[TwilioRest]:
    """A client that soon gives up a request, for tests in which Twilio takes ten minutes."""
    rest = rest_of(standin.base_url, seconds=0.3)
    yield rest
    await rest.close()


@pytest.mark.parametrize("how", ["slow600", "late600"])
async def test_what_is_taken_while_nobody_waits_is_found(
    impatient: TwilioRest, rest: TwilioRest, standin: Standin, how: str
) -> None:
    message, begun = f"Hola #twilio={how}", datetime.now(UTC)
    with pytest.raises(OutboxUnclear) as problem:
        await outbox_of(impatient).send(THREAD, message)
    assert problem.value.code == "TimeoutError"
    assert await sent_since(rest, message, begun) is (how == "late600")
    standin.state.hurry()
    await until(lambda: len(standin.state.sent) == 1)
    assert await sent_since(rest, message, begun)


# Looking for a sent message

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def sent_since(rest: TwilioRest, message: str, since: datetime) -> bool:
    return await outbox_of(rest).has_sent(THREAD, message, since)


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("#twilio=queued", True),
        ("#twilio=sending", True),
        ("#twilio=sent", True),
        ("#twilio=read", True),
        ("#undelivered=63016", True),
        ("#twilio=failed30001", False),
    ],
)
async def test_what_left_twilio_or_will_was_sent(rest: TwilioRest, asked: str, counts: bool) -> None:
    await outbox_of(rest).send(THREAD, f"Hola {asked}")
    assert await sent_since(rest, f"Hola {asked}", LONG_AGO) is counts


def kept(standin: Standin, *bodies: str, at: datetime, **more: Any) -> None:
    standin.state.sent += [Sent(ACCOUNT, BUSINESS, ANA, body, time=at, **more) for body in bodies]


MANY = [str(number) for number in range(150)]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_a_message_is_found_among_many_of_its_day(rest: TwilioRest, standin: Standin) -> None:
    kept(standin, "Hola", at=NOON)
    kept(standin, *MANY, at=NOON + timedelta(hours=1))
    assert await sent_since(rest, "Hola", NOON)
    assert not await sent_since(rest, "Hola", NOON + timedelta(seconds=3))


async def test_a_queued_message_is_found_although_it_is_of_no_day(rest: TwilioRest, standin: Standin) -> None:
    kept(standin, *MANY, at=NOON - timedelta(hours=1))
    kept(standin, "Hola", at=NOON, status="queued")
    assert await sent_since(rest, "Hola", NOON)


async def test_the_day_is_twilios_however_the_time_is_written(rest: TwilioRest, standin: Standin) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    kept(standin, "Hola", at=midnight - timedelta(seconds=1))
    kept(standin, *MANY, at=midnight + timedelta(hours=1))
    tokyo = timezone(timedelta(hours=9))
    assert await sent_since(rest, "Hola", midnight)  # by a clock that is a second ahead of Twilio's
    assert await sent_since(rest, "Hola", midnight.astimezone(tokyo))
    assert not await sent_since(rest, "Hola", midnight + timedelta(seconds=2))


async def test_a_look_asks_for_no_more_than_it_needs(rest: TwilioRest, standin: Standin) -> None:
    kept(standin, "Hola", at=NOON)
    await sent_since(rest, "Hola", NOON)
    (few,) = standin.state.requests
    assert few.query == {"From": BUSINESS, "To": ANA, "PageSize": "100"}
    kept(standin, *MANY, at=NOON)
    await sent_since(rest, "Hola", NOON)
    *_, many = standin.state.requests
    assert many.query == {"From": BUSINESS, "To": ANA, "DateSent>": "2026-11-22", "PageSize": "1000"}
    assert len(standin.state.requests) == 3


async def test_every_page_is_read(rest: TwilioRest, standin: Standin) -> None:
    kept(standin, "Hola", at=NOON)
    kept(standin, *MANY * 8, at=NOON + timedelta(hours=1))
    assert await sent_since(rest, "Hola", NOON)
    queries = [request.query for request in standin.state.requests]
    assert [query.get("Page") for query in queries] == [None, None, "1"]
    assert queries[-1]["To"] == ANA
