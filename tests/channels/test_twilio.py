"""Twilio's dialect: what verifies and what does not, forms as messages, replies as TwiML."""

import contextlib
import re
import string
import xml.etree.ElementTree as ET
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dev.phone import Pairs, messages_in, sign
from handlers import texts
from handlers.channels import twilio
from handlers.channels.twilio import check_header, parse, read_form, render, signed_urls, verify
from handlers.conversation.messages import Attachment, Channel, Message
from handlers.errors import ForgedRequest, IncompleteForm

URL = "https://recado.example/webhook"
TOKEN = "the token"
FORGED = "A" * 27 + "="

characters = st.characters(exclude_categories=["Cs"])
names = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=8) | st.text(characters, max_size=4)
forms = st.lists(st.tuples(names, st.text(characters, max_size=20)), max_size=8)


def is_ours(body: bytes, signature: str, *, url: str = URL, settings: str = "", token: str = TOKEN) -> bool:
    try:
        verify(read_form(body), urls=[url], signature=signature, settings=settings, tokens=[token])
    except ForgedRequest:
        return False
    return True


@given(forms, st.sampled_from([("", None), ("key=1,algorithm=HMAC_SHA256", "HMAC_SHA256")]))
def test_any_form_signed_by_twilios_signer_verifies(pairs: Pairs, how: tuple[str, str | None]) -> None:
    settings, algorithm = how
    signature = sign(URL, pairs, token=TOKEN, algorithm=algorithm)
    assert is_ours(urlencode(pairs).encode(), signature, settings=settings)


def signed_content(body: bytes) -> dict[str, set[str]]:
    """What a signature is over: the values of each name, whatever their order and number."""
    return {name: set(values) for name, values in read_form(body).items()}


@given(forms.filter(bool), st.data())
def test_any_one_changed_byte_does_not_verify(pairs: Pairs, data: st.DataObject) -> None:
    body = urlencode(pairs).encode()
    signature = sign(URL, pairs, token=TOKEN)
    place = data.draw(st.integers(0, len(body) - 1))
    changed = body[:place] + bytes([data.draw(st.integers(0, 255))]) + body[place + 1 :]
    try:
        assume(signed_content(changed) != signed_content(body))  # %2b is %2B, and + is a space
    except ForgedRequest:
        return
    assert not is_ours(changed, signature)


