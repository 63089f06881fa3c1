"""Twilio's errors and their meaning for a message, where Twilio may answer otherwise than its stand-in."""

import pytest
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from handlers.adapters.twilio.errors import why_unlisted, why_unsent
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 20005, OutboxUnavailable),
        (400, 21611, OutboxUnavailable),
        (400, 400, OutboxRefused),  # without a code of Twilio's
        (502, 502, OutboxUnclear),
        (307, 307, OutboxUnclear),
    ],
)
def test_the_code_decides_and_then_the_status(status: int, code: int, kind: type[OutboxUnavailable]) -> None:
    found = why_unsent(TwilioRestException(status, "/Messages.json", "said to Ana", code, "POST"))
    assert (type(found), found.code) == (kind, str(code))
    assert "Ana" not in f"{found} {found.remedy}"


def test_an_error_in_the_newer_form_is_read_as_well() -> None:
    found = why_unsent(TwilioServiceException("https://errors", "Unsubscribed", 400, 21610))
    assert (type(found), found.code) == (OutboxRefused, "21610")


def test_a_list_that_cannot_be_read_is_told_without_a_status() -> None:
    assert why_unlisted(ValueError("no JSON")).code == "ValueError"
