"""Messages to Meta over HTTP: as each app wants them, and told apart when they go wrong."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dev.meta_standin import Standin
from dev.processes import free_port
from handlers.adapters.meta.outbox import MetaOutbox
from handlers.adapters.meta.rest import MetaRest
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text, template_text
from handlers.conversation.receipts import mark_of, receipt_in
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import Unsent
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear, StoreUnavailable
from handlers.stores.sent import StoredSent
from tests import writing
from tests.adapters.meta.rest import NUMBER, ON_MESSENGER, ON_WHATSAPP, SECRET, now, outbox_of, rest_of, sent_of

THREAD = writing.thread(contact=ON_WHATSAPP)
ON_PAGE = writing.thread(contact=ON_MESSENGER)
PHOTO, PDF = Attachment("meta:123", "image/jpeg"), Attachment("telegram:abc", "application/pdf")
SOUND = Attachment("meta:124", "audio/ogg")


@pytest.fixture
def sent() -> StoredSent:
    return sent_of()


@pytest.fixture
def outbox(rest: MetaRest, sent: StoredSent) -> MetaOutbox:
    return outbox_of(rest, sent)


async def body_of(outbox: MetaOutbox, meta: Standin, text: str, thread: Thread = THREAD) -> dict[str, Any]:
    """What Meta gets for a text's first message, without its receipt."""
    await outbox.send(thread, outbox.messages(text, thread.contact.channel)[0])
    body = dict(meta.state.sent[-1].body)
    assert receipt_in(body.pop("biz_opaque_callback_data"))
    return body


async def test_words_go_to_the_number_without_a_preview(outbox: MetaOutbox, meta: Standin) -> None:
    assert await body_of(outbox, meta, "**Hola**") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5215512345678",
        "type": "text",
        "text": {"body": "*Hola*", "preview_url": False},
    }
    assert meta.state.sent[0].line == NUMBER


async def test_who_hides_the_number_is_the_recipient(outbox: MetaOutbox, meta: Standin) -> None:
    hidden = replace(ON_WHATSAPP, customer="MX.123", external_id="MX.123")
    body = await body_of(outbox, meta, "Hola", writing.thread(contact=hidden))
    assert (body.get("to"), body["recipient"]) == (None, "MX.123")


async def test_without_a_line_it_goes_from_the_number_of_the_settings(outbox: MetaOutbox, meta: Standin) -> None:
    await outbox.send(writing.thread(contact=replace(ON_WHATSAPP, line="")), "Hola")
    assert meta.state.sent[0].line == "99"


@pytest.mark.parametrize(
    ("text", "kind", "more"),
    [
        (file_text(PHOTO, "Mira"), "image", {"caption": "Mira"}),
        (file_text(PHOTO), "image", {}),
        (file_text(SOUND, "Oye"), "audio", {}),
        (file_text(PDF, "Menú"), "document", {"caption": "Menú", "filename": "file.pdf"}),
    ],
)
async def test_a_file_goes_by_a_link_of_ours(
    outbox: MetaOutbox, meta: Standin, text: str, kind: str, more: dict[str, str]
) -> None:
    body = await body_of(outbox, meta, text)
    assert body["type"] == kind
    link = body[kind].pop("link")
    assert link.startswith("https://recado.example/file?token=")
    assert body[kind] == more


async def test_a_long_caption_goes_on_in_messages_of_their_own(outbox: MetaOutbox) -> None:
    first, *others = outbox.messages(file_text(PHOTO, "pan " * 2000), Channel.WHATSAPP)
    assert first.startswith("![image/jpeg](meta:123)")
    assert others


async def test_a_picture_that_the_assistant_writes_stays_words(outbox: MetaOutbox) -> None:
    (message,) = outbox.messages("![image/png](https://elsewhere.example/1.png)", Channel.WHATSAPP)
    assert "https://elsewhere.example/1.png" in message


FEW, MANY = ("Sí", "No"), ("1", "2", "3", "4", "5")


async def test_few_answers_are_buttons_and_more_of_them_a_list(rest: MetaRest, sent: StoredSent, meta: Standin) -> None:
    outbox = outbox_of(rest, sent)
    dialect = replace(outbox.dialect, choices=lambda text: FEW if "¿sí?" in text else MANY)
    outbox = replace(outbox, dialect=dialect)
    body = await body_of(outbox, meta, "¿sí?")
    assert [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]] == ["Sí", "No"]
    body = await body_of(outbox, meta, "¿Cuánto?")
    assert body["interactive"]["body"] == {"text": "¿Cuánto?"}
    assert body["interactive"]["action"]["button"] == "1 - 5"
    assert [row["id"] for row in body["interactive"]["action"]["sections"][0]["rows"]] == [*MANY]
    assert (await body_of(outbox, meta, "pan " * 300))["type"] == "text"
    await outbox.send(ON_PAGE, "¿sí?")
    replies = meta.state.sent[-1].body["message"]["quick_replies"]
    assert replies == [{"content_type": "text", "title": each, "payload": each} for each in FEW]


async def test_a_template_goes_in_its_language(outbox: MetaOutbox, meta: Standin) -> None:
    body = await body_of(outbox, meta, template_text("recado_ticket", "K7F2", "Eva"))
    filled = [{"type": "text", "text": "K7F2"}, {"type": "text", "text": "Eva"}]
    named = {"name": "recado_ticket", "language": {"code": "es"}}
    assert body["template"] == {**named, "components": [{"type": "body", "parameters": filled}]}
    assert (await body_of(outbox, meta, template_text("plain")))["template"]["components"] == []


