"""Links to files: signed, with an end, and by a key of their own."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.links import GOOD_FOR, Links
from handlers.conversation.messages import Attachment
from handlers.errors import ForgedRequest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHOTO = Attachment("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", "image/jpeg")


def links(*secrets: str, after: timedelta = timedelta()) -> Links:
    return Links("https://recado.example", secrets or ("one",), lambda: NOON + after)


def token_of(link: str) -> str:
    return link.removeprefix("https://recado.example/file?token=")


def test_a_link_leads_to_its_file_until_it_ends() -> None:
    token = token_of(links().to_file(PHOTO))
    assert links(after=GOOD_FOR).file_of(token) == PHOTO
    with pytest.raises(ForgedRequest, match="has ended"):
        links(after=GOOD_FOR + timedelta(seconds=1)).file_of(token)


def test_while_a_secret_is_replaced_both_hold_and_then_the_old_one_does_not() -> None:
    old = token_of(links("old").to_file(PHOTO))
    assert links("new", "old").file_of(old) == PHOTO
    assert links("new").file_of(token_of(links("new", "old").to_file(PHOTO))) == PHOTO
    with pytest.raises(ForgedRequest):
        links("new").file_of(old)


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "AAAA.AAAA", "ñ.ñ", "!!!!.AAAA", "A.A"])
def test_nothing_else_is_a_link(token: str) -> None:
    with pytest.raises(ForgedRequest):
        links().file_of(token)


def test_no_part_of_a_link_can_be_changed() -> None:
    token = token_of(links().to_file(PHOTO))
    for place in range(len(token) - 1):  # the last character has bits that mean nothing
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(ForgedRequest):
            links().file_of(token[:place] + other + token[place + 1 :])


def test_a_link_shows_no_secret() -> None:
    assert "one" not in repr(links())


def test_a_report_has_one_parameter() -> None:
    assert links().to_report("K7F2") == "https://recado.example/status?ticket=K7F2"
