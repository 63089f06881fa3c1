"""The doors of the function: those of late answers and of the clock only if they are set up."""

import subprocess
import sys

import pytest
from pydantic import SecretStr

from dev.processes import ROOT
from handlers import wiring
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.telegram import TelegramDoor
from handlers.doors.tick import TickDoor
from handlers.doors.twilio import TwilioDoor
from handlers.settings import Settings
from handlers.tickets.reception import Reception

KEY = {"twilio_account_sid": "AC" + "0" * 32, "twilio_api_key_sid": "SK1", "twilio_api_key_secret": SecretStr("right")}
WEBHOOK, TICK = {"openai_webhook_secret": SecretStr("whsec_1")}, {"tick_secret": SecretStr("a token")}
DESK = {"desk_secret": SecretStr("a secret of thirty-two characters")}
TELEGRAM = {
    "telegram_bot_token": SecretStr(f"1234567:{'A' * 35}"),
    "telegram_secret": SecretStr("a-secret-of-the-tests-for-telegram_1"),
}
AGENTS = {"agents": "Ana=whatsapp:+5215511110001"}
DESKS = {
    *("GET /desk", "GET /desk/changes", "POST /desk/act", "GET /desk/file", "GET /desk/enter", "POST /desk/enter"),
    *("POST /desk/leave", "POST /desk/search", "GET /desk/desk.css", "GET /desk/desk.js", "GET /desk/icon.svg"),
    *("GET /numbers", "GET /numbers.json", "GET /numbers.csv", "GET /numbers.xlsx", "GET /numbers/examples"),
    "GET /numbers/numbers.css",
}
META = {
    "meta_app_secret": SecretStr("secret"),
    "meta_verify_token": SecretStr("token"),
    "meta_access_token": SecretStr("token"),
}
TEACH = {"teach_at": "20:00", "time_zone": "America/Mexico_City"}
ANSWERS = {"GET /desk/answers", "POST /desk/answers/search", "POST /desk/answers/act"}
OF_PEOPLE = {"GET /file", "HEAD /file", "POST /status"}
CHAT = {"chat_sites": "https://shop.example", "chat_secret": SecretStr("a secret of thirty-two characters")}
CHATS = {
    *("GET /chat.js", "GET /chat", "POST /chat", "POST /chat/session", "POST /chat/file"),
    *("OPTIONS /chat", "OPTIONS /chat/session", "OPTIONS /chat/file"),
}
ALWAYS = {"POST /webhook", "POST /", "GET /health"}


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({}, set()),
        (KEY, set()),
        (TICK, {"POST /tick"}),
        (WEBHOOK, set()),  # nothing could be sent
        (KEY | WEBHOOK, {"POST /openai"}),
        (KEY | WEBHOOK | TICK, {"POST /openai", "POST /tick"}),
        (KEY | TICK | DESK, {"POST /tick"}),  # nobody could sign in
        (TELEGRAM, {"POST /telegram"}),
        (TELEGRAM | WEBHOOK | TICK, {"POST /telegram", "POST /openai", "POST /tick"}),  # late answers without Twilio
        (META | WEBHOOK, {"GET /meta", "POST /meta", "POST /openai"}),
        (KEY | TICK | AGENTS, {"POST /tick", *OF_PEOPLE}),
        (KEY | TICK | DESK | AGENTS, {"POST /tick", *OF_PEOPLE, *DESKS}),
        (KEY | TICK | AGENTS | TEACH, {"POST /tick", *OF_PEOPLE}),
        (CHAT, CHATS),
        (CHAT | WEBHOOK | TICK, {*CHATS, "POST /openai", "POST /tick"}),
        (KEY | TICK | DESK | AGENTS | TEACH, {"POST /tick", *OF_PEOPLE, *DESKS, *ANSWERS}),
    ],
)
async def test_each_address_is_there_where_it_is_set_up(given: dict[str, object], more: set[str]) -> None:
    secret = SecretStr("secret")
    required = {"twilio_auth_token": secret, "public_url": "https://r.example", "openai_api_key": secret}
    settings = Settings.model_validate({**required, "store": "memory", **given})
    function = wiring.build(settings)
    assert {f"{method} {path}" for path, methods in function.table.items() for method in methods} == ALWAYS | more
    await function.close()


