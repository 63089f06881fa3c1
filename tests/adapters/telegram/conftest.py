"""Telegram's client: with a valid token, and with an invalid one."""

from collections.abc import Callable, Iterator

import pytest

from dev import telegram_standin
from dev.telegram_standin import Standin
from handlers.adapters.telegram.rest import TelegramRest
from tests.adapters.telegram.rest import TOKEN, rest_of


@pytest.fixture(scope="package")
def one_standin() -> Iterator[Standin]:
    with telegram_standin.serve() as running:
        yield running


@pytest.fixture
def standin(one_standin: Standin) -> Standin:
    one_standin.start_afresh()
    return one_standin


@pytest.fixture
def make_rest() -> Callable[..., TelegramRest]:
    return rest_of


@pytest.fixture
def turned_away(client_of: Callable[..., TelegramRest], standin: Standin) -> TelegramRest:
    """A client with a token that Telegram refuses."""
    return client_of(standin.base_url, f"{TOKEN}wrong")
