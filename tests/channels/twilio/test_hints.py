"""The address that a refused signature was made for: found if our token made it, and told to nobody else."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from dev.phone import sign
from handlers.channels.twilio.form import Form, SignedForm, read_form
from handlers.channels.twilio.hints import MOST_FIELDS, MOST_SIGNATURES, UNKNOWN, would_verify

PUBLIC_URL = "https://recado.example"
PAIRS = [("MessageSid", "SM1"), ("Body", "Hola 👋"), ("Tag", "a"), ("Tag", "b")]
FORM = read_form(urlencode(PAIRS).encode())
SHA256 = "key=1,algorithm=HMAC_SHA256"


def hint(
    url: str,
    *,
    token: str = "ours",
    tokens: tuple[str, ...] = ("ours",),
    algorithm: str | None = None,
    settings: str = "",
    query: str = "",
    hosts: tuple[str, ...] = ("recado.example",),
    form: Form = FORM,
) -> str:
    signature = sign(url, PAIRS, token=token, algorithm=algorithm)
    signed = SignedForm(form, signature, settings, query=query, hosts=hosts)
    return would_verify(signed, public_url=PUBLIC_URL, tokens=tokens)


@pytest.mark.parametrize(
    "url",
    [
        f"{PUBLIC_URL}/webhook/",
        f"{PUBLIC_URL}/",
        PUBLIC_URL,
        f"{PUBLIC_URL}/webhook?hop=1",
    ],
)
def test_another_path_or_query_is_corrected_in_the_console(url: str) -> None:
    query = "" if "?" not in url else "hop=1"
    assert hint(url, query=query, hosts=()) == f"{url}: set it to {PUBLIC_URL}/webhook in Twilio's console"


def test_a_query_that_was_added_on_the_way_is_left_out() -> None:
    assert hint(f"{PUBLIC_URL}/webhook", query="added=1").startswith(f"{PUBLIC_URL}/webhook:")


@pytest.mark.parametrize(
    "there",
    ["http://recado.example", "https://tunnel.example", "http://tunnel.example:8080", "https://recado.example.org"],
)
def test_another_scheme_or_host_is_corrected_in_public_url(there: str) -> None:
    hosts = ("proxy.internal", there.partition("://")[2])
    said = hint(f"{there}/webhook", hosts=hosts)
    assert said == f"{there}/webhook: set PUBLIC_URL to {there}, or Twilio's console to {PUBLIC_URL}/webhook"


def test_a_lost_header_is_named() -> None:
    url = f"{PUBLIC_URL}/webhook"
    assert "X-Twilio-Webhooks-Signature-Settings" in hint(url, algorithm="HMAC_SHA256")
    assert "by HMAC_SHA1, not HMAC_SHA256" in hint(url, settings=SHA256)


def test_an_old_token_is_tried_too() -> None:
    assert hint(f"{PUBLIC_URL}/", tokens=("new", "ours")) != UNKNOWN


def test_another_s_token_or_host_or_form_stays_unknown() -> None:
    assert hint(f"{PUBLIC_URL}/webhook/", token="another's") == UNKNOWN
    assert hint("https://unheard-of.example/webhook") == UNKNOWN
    assert hint(f"{PUBLIC_URL}/webhook/", form=read_form(b"Body=other")) == UNKNOWN


@given(st.text(max_size=50), st.lists(st.text(max_size=20), max_size=2), st.text(max_size=20))
def test_whatever_is_forged_is_unknown_and_raises_nothing(signature: str, hosts: list[str], query: str) -> None:
    signed = SignedForm(FORM, signature, path="/", query=query, hosts=tuple(hosts))
    assert would_verify(signed, public_url=PUBLIC_URL, tokens=["ours"]) == UNKNOWN


@pytest.mark.parametrize(("fields", "tried"), [(MOST_FIELDS, MOST_SIGNATURES), (MOST_FIELDS + 1, 0)])
def test_the_work_is_bounded_whatever_the_form(monkeypatch: pytest.MonkeyPatch, fields: int, tried: int) -> None:
    computed = []
    compute = RequestValidator.compute_signature

    def counted(validator: RequestValidator, *arguments: Any) -> str:
        computed.append(validator)
        return str(compute(validator, *arguments))

    form = Form({f"Name{number}": [""] for number in range(fields)})
    signature = sign(f"{PUBLIC_URL}/webhook/", PAIRS, token="ours")
    monkeypatch.setattr(RequestValidator, "compute_signature", counted)
    hosts = tuple(f"{number}.example" for number in range(20))
    signed = SignedForm(form, signature, query="hop=1", hosts=hosts)
    said = would_verify(signed, public_url=PUBLIC_URL, tokens=["ours", "old"])
    assert (said, len(computed)) == (UNKNOWN, tried)
