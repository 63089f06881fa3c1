"""Sessions of visitors: signed, short, of one site; and customers whom the site proves."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.channels.web.proof import Proof, key_of, mark_of
from handlers.channels.web.sessions import LASTS, OF_CUSTOMERS, OF_VISITORS, Sessions
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment
from handlers.errors import ForgedRequest, SessionOver

SITE, OTHER = "https://shop.example", "https://www.shop.example"
SECRET = "the secret of the chat, in the tests"
FILE = Attachment("web:key-1", "image/png")


@pytest.fixture
def sessions(clock: Any) -> Sessions:
    return Sessions(SECRET, [SITE, OTHER], clock)


def proof(
    clock: Any, user: str = "4711", name: str = "Eva", *, site: str = SITE, secret: str = SECRET, ago: float = 0
) -> Proof:
    given = Proof(user, name, str(int(clock().timestamp() - ago)), "")
    return Proof(given.user, given.name, given.time, mark_of(given, key=key_of(site, secret=secret)))


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_only_pages_of_these_sites_come_in(sessions: Sessions) -> None:
    sessions.check_site(SITE)
    for origin in ("", "null", "https://shop.example.evil.example", "http://shop.example", f"{SITE}/"):
        with pytest.raises(ForgedRequest):
            sessions.check_site(origin)


def test_a_visitor_is_a_contact_of_the_site(sessions: Sessions) -> None:
    visitor = sessions.new(SITE)
    expected = Contact(Channel.WEB, "shop.example", visitor.customer, carrier=Carrier.WEB)
    assert visitor.contact == expected
    assert sessions.new(SITE) != visitor


def test_a_session_is_its_visitors_for_an_hour(sessions: Sessions, clock: Any) -> None:
    visitor = sessions.new(SITE)
    token = sessions.session(visitor)
    clock.time += LASTS - timedelta(seconds=1)
    assert sessions.of(SITE, bearer(token)) == visitor
    clock.go_on(seconds=1)
    with pytest.raises(SessionOver, match="has ended"):
        sessions.of(SITE, bearer(token))


def test_a_session_is_worth_nothing_on_another_site(sessions: Sessions) -> None:
    with pytest.raises(ForgedRequest, match="another site"):
        sessions.of(OTHER, bearer(sessions.session(sessions.new(SITE))))


def test_what_we_did_not_sign_for_this_is_no_session(sessions: Sessions, clock: Any) -> None:
    visitor = sessions.new(SITE)
    token = sessions.session(visitor)
    others = Sessions("another secret, of another chat altogether", [SITE], clock).session(visitor)
    lasting, file = sessions.lasting(visitor), sessions.file_token(visitor, FILE)
    for given in ("", token, "Basic abc", *map(bearer, ("", token[1:], f"{token}x", others, lasting, file))):
        with pytest.raises(SessionOver):
            sessions.of(SITE, given)


def test_a_visitor_is_known_again_by_a_lasting_token_of_this_site(sessions: Sessions, clock: Any) -> None:
    visitor = sessions.new(SITE)
    token = sessions.lasting(visitor)
    clock.time += OF_VISITORS - timedelta(seconds=1)
    assert sessions.again(SITE, token) == visitor
    assert sessions.again(OTHER, token) is None
    assert sessions.again(SITE, sessions.session(visitor)) is None
    assert sessions.again(SITE, "") is None
    clock.go_on(seconds=1)
    assert sessions.again(SITE, token) is None


def test_a_customer_whom_the_site_proves_is_the_same_on_any_device(sessions: Sessions, clock: Any) -> None:
    first, second = (sessions.customer(SITE, proof(clock, ago=ago), "") for ago in (0, 60))
    assert first.contact == second.contact
    assert first.name == "Eva"
    assert "4711" not in first.customer
    assert sessions.customer(SITE, proof(clock, "4712"), "").customer != first.customer
    assert sessions.customer(OTHER, proof(clock, site=OTHER), "").customer != first.customer
    assert sessions.lasting(first) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another secret, of another chat altogether"},
        {"site": OTHER},
        {"ago": 15 * 60 + 1},
        {"ago": -62},
        {"user": ""},
        {"user": "4711\nEva"},
        {"user": "4" * 201},
        {"name": "E" * 201},
    ],
)
def test_a_proof_that_the_site_did_not_make_just_now_is_refused(
    sessions: Sessions, clock: Any, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ForgedRequest):
        sessions.customer(SITE, proof(clock, **wrong), "")


@pytest.mark.parametrize("changed", [{"user": "1"}, {"name": "Ana"}, {"time": "1"}, {"mark": ""}, {"mark": "ñ"}])
def test_a_proof_of_which_anything_was_changed_is_refused(
    sessions: Sessions, clock: Any, changed: dict[str, str]
) -> None:
    with pytest.raises(ForgedRequest):
        sessions.customer(SITE, Proof(**{**vars(proof(clock)), **changed}), "")


def test_a_proof_without_a_time_is_refused(sessions: Sessions) -> None:
    given = Proof("4711", "", "now", "")
    marked = Proof("4711", "", "now", mark_of(given, key=key_of(SITE, secret=SECRET)))
    with pytest.raises(ForgedRequest, match="time"):
        sessions.customer(SITE, marked, "")


def test_an_open_page_goes_on_by_its_session_until_the_customer_has_to_be_proved_anew(
    sessions: Sessions, clock: Any
) -> None:
    given = proof(clock)
    visitor = sessions.customer(SITE, given, "")
    token = sessions.session(visitor)
    clock.go_on(hours=5)  # the proof is too old by now, and the session has ended, too
    assert sessions.customer(SITE, given, token) == visitor
    token = sessions.session(visitor)
    clock.time += OF_CUSTOMERS
    for session in (token, sessions.session(sessions.new(SITE)), "none"):
        with pytest.raises(ForgedRequest):
            sessions.customer(SITE, given, session)


def test_a_session_of_one_customer_makes_nobody_another(sessions: Sessions, clock: Any) -> None:
    token = sessions.session(sessions.customer(SITE, proof(clock), ""))
    with pytest.raises(ForgedRequest):
        sessions.customer(SITE, proof(clock, "4712", ago=3600), token)


def test_no_session_of_a_customer_outlasts_the_time_to_be_proved_anew(sessions: Sessions, clock: Any) -> None:
    visitor = sessions.customer(SITE, proof(clock), "")
    clock.time += OF_CUSTOMERS - timedelta(minutes=1)
    token = sessions.session(visitor)
    assert sessions.of(SITE, bearer(token)) == visitor
    clock.go_on(minutes=1)
    with pytest.raises(SessionOver):
        sessions.of(SITE, bearer(token))


def test_a_file_is_named_by_its_visitor_alone(sessions: Sessions) -> None:
    visitor = sessions.new(SITE)
    token = sessions.file_token(visitor, FILE)
    assert sessions.file_of(visitor, token) == FILE
    for whose, given in ((sessions.new(SITE), token), (visitor, ""), (visitor, f"{token}x")):
        with pytest.raises(ForgedRequest):
            sessions.file_of(whose, given)


def test_the_key_of_a_site_and_a_mark_are_as_the_docs_say() -> None:
    """By `openssl dgst -sha256 -hmac`: https://docs.openssl.org/master/man1/openssl-dgst/"""
    key = key_of(SITE, secret="secret")
    assert key == "19ad30a27620fc1cba4b7deec11f936a51ca52b3e63ed0f05efcbf4cd200263a"
    assert (
        mark_of(Proof("4711", "Eva", "1795000000", ""), key=key)
        == "b1cfc56e02c21e723a90214b6f9b5ac9d88b520eb04ab81e2c07471fbdf8a073"
    )
