"""The bot's webhook and menu, as `make run` and the doctor set them, before Telegram's stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest

from dev import telegram_standin
from dev.processes import free_port
from dev.slips import alone
from dev.telegram import MENU, PERSON, Bot, NotDone, told
from dev.telegram_standin import Standin
from handlers.conversation.commands import Command, command_in, language_of
from tests import functions
from tests.ways.telegram import SECRET, TOKEN


@pytest.fixture
def standin() -> Iterator[Standin]:
    with telegram_standin.serve() as running:
        yield running


def given(base_url: str, **other: str) -> dict[str, str]:
    env = functions.settings("")
    del env["OPENAI_BASE_URL"]
    return {
        **env,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_SECRET": f"{SECRET}, another-secret-that-is-old-by-now-1",
        "TELEGRAM_API_BASE_URL": base_url,
        **other,
    }


def bot(base_url: str, **other: str) -> Bot:
    return Bot(alone(given(base_url, **other)))


def test_the_webhook_is_set_with_the_first_secret_and_nothing_is_dropped(standin: Standin) -> None:
    assert not bot(standin.base_url).is_right(bot(standin.base_url).webhook())
    bot(standin.base_url).set_up()
    assert standin.state.webhook == {
        "url": "https://recado-123.run.app/telegram",
        "secret_token": SECRET,
        "allowed_updates": ["message", "callback_query"],
        "drop_pending_updates": False,
        "max_connections": 100,
    }
    assert bot(standin.base_url).is_right(bot(standin.base_url).webhook())
    assert not bot(standin.base_url, PUBLIC_URL="https://other.example").is_right(bot(standin.base_url).webhook())


def test_the_menu_speaks_three_languages_and_the_houses_to_others(standin: Standin) -> None:
    bot(standin.base_url, ASSISTANT_LANGUAGE="pt", PEOPLE_CONTACT="+52 55").set_up()
    assert {*standin.state.commands} == {"es", "en", "pt", ""}
    assert standin.state.commands[""] == standin.state.commands["pt"]
    assert standin.state.commands["es"][0] == {"command": "humano", "description": "Hablar con una persona"}
    bot(standin.base_url).set_up()
    assert "humano" not in [each["command"] for each in standin.state.commands["es"]]


@pytest.mark.parametrize("language", MENU)
def test_every_command_of_the_menu_is_one_that_is_obeyed(language: Any) -> None:
    words = [*MENU[language], PERSON[language][0]]
    commands = [command_in(f"/{word}") for word in words]
    wanted = [Command.HELP, Command.NEW_CONVERSATION, Command.MY_DATA, Command.FORGET_ME, Command.STOP, Command.PERSON]
    assert commands == wanted
    assert {language_of(f"/{word}") for word in words} <= {language, None}


@pytest.mark.parametrize("token", [f"{TOKEN}wrong", TOKEN])
def test_no_failure_shows_the_token(standin: Standin, token: str) -> None:
    where = standin.base_url if token != TOKEN else f"http://127.0.0.1:{free_port()}"
    with pytest.raises(NotDone) as problem:
        bot(where, TELEGRAM_BOT_TOKEN=token).name()
    assert problem.value.status == (401 if token != TOKEN else 0)
    assert TOKEN not in f"{problem.value!r} {problem.value.__cause__}"
    assert problem.value.__context__ is None or problem.value.__suppress_context__


def test_a_run_tells_telegram_its_address_if_that_can_be_called(standin: Standin) -> None:
    said = told({**given(standin.base_url), "PATH": "/bin", "SOMETHING": "else"})
    assert said == "calls https://recado-123.run.app/telegram from now on; customers open https://t.me/luz_bot."
    assert standin.state.webhook["secret_token"] == SECRET


def test_a_run_on_this_machine_says_what_is_needed(standin: Standin) -> None:
    assert "tunnel" in told(given(standin.base_url, PUBLIC_URL="http://127.0.0.1:8080"))
    assert standin.state.webhook == {}


def test_a_run_whose_bot_is_refused_goes_on(standin: Standin) -> None:
    assert "HTTP 401" in told(given(standin.base_url, TELEGRAM_BOT_TOKEN=f"{TOKEN}wrong"))
