"""Meta's requests: proved before anything is read of them, and read as what happened, whatever else they hold."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dev.meta_standin import reports
from handlers.channels.meta.checking import check_body, is_check, signature_of
from handlers.channels.meta.fields import sid_of, wamid_of
from handlers.channels.meta.heard import Heard
from handlers.channels.meta.read import Ours, challenge, check_header, parse, verify
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment, Content, Message, Part, PartKind
from handlers.conversation.receipts import Receipt
from handlers.conversation.spelling import spellings_of
from handlers.errors import ForgedRequest, IncompleteForm

BODY, SECRET = b'{"object": "page", "entry": []}', "secret"
NUMBER, SHOWN, PAGE = "106540352242922", "5215587654321", "682498302938465"
EVA = {"wa_id": "5215512345678", "name": "Eva"}
HIDDEN = {"user_id": "MX.13491208655302741918", "name": "Eva"}
RECEIPT = Receipt("key", "0" * 32, "K7F2")


def whatsapp(*messages: dict[str, Any], ours: Ours | None = None, **value: Any) -> Heard:
    report = reports.whatsapp(**{"number": NUMBER, "shown": SHOWN, "customer": EVA, "messages": [*messages], **value})
    return parse(reports.as_bytes(report), ours or Ours())


def content(kind: str, **more: Any) -> Content:
    (message,) = whatsapp(reports.message(EVA, kind, **more)).messages
    return message.content


def paged(*events: dict[str, Any], kind: str = "page") -> Heard:
    return parse(reports.as_bytes(reports.pages(kind, PAGE, events)), Ours([PAGE]))


def on_page(**message: Any) -> Content:
    (heard,) = paged(reports.event(PAGE, "7384", message=message)).messages
    return heard.content


# Proof


@pytest.mark.parametrize("secrets", [[SECRET], ["another", SECRET]])
def test_what_one_of_the_secrets_signed_is_metas(secrets: list[str]) -> None:
    verify(BODY, reports.signature(BODY, SECRET), secrets=secrets)


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        (BODY, reports.signature(BODY, "another")),
        (BODY + b" ", reports.signature(BODY, SECRET)),
        (BODY, reports.signature(BODY, SECRET).upper()),
        (BODY, reports.signature(BODY, SECRET).removeprefix("sha256=")),
        (BODY, ""),
    ],
)
def test_all_else_is_forged(body: bytes, mark: str) -> None:
    with pytest.raises(ForgedRequest):
        verify(body, mark, secrets=[SECRET])


def test_without_a_secret_nothing_is_metas() -> None:
    with pytest.raises(ForgedRequest, match="wrong signature"):
        verify(BODY, reports.signature(BODY, ""), secrets=[])


@pytest.mark.parametrize(("mark", "said"), [("", "no signature"), ("sha256=1", "malformed signature")])
def test_a_header_that_is_no_signature_is_known_before_the_body_is_read(mark: str, said: str) -> None:
    with pytest.raises(ForgedRequest, match=said):
        check_header(mark)


def asked(**other: str) -> dict[str, str]:
    return {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444", **other}


def test_who_knows_our_token_gets_its_challenge_back() -> None:
    assert challenge(asked(), token="ours") == "1158201444"


@pytest.mark.parametrize(
    ("query", "token"),
    [
        (asked(**{"hub.verify_token": "theirs"}), "ours"),
        (asked(**{"hub.verify_token": ""}), ""),
        (asked(**{"hub.mode": "unsubscribe"}), "ours"),
        (asked(**{"hub.challenge": "<script>"}), "ours"),
        ({}, "ours"),
    ],
)
def test_nobody_else_does(query: dict[str, str], token: str) -> None:
    with pytest.raises(ForgedRequest):
        challenge(query, token=token)


def test_a_check_of_our_own_is_signed_as_metas_and_reports_nothing() -> None:
    body = check_body()
    verify(body, signature_of(body, SECRET), secrets=[SECRET])
    assert is_check(body)
    assert not is_check(BODY)
    assert parse(body, Ours([PAGE])) == Heard()
    assert check_body() != body


# Shapes


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(IncompleteForm):
        parse(body, Ours())


ODD: list[object] = [None, 1, "x", [], {}, [1], {"id": 1}, [{}], True]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_where_something_else_should_reports_nothing(odd: object) -> None:
    """At each level of each app's report."""
    whole = reports.whatsapp(
        number=NUMBER, shown=SHOWN, customer=EVA, messages=[reports.message(EVA, text={"body": "x"})]
    )
    page = reports.pages("page", PAGE, [reports.event(PAGE, "7384", message={"text": "x"})])
    for report in (whole, page, odd):
        for path in paths(report):
            parse(json.dumps(replaced(report, path, odd)).encode(), Ours([PAGE]))


def paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(path for name, each in inside for path in paths(each, (*at, name)))]


def replaced(tree: Any, path: tuple[Any, ...], odd: object) -> Any:
    if not path:
        return odd
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = replaced(tree[path[0]], path[1:], odd)
    return copy


def test_several_entries_and_messages_come_in_order() -> None:
    first, second = (reports.message(EVA, text={"body": text}) for text in ("Hola", "¿Abren?"))
    one = reports.whatsapp(number=NUMBER, shown=SHOWN, customer=EVA, messages=[first, second])
    other = reports.whatsapp(
        number=NUMBER, shown=SHOWN, customer=HIDDEN, messages=[reports.message(HIDDEN, text={"body": "Yo"})]
    )
    both = {**one, "entry": [*one["entry"], *other["entry"]]}
    assert [message.content.text for message in parse(json.dumps(both).encode(), Ours()).messages] == [
        "Hola",
        "¿Abren?",
        "Yo",
    ]


@pytest.mark.parametrize("other", [{"object": "user"}, {"object": ""}])
def test_other_objects_are_not_ours(other: dict[str, str]) -> None:
    report = reports.whatsapp(
        number=NUMBER, shown=SHOWN, customer=EVA, messages=[reports.message(EVA, text={"body": "x"})]
    )
    assert parse(json.dumps({**report, **other}).encode(), Ours()) == Heard()


# WhatsApp


def test_a_message_on_whatsapp_comes_from_a_number_to_a_number() -> None:
    wamid = "wamid.HBgN+/+/AQ=="
    (message,) = whatsapp({**reports.message(EVA, text={"body": "Hola"}), "id": wamid}).messages
    contact = Contact(
        Channel.WHATSAPP, "+5215587654321", "+5215512345678", profile_name="Eva", carrier=Carrier.META, line=NUMBER
    )
    assert message == Message("whatsapp-HBgN-_-_AQ", contact, Content("Hola"))
    assert wamid_of(message.sid) == wamid


def test_who_hides_the_number_is_known_by_the_id_that_lasts() -> None:
    (message,) = whatsapp(reports.message(HIDDEN, text={"body": "Hola"}), customer=HIDDEN).messages
    assert (message.contact.customer, message.contact.external_id) == (HIDDEN["user_id"], HIDDEN["user_id"])
    assert message.contact.profile_name == "Eva"


def test_who_shows_it_has_both() -> None:
    both = EVA | HIDDEN
    (message,) = whatsapp(reports.message(both, text={"body": "Hola"}), customer=both).messages
    assert (message.contact.customer, message.contact.external_id) == ("+5215512345678", HIDDEN["user_id"])


@pytest.mark.parametrize("shown", ["5215587654321", "+52 1 55 8765 4321", "525587654321"])
def test_our_number_is_spelled_as_we_spell_it(shown: str) -> None:
    ours = Ours(numbers={spelling[1:]: "+5215587654321" for spelling in spellings_of("+5215587654321")})
    (message,) = whatsapp(reports.message(EVA, text={"body": "x"}), shown=shown, ours=ours).messages
    assert message.contact.business == "+5215587654321"