@pytest.mark.parametrize(
    ("given", "there"),
    [
        (META, {"GET /meta", "POST /meta"}),
        (META | AGENTS, {"GET /meta", "POST /meta", "GET /file", "HEAD /file"}),
        (TELEGRAM, {"POST /telegram"}),
    ],
)
async def test_without_twilio_its_addresses_are_not_there(given: dict[str, object], there: set[str]) -> None:
    required = {"public_url": "https://r.example", "openai_api_key": SecretStr("secret"), **TICK}
    function = wiring.build(Settings.model_validate({**required, "store": "memory", **given}))
    found = {f"{method} {path}" for path, methods in function.table.items() for method in methods}
    assert found == there | {"GET /health", "POST /tick"}
    tick = function.table["/tick"]["POST"]
    assert isinstance(tick, TickDoor)
    assert ("availability" in tick.jobs) is ("GET /meta" in there)
    await function.close()


def test_what_speaks_with_meta_is_imported_only_where_it_is_set_up() -> None:
    found = "print([name for name in sys.modules if name.startswith('handlers.') and '.meta' in name])"
    seen = f"import sys; from handlers import wiring; {found}"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


async def test_agents_are_heard_apart_where_there_are_some_and_the_clock_minds_their_tickets() -> None:
    secret = SecretStr("secret")
    required = {"twilio_auth_token": secret, "public_url": "https://r.example", "openai_api_key": secret, **KEY, **TICK}
    for agents, receiver, jobs in (("", TakeTurn, 0), ("Ana=whatsapp:+5215511110001", Reception, 1)):
        settings = Settings.model_validate({**required, "store": "memory", "agents": agents})
        function = wiring.build(settings)
        door, tick = (function.table[path]["POST"] for path in ("/webhook", "/tick"))
        assert isinstance(door, TwilioDoor)
        assert isinstance(tick, TickDoor)
        assert isinstance(door.answering.take_turn, receiver)
        assert len([name for name in tick.jobs if name == "tickets"]) == jobs
        await function.close()


def test_the_packages_of_the_desk_and_of_the_faq_are_imported_only_where_these_are() -> None:
    packages = {"jinja2", "itsdangerous", "yaml", "handlers.knowledge.faq", "handlers.knowledge.folder"}
    seen = f"import sys; from handlers import wiring; print(sorted({packages} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_of_a_chat_is_imported_where_there_is_none() -> None:
    parts = ("handlers.channels.web", "handlers.doors.chat", "handlers.stores.chat", "handlers.wiring.chat")
    seen = f"import sys; from handlers import wiring; print([each for each in sys.modules if each.startswith({parts})])"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_makes_the_numbers_is_imported_only_when_they_are_asked_for() -> None:
    modules = {"xlsxwriter", "handlers.pages.numbers", "handlers.numbers.figures", "handlers.pages.exports"}
    found = f"print(sorted({modules} & set(sys.modules)))"
    seen = f"import sys; from handlers.wiring import desk, people_addresses; {found}"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_sorts_by_topics_is_imported_only_where_there_are_topics() -> None:
    rooms = ("handlers.money", "handlers.stores", "handlers.adapters.openai", "handlers.jobs")
    modules = {f"{room}.{name}" for room in rooms for name in ("topics", "labels", "label_talks")}
    seen = f"import sys; from handlers import wiring; print(sorted({modules} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["handlers.stores.lessons", "handlers.knowledge.book", "handlers.steps.take_dislike"])
def test_what_teaches_is_imported_only_where_the_owner_teaches(name: str) -> None:
    seen = f"import sys; from handlers import wiring; print({name!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_nothing_of_telegram_is_imported_where_there_is_no_bot() -> None:
    seen = "import sys; from handlers import wiring; print([name for name in sys.modules if 'telegram' in name])"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("given", "seconds"), [({}, 25.0), ({"answer_seconds": 3}, 3.0)])
async def test_telegram_is_let_wait_for_25_seconds_unless_a_setting_says_less(
    given: dict[str, object], seconds: float
) -> None:
    secret = SecretStr("secret")
    required = {"twilio_auth_token": secret, "public_url": "https://r.example", "openai_api_key": secret}
    settings = Settings.model_validate({**required, "store": "memory", **TELEGRAM, **given})
    function = wiring.build(settings)
    door = function.table["/telegram"]["POST"]
    assert isinstance(door, TelegramDoor)
    assert (door.answer_seconds, door.bot, door.sends_late) == (seconds, "1234567", False)
    assert "AAA" not in repr(settings)
    assert "a-secret" not in repr(door)
    await function.close()
