"""Twilio's requests: which verify and which do not, and forms as messages."""

import contextlib
import re
import string
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dev.phone import Pairs, sign
from handlers.channels.twilio.form import Form, SignedForm, read_form
from handlers.channels.twilio.read import check_header, parse, verify
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment, Content, Message
from handlers.errors import ForgedRequest, IncompleteForm
from tests import writing

URL = "https://recado.example/webhook"
TOKEN = "the token"
FORGED = "A" * 27 + "="

characters = st.characters(exclude_categories=["Cs"])
names = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=8) | st.text(characters, max_size=4)
forms = st.lists(st.tuples(names, st.text(characters, max_size=20)), max_size=8)


def is_ours(body: bytes, signature: str, *, url: str = URL, settings: str = "", token: str = TOKEN) -> bool:
    try:
        verify(SignedForm(read_form(body), signature, settings, path=""), public_url=url, tokens=[token])
    except ForgedRequest:
        return False
    return True


@given(forms, st.sampled_from([("", None), ("key=1,algorithm=HMAC_SHA256", "HMAC_SHA256")]))
def test_any_form_signed_by_twilios_signer_verifies(pairs: Pairs, how: tuple[str, str | None]) -> None:
    settings, algorithm = how
    signature = sign(URL, pairs, token=TOKEN, algorithm=algorithm)
    assert is_ours(urlencode(pairs).encode(), signature, settings=settings)


def signed_content(body: bytes) -> dict[str, set[str]]:
    """The content that a signature covers: the values of each name, whatever their order and number."""
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
    signed = SignedForm(read_form(b"AccountSid=AC1"), signature, settings, path="")
    with pytest.raises(ForgedRequest, match=check) as refusal:
        verify(signed, public_url=URL, tokens=[TOKEN], account=account)
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
    """The pairs with each name's values together, the names in the order of their first use."""
    first = list(dict.fromkeys(name for name, _ in pairs))
    return sorted(pairs, key=lambda pair: first.index(pair[0]))


def test_one_of_several_tokens_and_urls_is_enough() -> None:
    signature = sign("https://recado.example", [("AccountSid", "AC1")], token="old")
    signed = SignedForm(read_form(b"AccountSid=AC1"), signature, path="/")
    verify(signed, public_url="https://recado.example", tokens=["new", "old"], account="AC1")


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
    assert SignedForm(Form(), "", path=path, query=query).urls("https://r.example") == urls


FORM = {
    "MessageSid": "SM1",
    "From": "whatsapp:+5215512345678",
    "To": "whatsapp:+5215587654321",
    "Body": "Hola",
    "ProfileName": "Ana",
}


def form(**fields: str) -> Form:
    return read_form(urlencode(FORM | fields).encode())


@pytest.mark.parametrize(
    ("query", "hop"),
    [("", 0), ("hop=3", 3), ("hop=-1", 0), ("hop=x", 0), ("hop=٣", 0), ("other=1&hop=2", 2), ("hop", 0)],
)
def test_the_query_tells_how_often_a_message_was_redirected(query: str, hop: int) -> None:
    assert SignedForm(Form(), "", query=query).hop == hop


def test_a_form_becomes_a_message() -> None:
    message = parse(
        form(NumMedia="2", MediaUrl0="https://m/0", MediaContentType0="image/jpeg", MediaUrl1="https://m/1")
    )
    files = (Attachment("https://m/0", "image/jpeg"), Attachment("https://m/1", ""))
    assert message == Message("SM1", writing.contact(profile_name="Ana"), Content("Hola", files))


def test_the_external_user_id_comes_before_the_address() -> None:
    assert parse(form()).contact.identity == "+5215512345678"
    assert parse(form(ExternalUserId="whatsapp:MX.1")).contact.identity == "MX.1"


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
    assert parse(form(From=address)).contact.channel is channel


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
        assert message.contact.identity
