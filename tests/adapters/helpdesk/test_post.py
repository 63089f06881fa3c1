"""Events posted to an unkind helpdesk: what it answers decides whether they are tried again."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from dev.processes import free_port
from handlers.adapters.helpdesk.post import PostToHelpdesk
from handlers.conversation.messages import Content
from handlers.errors import HelpdeskGone, HelpdeskUnavailable
from handlers.tickets.helpdesk import opened
from tests import helpdesk_standin
from tests.helpdesk_standin import SECRET, HelpdeskStandin
from tests.ticketing import NOW, ticket

EVENT = opened(ticket(), [Content("Mi pan llegó frío 🥖")], NOW)


@pytest.fixture
def helpdesk() -> Iterator[HelpdeskStandin]:
    with helpdesk_standin.serve() as running:
        yield running


@pytest.fixture
async def post(helpdesk: HelpdeskStandin, clock: Any) -> AsyncIterator[PostToHelpdesk]:
    posting = PostToHelpdesk(f"{helpdesk.url}/events", SECRET, now=clock)
    yield posting
    await posting.close()


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_any_2xx_is_enough(post: PostToHelpdesk, helpdesk: HelpdeskStandin, status: int) -> None:
    helpdesk.status = status
    await post.post(EVENT)
    (told,) = helpdesk.told
    assert (told.id, told.signed_at) == (EVENT.id, int(NOW.timestamp()))
    assert told.said == ["Mi pan llegó frío 🥖"]


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 429, 500, 503])
async def test_anything_else_is_worth_another_try(post: PostToHelpdesk, helpdesk: HelpdeskStandin, status: int) -> None:
    helpdesk.status = status
    with pytest.raises(HelpdeskUnavailable, match=str(status)) as raised:
        await post.post(EVENT)
    assert not isinstance(raised.value, HelpdeskGone)
    assert len(helpdesk.told) == 1  # no redirect is followed


async def test_a_410_is_not(post: PostToHelpdesk, helpdesk: HelpdeskStandin) -> None:
    helpdesk.status = 410
    with pytest.raises(HelpdeskGone):
        await post.post(EVENT)


async def test_one_that_answers_after_we_hung_up_has_the_event_and_gets_it_again(
    helpdesk: HelpdeskStandin, clock: Any
) -> None:
    post = PostToHelpdesk(f"{helpdesk.url}/events", SECRET, now=clock, seconds=0.5)
    helpdesk.is_silent = True
    with pytest.raises(HelpdeskUnavailable, match="TimeoutError"):
        await post.post(EVENT)
    await post.close()
    helpdesk.is_silent = False
    again = PostToHelpdesk(f"{helpdesk.url}/events", SECRET, now=clock)
    await again.post(EVENT)
    await again.close()
    assert {told.id for told in helpdesk.told} == {EVENT.id}


async def test_one_that_is_not_there_is_worth_another_try(clock: Any) -> None:
    post = PostToHelpdesk(f"http://127.0.0.1:{free_port()}/events", SECRET, now=clock)
    with pytest.raises(HelpdeskUnavailable, match="ClientConnectorError"):
        await post.post(EVENT)
    await post.close()


async def test_one_that_never_posted_closes_nothing(clock: Any) -> None:
    await PostToHelpdesk("https://helpdesk.example", SECRET, now=clock).close()


def test_the_schemes_own_library_and_ours_sign_alike() -> None:
    signature = Webhook(SECRET).sign("evt_1", NOW, '{"a": "ñ"}')
    assert helpdesk_standin.signature("evt_1", str(int(NOW.timestamp())), '{"a": "ñ"}'.encode()) == signature
