"""Twilio's client: with a valid key, and with an invalid one."""

from collections.abc import Callable

import pytest

from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from tests.adapters.twilio.rest import rest_of


@pytest.fixture
def standin(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
def make_rest() -> Callable[..., TwilioRest]:
    return rest_of


@pytest.fixture
def turned_away(client_of: Callable[..., TwilioRest], standin: Standin) -> TwilioRest:
    """A client with a key that Twilio refuses."""
    return client_of(standin.base_url, "wrong")
