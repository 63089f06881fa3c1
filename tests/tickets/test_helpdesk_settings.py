"""The helpdesk's settings: what is refused at start, and why."""

import pytest

from handlers.tickets.helpdesk_settings import checked_secret, checked_url
from tests.helpdesk_standin import SECRET


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://helpdesk.example/recado?key=1",
        "https://8.8.8.8/",
        "http://localhost:9",
        "http://127.0.0.1/x",
        "http://[::1]/",
    ],
)
def test_these_addresses_are_fine(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://helpdesk.example/", "such as https"),
        ("ftp://localhost/", "such as https"),
        ("https:///recado", "such as https"),
        ("https://helpdesk.example/#part", "such as https"),
        ("https://me@helpdesk.example/", "no user name"),
        ("https://:secret@helpdesk.example/", "no user name"),
        ("https://10.0.0.7/", "private"),
        ("https://169.254.169.254/", "private"),
        ("https://[fd00::1]/", "private"),
    ],
)
def test_these_are_refused(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        checked_url(url)


@pytest.mark.parametrize("secret", ["", SECRET])
def test_these_secrets_are_fine(secret: str) -> None:
    assert checked_secret(secret) == secret


@pytest.mark.parametrize(
    "secret",
    ["changeme", SECRET.removeprefix("whsec_"), "whsec_c2hvcnQ=", "whsec_" + "ñ" * 40, "whsec_" + "A" * 41],
)
def test_a_secret_that_is_short_or_unreadable_is_refused_with_a_remedy(secret: str) -> None:
    with pytest.raises(ValueError, match="openssl"):
        checked_secret(secret)
