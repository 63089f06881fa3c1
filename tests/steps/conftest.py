"""Twilio for steps: the real adapters before its stand-in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from dev.twilio_standin import Standin
from handlers.adapters.twilio.files import TwilioFiles
from handlers.adapters.twilio.rest import TwilioRest
from handlers.conversation.messages import Message
from handlers.conversation.turn import Turn
from handlers.stores.threads import StoredThreads
from tests import functions
from tests.kept import Stores
from tests.team import Team

KEY: dict[str, Any] = {"key": "SK0123456789abcdef0123456789abcdef", "secret": "any"}


@pytest.fixture
def twilio(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def rest(twilio: Standin) -> AsyncIterator[TwilioRest]:
    rest = TwilioRest(account=functions.ACCOUNT, base_url=twilio.base_url, **KEY)
    yield rest
    await rest.close()


@pytest.fixture
async def files(twilio: Standin) -> AsyncIterator[TwilioFiles]:
    files = TwilioFiles(base_url=twilio.base_url, **KEY)
    yield files
    await files.close()


@pytest.fixture
def own(threads: StoredThreads) -> Callable[[Message], Awaitable[Turn]]:
    async def own(message: Message) -> Turn:
        opened = await threads.open_turn(message)
        assert isinstance(opened, Turn)
        return opened

    return own


@pytest.fixture
async def team(kept: Stores, clock: Any) -> Team:
    team = Team(kept, clock)
    await team.begin()
    return team
