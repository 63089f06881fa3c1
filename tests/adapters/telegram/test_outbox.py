"""Texts and files sent by Telegram; what is refused in one form goes in another, once."""

import pytest

from dev.telegram_standin import Standin
from handlers.adapters.telegram.rest import TelegramRest
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear
from tests.adapters.telegram.rest import THREAD, outbox_of
from tests.adapters.twilio.rest import LINKS

TWILIOS = Attachment("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg")
OURS = Attachment("meta:1234", "application/pdf")


def shown(standin: Standin) -> list[tuple[str, str]]:
    return [(shown.method, shown.text) for shown in standin.state.shown]


def called(standin: Standin) -> list[str]:
    return [request.path.rpartition("/")[2] for request in standin.state.requests]


async def test_marks_are_shown_and_words_are_words(rest: TelegramRest, standin: Standin) -> None:
    for message in ("**Hola**, cuesta $45 y $50", "Hola, cuesta $45 y $50"):
        await outbox_of(rest).send(THREAD, message)
    assert shown(standin) == [
        ("sendRichMessage", "Hola, cuesta $45 y $50"),
        ("sendMessage", "Hola, cuesta $45 y $50"),
    ]
    assert {each.chat for each in standin.state.shown} == {77}


async def test_what_is_refused_with_marks_goes_without(rest: TelegramRest, standin: Standin) -> None:
    await outbox_of(rest).send(THREAD, "**Hola** #telegram=norich")
    standin.state.rich = False
    await outbox_of(rest).send(THREAD, "**Adiós**")
    assert shown(standin) == [("sendMessage", "Hola #telegram=norich"), ("sendMessage", "Adiós")]


@pytest.mark.parametrize("message", ["Hola #telegram=400", "**Hola** #telegram=400"])
async def test_what_is_refused_in_every_form_is_refused(rest: TelegramRest, standin: Standin, message: str) -> None:
    with pytest.raises(OutboxRefused):
        await outbox_of(rest).send(THREAD, message)
    assert called(standin) == ["sendRichMessage", "sendMessage"][-1 - ("**" in message) :]


@pytest.mark.parametrize(("where", "code"), [("blocked", "403"), ("unknown", "400")])
async def test_who_cannot_be_written_to_is_not_tried_twice(
    rest: TelegramRest, standin: Standin, where: str, code: str
) -> None:
    getattr(standin.state, where).add(77)
    with pytest.raises(OutboxRefused) as refusal:
        await outbox_of(rest).send(THREAD, "**Hola**")
    assert refusal.value.code == code
    assert called(standin) == ["sendRichMessage"]


@pytest.mark.parametrize(
    ("directive", "kind"), [("429", OutboxUnavailable), ("taken500", OutboxUnclear), ("drop", OutboxUnclear)]
)
async def test_a_failure_that_may_pass_tries_no_other_form(
    rest: TelegramRest, standin: Standin, directive: str, kind: type[OutboxUnavailable]
) -> None:
    with pytest.raises(OutboxUnavailable) as failure:
        await outbox_of(rest).send(THREAD, f"**Hola** #telegram={directive}")
    assert type(failure.value) is kind
    assert called(standin) == ["sendRichMessage"]


@pytest.mark.parametrize("file", [TWILIOS, OURS])
async def test_a_file_of_any_carrier_goes_by_a_link_of_ours(
    rest: TelegramRest, standin: Standin, file: Attachment
) -> None:
    (message,) = outbox_of(rest).messages(file_text(file, "Mira"), Channel.TELEGRAM)
    await outbox_of(rest).send(THREAD, message)
    (sent,) = standin.state.shown
    assert (sent.text, LINKS.file_of(sent.file.partition("token=")[2])) == ("Mira", file)


async def test_a_file_that_telegram_does_not_take_is_a_link(rest: TelegramRest, standin: Standin) -> None:
    standin.state.links = False
    await outbox_of(rest).send(THREAD, file_text(TWILIOS, "Mira"))
    (sent,) = standin.state.shown
    assert sent.text.startswith("Mira\n\nhttps://recado.example/file?token=")


@pytest.mark.parametrize("links", [True, False])
async def test_a_long_caption_is_a_message_of_its_own_so_its_failure_sends_nothing_again(
    rest: TelegramRest, standin: Standin, links: bool
) -> None:
    standin.state.links = links
    outbox = outbox_of(rest)
    file, caption = outbox.messages(file_text(TWILIOS, f"**Mira** {'😀' * 600} #telegram=400"), Channel.TELEGRAM)
    await outbox.send(THREAD, file)
    with pytest.raises(OutboxRefused):
        await outbox.send(THREAD, caption)
    (sent,) = standin.state.shown
    assert (sent.file if links else sent.text).startswith("https://recado.example/file?token=")
    fetched = ["sendPhoto"] if links else ["sendPhoto", "sendMessage"]
    assert called(standin) == [*fetched, "sendRichMessage", "sendMessage"]


async def test_a_picture_that_the_assistant_writes_is_a_link_to_where_it_is(
    rest: TelegramRest, standin: Standin
) -> None:
    (message,) = outbox_of(rest).messages("![image/png](https://example.com/a.png)", Channel.TELEGRAM)
    await outbox_of(rest).send(THREAD, message)
    assert shown(standin) == [("sendRichMessage", "image/png")]