PLACE = {"latitude": 19.4326, "longitude": -99.1332, "name": "Zócalo", "address": "Centro\nCDMX"}
CARD = {"name": {"formatted_name": "Luz"}, "phones": [{"phone": "+52 55 1234 5678"}]}


@pytest.mark.parametrize(
    ("kind", "more", "found"),
    [
        ("text", {"text": {"body": " Hola\n"}}, Content(" Hola\n")),
        (
            "image",
            {"image": {"id": "123", "mime_type": "image/jpeg", "caption": "Mira"}},
            Content("Mira", (Attachment("meta:123", "image/jpeg"),)),
        ),
        (
            "audio",
            {"audio": {"id": "123", "mime_type": "audio/ogg; codecs=opus", "voice": True}},
            Content("", (Attachment("meta:123", "audio/ogg; codecs=opus"),)),
        ),
        ("document", {"document": {"id": "../1", "mime_type": "application/pdf"}}, Content()),
        ("sticker", {"sticker": {"id": "123", "mime_type": "image/webp"}}, Content("", (), (Part(PartKind.STICKER),))),
        (
            "location",
            {"location": PLACE},
            Content("", (), (Part(PartKind.LOCATION, "19.4326, -99.1332\nZócalo\nCentro CDMX"),)),
        ),
        ("location", {"location": {"latitude": 91, "longitude": True}}, Content()),
        ("contacts", {"contacts": [CARD]}, Content("", (), (Part(PartKind.CONTACT, "Luz\n+52 55 1234 5678"),))),
        (
            "button",
            {"button": {"text": "Sí", "payload": "confirm"}},
            Content("Sí", (), (Part(PartKind.BUTTON, "confirm"),)),
        ),
        ("interactive", {"interactive": {"button_reply": {"id": "Sí", "title": "Sí"}}}, Content("Sí")),
        (
            "interactive",
            {"interactive": {"list_reply": {"id": "n5", "title": "5"}}},
            Content("5", (), (Part(PartKind.LIST_CHOICE, "n5"),)),
        ),
        (
            "order",
            {"order": {"text": "Para hoy", "product_items": [{"product_retailer_id": "pan", "quantity": 2}]}},
            Content("", (), (Part(PartKind.LIST_CHOICE, "Para hoy pan x2"),)),
        ),
        ("unsupported", {"errors": [{"code": 131051}]}, Content()),
        ("poll", {"poll": {}}, Content()),
    ],
)
def test_each_type_of_message_is_read(kind: str, more: dict[str, Any], found: Content) -> None:
    assert content(kind, **more) == found


@pytest.mark.parametrize("kind", ["reaction", "system", ""])
def test_what_asks_for_no_answer_is_no_message(kind: str) -> None:
    assert whatsapp(reports.message(EVA, kind, reaction={"emoji": "👍"})) == Heard()


def test_a_groups_message_is_not_for_the_business() -> None:
    assert whatsapp({**reports.message(EVA, text={"body": "x"}), "group_id": "G1"}) == Heard()


@pytest.mark.parametrize("customer", [{}, {"user_id": "x" * 141}, {"wa_id": "not a number"}])
def test_without_a_customer_there_is_no_message(customer: dict[str, str]) -> None:
    assert whatsapp(reports.message(customer, text={"body": "x"})) == Heard()


def test_what_a_message_quotes_was_forwarded_or_came_by_is_told() -> None:
    context = {"id": "wamid.HBgN", "forwarded": True}
    ad = {"headline": "Pan dulce", "body": "Hoy", "source_url": "https://fb.me/1"}
    found = content("text", text={"body": "x"}, context=context, referral=ad)
    assert found.parts == (
        Part(PartKind.QUOTE, sid="whatsapp-HBgN"),
        Part(PartKind.FORWARDED),
        Part(PartKind.AD, "Pan dulce\nHoy\nhttps://fb.me/1"),
    )
    often = content("text", text={"body": "x"}, context={"forwarded": True, "frequently_forwarded": True})
    assert often.parts == (Part(PartKind.FORWARDED_OFTEN),)