async def test_on_a_page_a_file_goes_without_words_which_come_before_it(outbox: MetaOutbox, meta: Standin) -> None:
    words, file = outbox.messages(file_text(PDF, "**Menú**"), Channel.MESSENGER)
    assert words == "Menú"
    await outbox.send(ON_PAGE, file)
    body = meta.state.sent[0].body
    assert receipt_in(body["message"].pop("metadata"))
    attachment = body["message"]["attachment"]
    assert (attachment["type"], body["messaging_type"], body["recipient"]) == ("file", "RESPONSE", {"id": "7384"})
    assert attachment["payload"]["url"].startswith("https://recado.example/file?token=")
    assert outbox.messages(file_text(PHOTO), Channel.INSTAGRAM) == [file_text(PHOTO)]


@pytest.mark.parametrize(("left", "tag"), [(timedelta(days=5), "HUMAN_AGENT"), (timedelta(days=6, hours=1), None)])
async def test_past_the_24_hours_a_persons_words_say_that_they_are(
    outbox: MetaOutbox, meta: Standin, left: timedelta, tag: str | None
) -> None:
    unsent = Unsent(("Hola",), now(), "me", now(), ticket="K7F2", until=now() + left)
    await outbox.send(replace(ON_PAGE, unsent=unsent), "Hola")
    body = meta.state.sent[0].body
    assert body.get("tag") == tag
    receipt = receipt_in(body["message"]["metadata"])
    assert receipt
    assert receipt.ticket == "K7F2"


async def test_what_no_thread_keeps_has_no_receipt(outbox: MetaOutbox, meta: Standin, sent: StoredSent) -> None:
    for contact in (ON_WHATSAPP, ON_MESSENGER):
        await outbox.send(writing.thread(key="", contact=contact), "Adiós")
        assert "recado." not in str(meta.state.sent[-1].body)
        assert not await sent.was_taken(mark_of(contact, "Adiós"), now() - timedelta(hours=1))


@pytest.mark.parametrize(
    ("asked", "kind", "code"),
    [
        ("429", OutboxUnavailable, "2"),
        ("401", OutboxUnavailable, "2"),
        ("190", OutboxUnavailable, "190"),
        ("130429", OutboxUnavailable, "130429"),
        ("131047", OutboxRefused, "131047"),
        ("131026", OutboxRefused, "131026"),
        ("strange", OutboxRefused, "987654"),
        ("131000", OutboxUnclear, "131000"),
        ("503", OutboxUnclear, "2"),
        ("taken500", OutboxUnclear, "2"),
        ("cut", OutboxUnclear, "ClientPayloadError"),
        ("broken", OutboxUnclear, "ClientPayloadError"),
        ("bare", OutboxUnclear, "no message id"),
    ],
)
@pytest.mark.parametrize("thread", [THREAD, ON_PAGE], ids=["whatsapp", "page"])
async def test_each_failure_is_of_its_kind(
    outbox: MetaOutbox, thread: Thread, asked: str, kind: type[OutboxUnavailable], code: str
) -> None:
    with pytest.raises(OutboxUnavailable) as problem:
        await outbox.send(thread, f"Hola #meta={asked}")
    assert (type(problem.value), problem.value.code) == (kind, code)
    told = f"{problem.value} {problem.value.remedy}"
    assert "Hola" not in told
    assert SECRET not in told


async def test_who_answers_too_late_may_have_sent_it(meta: Standin, sent: StoredSent) -> None:
    rest = rest_of(meta.base_url, seconds=0.5)
    with pytest.raises(OutboxUnclear, match="TimeoutError"):
        await outbox_of(rest, sent).send(THREAD, "Hola #meta=late600")
    await rest.close()
    assert len(meta.state.sent) == 1


async def test_where_nobody_listens_nothing_was_sent(sent: StoredSent) -> None:
    rest = rest_of(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(OutboxUnavailable) as problem:
        await outbox_of(rest, sent).send(THREAD, "Hola")
    assert type(problem.value) is OutboxUnavailable
    await rest.close()


async def test_a_wrong_token_is_the_operators_to_mend(meta: Standin, sent: StoredSent) -> None:
    rest = rest_of(meta.base_url, "wrong", page_token="wrong")
    for thread in (THREAD, ON_PAGE):
        with pytest.raises(OutboxUnavailable) as problem:
            await outbox_of(rest, sent).send(thread, "Hola")
        assert type(problem.value) is OutboxUnavailable
        assert "META_ACCESS_TOKEN" in problem.value.remedy
    await rest.close()


async def test_a_store_that_fails_does_not_make_a_message_that_is_out_go_again(rest: MetaRest, meta: Standin) -> None:
    class Failing(StoredSent):
        async def keep(self, taken: object) -> None:
            raise StoreUnavailable("timeout", remedy="none")

        async def was_taken(self, mark: str, since: object) -> bool:
            raise StoreUnavailable("timeout", remedy="none")

    outbox = outbox_of(rest, Failing(sent_of().keeping))
    await outbox.send(THREAD, "Hola")
    assert len(meta.state.sent) == 1
    with pytest.raises(OutboxUnavailable):
        await outbox.has_sent(THREAD, "Hola", now())


async def test_what_was_sent_can_be_quoted(outbox: MetaOutbox, sent: StoredSent, meta: Standin) -> None:
    await outbox.send(THREAD, "Hola")
    sid = outbox.dialect.sid_of(Channel.WHATSAPP, meta.state.sent[0].id)
    assert await sent.text_of(sid) == "Hola"
    assert await sent.is_kept(sid)
    assert await sent.text_of("whatsapp-other") is None
