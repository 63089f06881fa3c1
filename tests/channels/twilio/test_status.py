"""Status callbacks: only a failed message of a ticket is news."""

import pytest

from handlers.channels.twilio.form import Form, SignedForm
from handlers.channels.twilio.status import Failure, failure_in

SID = "SM" + "0" * 32


def signed(query: str = "ticket=K7F2", **fields: str) -> SignedForm:
    form = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "63016"} | fields
    return SignedForm(Form({name: [value] for name, value in form.items()}), "", path="/status", query=query)


@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_a_failure_is_news(status: str) -> None:
    assert failure_in(signed(MessageStatus=status)) == Failure("K7F2", SID, "63016")


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "canceled", "teleported", ""])
def test_all_else_is_none(status: str) -> None:
    assert failure_in(signed(MessageStatus=status)) is None


@pytest.mark.parametrize("code", ["", "none", "6" * 11, "63016\n"])
def test_a_code_that_is_none_is_left_out(code: str) -> None:
    assert failure_in(signed(ErrorCode=code)) == Failure("K7F2", SID, "")


@pytest.mark.parametrize("query", ["", "ticket=", "ticket=k7f2", "ticket=a/b", "ticket=" + "A" * 17, "hop=1"])
def test_a_message_of_no_ticket_is_nobodys_news(query: str) -> None:
    assert failure_in(signed(query)) is None


@pytest.mark.parametrize("sid", ["", "a/b", "SM" * 40])
def test_a_sid_that_is_none_is_no_news(sid: str) -> None:
    assert failure_in(signed(MessageSid=sid)) is None