@pytest.mark.parametrize(
    ("state", "code", "failed"),
    [("sent", 0, ""), ("delivered", 0, ""), ("failed", 131047, "131047"), ("failed", 0, "0")],
)
def test_what_became_of_our_message_is_told_with_its_receipt(state: str, code: int, failed: str) -> None:
    (status,) = whatsapp(statuses=[reports.status("wamid.HBgN", state, "52155", str(RECEIPT), code=code)]).statuses
    assert (status.failed, status.taken.sid, status.taken.receipt) == (failed, "whatsapp-HBgN", RECEIPT)
    assert abs((datetime.now(UTC) - status.taken.at).total_seconds()) < 60


@pytest.mark.parametrize(
    "status",
    [
        reports.status("wamid.HBgN", "read", "52155", str(RECEIPT)),
        reports.status("wamid.HBgN", "sent", "52155", "another program's"),
        reports.status("wamid.HBgN", "sent", "52155", ""),
        reports.status("", "sent", "52155", str(RECEIPT)),
    ],
)
def test_all_other_statuses_are_no_news(status: dict[str, Any]) -> None:
    assert whatsapp(statuses=[status]) == Heard()


def test_a_time_that_is_none_is_long_ago() -> None:
    odd = {**reports.status("wamid.HBgN", "sent", "52155", str(RECEIPT)), "timestamp": "soon"}
    assert whatsapp(statuses=[odd]).statuses[0].taken.at.year == 1970


def test_what_the_business_writes_in_its_own_app_is_told() -> None:
    echo = {"from": SHOWN, "to": EVA["wa_id"], "id": "wamid.HBgN", "type": "text", "text": {"body": "Soy Ana"}}
    (said,) = whatsapp(field="smb_message_echoes", message_echoes=[echo, {**echo, "type": "reaction"}]).by_hand
    assert (said.sid, said.contact.customer, said.text) == ("whatsapp-HBgN", "+5215512345678", "Soy Ana")
    assert whatsapp(field="history", message_echoes=[echo]) == Heard()


# Names of messages


@pytest.mark.parametrize("name", ["m_abc", "wamid.HBg N", "wamid." + "A" * 91])
def test_a_name_that_does_not_lead_back_is_short_and_safe(name: str) -> None:
    sid = sid_of(Channel.WHATSAPP, name)
    assert len(sid) == 50
    assert wamid_of(sid) == ""
    assert sid != sid_of(Channel.INSTAGRAM, name)


def test_without_a_name_there_is_none() -> None:
    assert sid_of(Channel.WHATSAPP, "") == ""


# Messenger and Instagram


@pytest.mark.parametrize(("kind", "channel"), [("page", Channel.MESSENGER), ("instagram", Channel.INSTAGRAM)])
def test_a_message_to_a_page_comes_from_an_id_of_that_page(kind: str, channel: Channel) -> None:
    (message,) = paged(reports.event(PAGE, "7384", message={"text": "Hola"}), kind=kind).messages
    assert message.contact == Contact(channel, PAGE, "7384", carrier=Carrier.META, line=PAGE)
    assert message.content == Content("Hola")
    assert message.sid.startswith(f"{channel}-.")


def test_a_page_without_a_token_is_not_ours() -> None:
    report = reports.pages("page", PAGE, [reports.event(PAGE, "7384", message={"text": "Hola"})])
    assert parse(reports.as_bytes(report), Ours(["1"])) == Heard()


URL = "https://scontent.xx.fbcdn.net/v/1.png?_nc=1"