@given(forms, st.data())
def test_any_one_changed_character_of_url_token_or_signature_does_not_verify(pairs: Pairs, data: st.DataObject) -> None:
    body, signature = urlencode(pairs).encode(), sign(URL, pairs, token=TOKEN)
    what = data.draw(st.sampled_from(["url", "token", "signature"]))
    text = {"url": URL, "token": TOKEN, "signature": signature}[what]
    start = len("https://") if what == "url" else 0
    place = data.draw(st.integers(start, len(text) - 1))
    other = data.draw(st.sampled_from(string.ascii_letters + string.digits).filter(lambda each: each != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    assert not is_ours(body, **{"signature": signature, what: changed})


def test_a_field_without_its_equals_sign_cannot_pass_for_one_with_it() -> None:
    signature = sign(URL, [("ab", "cd")], token=TOKEN)
    assert is_ours(b"ab=cd", signature)
    assert not is_ours(b"ab&cd", signature)


@pytest.mark.parametrize(
    ("check", "signature", "settings", "account", "url"),
    [
        ("no signature", "", "", "", None),
        ("malformed signature", "x", "", "", None),
        ("unknown signature algorithm", FORGED, "key=1,algorithm=HMAC_MD5", "", None),
        ("wrong signature", FORGED, "", "", URL),
        ("another account", sign(URL, [("AccountSid", "AC1")], token=TOKEN), "", "AC2", None),
    ],
)
def test_a_refusal_says_which_check_failed(
    check: str, signature: str, settings: str, account: str, url: str | None
) -> None:
    form = read_form(b"AccountSid=AC1")
    with pytest.raises(ForgedRequest, match=check) as refusal:
        verify(form, urls=[URL], signature=signature, settings=settings, tokens=[TOKEN], account=account)
    assert refusal.value.url == url


@pytest.mark.parametrize(
    "signature",
    ["", " ", "x", "A" * 28, "A" * 27, "A" * 26 + "==", "A" * 44, "-" * 27 + "=", "é" * 27 + "=", FORGED + "\n"],
)
def test_what_has_not_the_form_of_a_signature_is_refused_without_a_look_at_the_rest(signature: str) -> None:
    with pytest.raises(ForgedRequest):
        check_header(signature)


@given(st.text(max_size=40), st.sampled_from([None, "HMAC_SHA256"]))
def test_every_signature_of_twilios_signer_has_the_form_of_one(token: str, algorithm: str | None) -> None:
    check_header(sign(URL, [("Body", "Hola")], token=token, algorithm=algorithm))


fragments = st.sampled_from(
    [
        b"%",
        b"%4",
        b"%41",
        b"%c3%B1",
        b"%00",
        b"%5Cx41",
        b"+",
        b"%2B",
        b"=",
        b"&",
        b"\\",
        b"\\x41",
        b"\\u0041",
        b"\\N",
        b"a",
    ]
)


@given(st.lists(fragments | st.binary(max_size=3), max_size=12).map(b"".join))
def test_any_body_is_read_as_pythons_own_reader_does_or_refused(body: bytes) -> None:
    try:
        expected = (
            parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict") if body else []
        )
    except ValueError:
        expected = None
    is_escaped = re.search(rb"%(?![0-9A-Fa-f]{2})", body) is None  # Python's takes a lone % for itself
    if expected is None or not is_escaped:
        with pytest.raises(ForgedRequest):
            read_form(body)
    else:
        assert [(name, value) for name, values in read_form(body).items() for value in values] == sorted_by_name(
            expected
        )


def sorted_by_name(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names in the order in which they first come, the values of each together."""
    first = list(dict.fromkeys(name for name, _ in pairs))
    return sorted(pairs, key=lambda pair: first.index(pair[0]))


def test_one_of_several_tokens_and_urls_is_enough() -> None:
    form = read_form(b"AccountSid=AC1")
    signature = sign("https://recado.example", [("AccountSid", "AC1")], token="old")
    urls = signed_urls("https://recado.example", "/", "")
    verify(form, urls=urls, signature=signature, settings="", tokens=["new", "old"], account="AC1")


@pytest.mark.parametrize(
    ("path", "query", "urls"),
    [
        ("/webhook", "", ["https://r.example/webhook"]),
        ("/webhook", "hop=1", ["https://r.example/webhook?hop=1"]),
        ("/", "", ["https://r.example/", "https://r.example"]),
        ("/", "hop=1", ["https://r.example/?hop=1", "https://r.example?hop=1"]),
    ],
)
def test_the_url_is_the_public_one_with_path_and_query(path: str, query: str, urls: list[str]) -> None:
    assert signed_urls("https://r.example", path, query) == urls


FORM = {
    "MessageSid": "SM1",
    "From": "whatsapp:+5215512345678",
    "To": "whatsapp:+5215587654321",
    "Body": "Hola",
    "ProfileName": "Ana",
}


def form(**fields: str) -> twilio.Form:
    return read_form(urlencode(FORM | fields).encode())


def test_a_form_becomes_a_message() -> None:
    message = parse(
        form(NumMedia="2", MediaUrl0="https://m/0", MediaContentType0="image/jpeg", MediaUrl1="https://m/1")
    )
    assert (message.sid, message.text, message.profile_name) == ("SM1", "Hola", "Ana")
    assert (message.sender, message.business) == ("whatsapp:+5215512345678", "whatsapp:+5215587654321")
    assert message.attachments == (Attachment("https://m/0", "image/jpeg"), Attachment("https://m/1", ""))


def test_the_external_user_id_comes_before_the_address() -> None:
    assert parse(form()).identity == "whatsapp:+5215512345678"
    assert parse(form(ExternalUserId="whatsapp:MX.1")).identity == "whatsapp:MX.1"


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("whatsapp:+5215512345678", Channel.WHATSAPP),
        ("whatsapp:MX.abc", Channel.WHATSAPP),
        ("rcs:+5215512345678", Channel.RCS),
        ("messenger:123", Channel.MESSENGER),
        ("+5215512345678", Channel.SMS),
        ("32665", Channel.SMS),
        ("carrier-pigeon:1", Channel.SMS),
    ],
)
def test_the_prefix_of_the_address_tells_the_channel(address: str, channel: Channel) -> None:
    assert parse(form(From=address)).channel is channel


@pytest.mark.parametrize("fields", [{"MessageSid": ""}, {"From": " "}, {"To": ""}, {"MessageSid": "a/b"}])
def test_an_incomplete_form_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(IncompleteForm):
        parse(form(**fields))


PARAMETERS = [
    *FORM,
    *("AccountSid", "NumMedia", "MediaUrl0", "MediaContentType0", "MediaUrl9", "MessageType", "ExternalUserId"),
    *("ButtonText", "ButtonPayload", "ListId", "ListTitle", "Latitude", "Longitude", "Address", "Label"),
    *("OriginalRepliedMessageSid", "Forwarded", "FrequentlyForwarded"),
    *("ReferralHeadline", "ReferralBody", "ReferralSourceUrl"),
]
values = st.text(characters, max_size=20) | st.sampled_from(["SM1", "SM" + "0" * 32, "true", "sticker", "19.4", "-181"])


def test_bytes_that_are_no_text_are_no_form() -> None:
    for body in (b"Body=%FF", b"Body=\xff"):
        with pytest.raises(ForgedRequest):
            read_form(body)


@given(st.lists(st.tuples(st.sampled_from(PARAMETERS) | names, values), max_size=20))
def test_any_signed_form_is_a_message_or_incomplete(pairs: Pairs) -> None:
    body = urlencode(pairs).encode()
    assert is_ours(body, sign(URL, pairs, token=TOKEN))
    with contextlib.suppress(IncompleteForm):
        message = parse(read_form(body))
        assert isinstance(message, Message)
        assert message.identity


def test_no_text_is_the_empty_document() -> None:
    assert messages_in(render([], Channel.WHATSAPP, "es")) == []
    assert render([], Channel.WHATSAPP, "es") == twilio.EMPTY_TWIML


@pytest.mark.parametrize("text", ["---", "***", "> ", "[]()", "\x01", " \n"])
def test_a_text_of_which_nothing_can_be_shown_is_no_silence(text: str) -> None:
    assert messages_in(render([text], Channel.WHATSAPP, "es")) == [texts.REFUSED["es"]]


def test_whatsapp_gets_its_marks_and_the_other_channels_plain_text() -> None:
    answer = ["**Abrimos** [hoy](https://r.example)"]
    assert messages_in(render(answer, Channel.WHATSAPP, "es")) == ["*Abrimos* hoy (https://r.example)"]
    for channel in (Channel.SMS, Channel.RCS, Channel.MESSENGER):
        assert messages_in(render(answer, channel, "es")) == ["Abrimos hoy (https://r.example)"]


def test_a_redirect_has_twilio_post_the_form_there() -> None:
    document = render(["Espera"], Channel.WHATSAPP, "es", redirect="https://r.example/webhook?hop=1")
    (redirect,) = ET.fromstring(document).iter("Redirect")
    assert (redirect.text, redirect.get("method")) == ("https://r.example/webhook?hop=1", "POST")
    assert messages_in(document) == ["Espera"]


def test_what_follows_a_long_text_gets_what_is_left_of_ten_messages() -> None:
    six, endless = "palabra " * 1150, "palabra " * 3000
    messages = messages_in(render([six, endless], Channel.WHATSAPP, "en"))
    assert len(messages) == 10
    assert not any(texts.CUT["en"] in message for message in messages[:9])
    assert messages[9].endswith(texts.CUT["en"])


def test_several_texts_are_ten_messages_at_most_and_none_goes_unsaid() -> None:
    long = "palabra " * 3000
    messages = messages_in(render([long, "y además esto"], Channel.WHATSAPP, "en"))
    assert len(messages) == 10
    assert messages[8].endswith(texts.CUT["en"])
    assert messages[9] == "y además esto"


def test_of_more_than_ten_texts_none_is_lost_and_the_shortest_are_sent_together() -> None:
    long = ["palabra " * 100 + f"fin{number}" for number in range(9)]
    said = [*long, "uno", "**dos**", "tres", "cuatro"]
    messages = messages_in(render(said, Channel.WHATSAPP, "es"))
    assert messages == [*long, "uno\n\n*dos*\n\ntres\n\ncuatro"]


def test_of_more_texts_than_ten_messages_hold_the_end_says_that_it_is_cut() -> None:
    messages = messages_in(render([f"texto{number} " + "palabra " * 180 for number in range(12)], Channel.SMS, "es"))
    assert len(messages) == 10
    assert sum(message.endswith(texts.CUT["es"]) for message in messages) == 2


@given(st.lists(st.text(), max_size=14), st.sampled_from(Channel))
def test_any_text_is_valid_xml_of_messages_that_fit(replies: list[str], channel: Channel) -> None:
    document = render(replies, channel, "es")
    messages = messages_in(document)
    assert ET.fromstring(document).tag == "Response"
    assert len(messages) <= 10
    for message in messages:
        assert message.strip()
        assert len(message.encode("utf-16-le")) // 2 <= 1600
