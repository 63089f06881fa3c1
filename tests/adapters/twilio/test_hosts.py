"""Addresses that are asked for files: Twilio's own, and those that they redirect to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from handlers.adapters.twilio.hosts import Hosts
from handlers.errors import FileGone


@given(st.text() | st.from_regex(r"\A[a-z]{2,5}:[/\\]{0,3}[a-z@:.\[\]%#?]{0,20}(twilio\.com)?[/a-z@:.#?]{0,9}\Z"))
def test_any_other_text_is_no_twilios(url: str) -> None:
    try:
        address = Hosts("http://127.0.0.1:8082").first(url)
    except FileGone:
        return
    assert f".{address.host}".endswith(".twilio.com")
    assert (address.scheme, address.port, address.user, address.password) == ("https", 443, None, None)


@pytest.mark.parametrize("url", ["https://api.twilio.com/x", "https://twilio.com/", "HTTPS://API.us1.TWILIO.com:443/x"])
def test_twilios_hosts_are_twilios(url: str) -> None:
    assert Hosts("").first(url) == URL(url)


@pytest.mark.parametrize("there", ["https://mms.twiliocdn.com/x?a=b", "https://s3.us-east-1.amazonaws.com/x", "/y"])
def test_a_redirect_to_storage_is_followed(there: str) -> None:
    here = URL("https://api.twilio.com/x")
    assert Hosts("").next(here, there) == here.join(URL(there))