def attached(*attachments: dict[str, Any]) -> dict[str, Any]:
    return {"attachments": [*attachments]}


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (attached({"type": "image", "payload": {"url": URL}}), Content("", (Attachment(f"meta:{URL}", "image/png"),))),
        (
            attached({"type": "audio", "payload": {"url": "https://cdn.fbsbx.com/1"}}),
            Content("", (Attachment("meta:https://cdn.fbsbx.com/1", "audio/mp4"),)),
        ),
        (attached({"type": "image", "payload": {"url": "https://a b"}}), Content()),
        (
            attached(
                {"type": "sticker", "payload": {"sticker_id": 1, "url": URL}},
                {"type": "image", "payload": {"url": URL}},
            ),
            Content("", (), (Part(PartKind.STICKER),)),
        ),
        (
            attached({"type": "fallback", "title": "Un enlace"}),
            Content("", (), (Part(PartKind.OTHER_FILE, "Un enlace"),)),
        ),
        (
            attached({"type": "location", "payload": {"coordinates": {"lat": 19.4, "long": -99.1}}}),
            Content("", (), (Part(PartKind.LOCATION, "19.4, -99.1"),)),
        ),
        ({"text": "Sí", "quick_reply": {"payload": "yes"}}, Content("Sí", (), (Part(PartKind.BUTTON, "yes"),))),
        ({"text": "5", "quick_reply": {"payload": "5"}}, Content("5")),
        (
            {"text": "x", "reply_to": {"mid": "m_1"}},
            Content("x", (), (Part(PartKind.QUOTE, sid=sid_of(Channel.MESSENGER, "m_1")),)),
        ),
        (
            {"text": "x", "referral": {"ref": "pan", "ads_context_data": {"ad_title": "Pan"}}},
            Content("x", (), (Part(PartKind.AD, "Pan\npan"),)),
        ),
        ({"is_unsupported": True}, Content()),
    ],
)
def test_each_kind_of_message_to_a_page_is_read(message: dict[str, Any], found: Content) -> None:
    assert on_page(**message) == found


def test_a_pressed_button_is_a_message() -> None:
    event = reports.event(PAGE, "7384", postback={"title": "Empezar", "payload": "GET_STARTED"})
    (message,) = paged(event).messages
    assert message.content == Content("Empezar", (), (Part(PartKind.BUTTON, "GET_STARTED"),))


@pytest.mark.parametrize(
    "event",
    [
        {"sender": {"id": "7384"}, "recipient": {"id": PAGE}, "reaction": {"mid": "m_1", "emoji": "👍"}},
        {"sender": {"id": "7384"}, "recipient": {"id": PAGE}, "read": {"watermark": 1}},
        reports.event(PAGE, "7384", message={"text": "x", "is_deleted": True}),
        reports.event(PAGE, PAGE, message={"text": "x"}),
        reports.event(PAGE, "", message={"text": "x"}),
        reports.event(PAGE, "7384", echo=True, message={"text": "x", "app_id": 42}),  # another app's
    ],
)
def test_all_else_about_a_page_is_no_news(event: dict[str, Any]) -> None:
    assert paged(event) == Heard()


def test_an_echo_with_our_receipt_tells_that_our_message_was_taken() -> None:
    echo = reports.event(PAGE, "7384", echo=True, message={"text": "x", "metadata": str(RECEIPT), "app_id": 42})
    (status,) = paged(echo).statuses
    assert (status.taken.receipt, status.failed) == (RECEIPT, "")
    assert abs((datetime.now(UTC) - status.taken.at).total_seconds()) < 60
    odd = paged({**echo, "timestamp": "soon"}).statuses[0]
    assert odd.taken.at.year == 1970


@pytest.mark.parametrize("more", [{}, {"app_id": 263902037430900}, {"metadata": "another program's"}])
def test_an_echo_from_metas_inbox_is_a_persons(more: dict[str, Any]) -> None:
    (said,) = paged(reports.event(PAGE, "7384", echo=True, message={"text": "Soy Ana", **more})).by_hand
    assert (said.contact.customer, said.text) == ("7384", "Soy Ana")
