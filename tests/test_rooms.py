"""The floor plan, checked: which room may import what. handlers/__init__.py says what each room is for."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.processes import ROOT

OURS = ROOT / "handlers"
PORTS = {"handlers.conversation", "handlers.errors"}
CONVERSATION = PORTS | {"handlers.kept_texts", "handlers.languages", "handlers.texts"}
TICKETS = CONVERSATION | {"handlers.tickets"}
KNOWLEDGE = CONVERSATION | {"handlers.knowledge"}
TOOLS = CONVERSATION | {"handlers.tools"}
MONEY = CONVERSATION | {"handlers.money"}
NUMBERS = MONEY | {"handlers.numbers", "handlers.tickets"}
SUBJECTS = TICKETS | KNOWLEDGE | TOOLS | NUMBERS
DOORS = PORTS | {"handlers.doors", "handlers.body", "handlers.callers", "handlers.logs", "starlette", "structlog"}
PAGES = SUBJECTS | {"handlers.body", "handlers.callers", "starlette", "structlog"}

# Room -> what its modules may import besides the standard library. The first line that begins a path holds.
MAY_IMPORT = {
    "conversation/": CONVERSATION,
    "tickets/closing_days.py": {"holidays"},
    "tickets/": TICKETS,
    "knowledge/faq_": KNOWLEDGE | {"yaml"},
    "knowledge/pdf.py": KNOWLEDGE | {"pypdf"},
    "knowledge/": KNOWLEDGE,
    "tools/signature.py": TOOLS | {"pydantic", "typing_extensions"},
    "tools/catalogue.py": TOOLS | {"pydantic_core"},
    "tools/audit.py": TOOLS | {"structlog"},
    "tools/": TOOLS,
    "money/": MONEY,
    "numbers/": NUMBERS,
    "steps/": SUBJECTS,
    "jobs/": SUBJECTS,
    "stores/documents.py": set[str](),
    "stores/": PORTS
    | {"handlers.stores", "handlers.knowledge", "handlers.money", "handlers.numbers", "handlers.tickets"}
    | {"handlers.tools", "_typeshed"},
    "channels/markup/": {"handlers.channels.markup", "markdown_it"},
    "channels/twilio/": CONVERSATION
    | {"handlers.channels.markup", "handlers.channels.twilio", "twilio.request_validator", "twilio.twiml"},
    "channels/telegram/": CONVERSATION | {"handlers.channels.markup", "handlers.channels.telegram"},
    "channels/web/": CONVERSATION
    | {"handlers.channels.markup", "handlers.channels.web", "itsdangerous", "markdown_it.token"},
    "channels/meta/": CONVERSATION | {"handlers.channels.markup", "handlers.channels.meta"},
    "adapters/memory.py": {"handlers.stores.documents"},
    "adapters/sqlite/": {"handlers.adapters.sqlite", "handlers.stores.documents", "handlers.errors"},
    "adapters/firestore.py": {"handlers.stores.documents", "handlers.errors", "google", "grpc"},
    "adapters/openai/search.py": PORTS | {"handlers.adapters.openai", "handlers.knowledge", "openai"},
    "adapters/openai/labels.py": PORTS | {"handlers.adapters.openai", "handlers.numbers", "openai"},
    "adapters/openai/": PORTS | {"handlers.adapters.openai", "openai", "httpx2", "jiter"},
    "adapters/servers/": PORTS | {"handlers.adapters.openai", "handlers.adapters.servers", "openai", "httpx2"},
    "adapters/fetching.py": {"handlers.errors", "aiohttp", "yarl"},
    "adapters/twilio/": PORTS | {"handlers.adapters.fetching", "handlers.adapters.twilio", "twilio", "aiohttp", "yarl"},
    "adapters/telegram/": PORTS | {"handlers.adapters.fetching", "handlers.adapters.telegram", "aiohttp"},
    "adapters/meta/": PORTS | {"handlers.adapters.fetching", "handlers.adapters.meta", "aiohttp", "yarl"},
    "pages/rendering.py": PAGES | {"handlers.pages", "jinja2"},
    "pages/sessions.py": PAGES | {"handlers.pages", "itsdangerous"},
    "pages/shown.py": PAGES | {"handlers.pages", "handlers.channels.twilio", "markupsafe"},
    "pages/workbook.py": PAGES | {"handlers.pages", "xlsxwriter"},
    "pages/": PAGES | {"handlers.pages"},
    "wiring/numbers.py": {
        *("handlers.pages", "handlers.stores", "handlers.wiring.cast", "handlers.wiring.reports"),
        *("handlers.doors.routes", "handlers.numbers"),
        "starlette",
    },
    "wiring/desk.py": {
        *("handlers.pages", "handlers.stores", "handlers.wiring", "handlers.doors.routes"),
        "starlette",
    }
    | SUBJECTS,
    "adapters/helpdesk/": PORTS | {"handlers.adapters.helpdesk", "handlers.tickets", "aiohttp", "standardwebhooks"},
    "doors/twilio.py": DOORS | {"handlers.channels.twilio"},
    "doors/meta.py": DOORS | {"handlers.channels.meta"},
    "doors/answering.py": DOORS | {"handlers.languages", "handlers.texts"},
    "doors/helpdesk.py": DOORS | {"handlers.tickets"},
    "doors/chat": DOORS | {"handlers.channels.web", "handlers.languages"},
    "doors/routes.py": {"handlers", "starlette"},
    "doors/file.py": DOORS | {"handlers.tickets"},
    "doors/telegram.py": DOORS | {"handlers.channels.telegram"},
    "doors/status.py": DOORS | {"handlers.channels.twilio"},
    "doors/": DOORS,
    "wiring/": {
        *("handlers.adapters", "handlers.channels", "handlers.doors", "handlers.jobs", "handlers.steps"),
        *("handlers.stores", "handlers.wiring", "handlers.settings", "handlers.instructions", "handlers.logs"),
        *SUBJECTS,
        *("google", "openai", "structlog"),
    },
    "settings.py": {
        *(
            "handlers.briefing",
            "handlers.carrier_checks",
            "handlers.carrier_settings",
            "handlers.checks",
            "handlers.errors",
            "handlers.faults",
            "handlers.fitting",
            "handlers.languages",
        ),
        *("handlers.tickets", "pydantic", "pydantic_settings"),
    },
    "carrier_settings.py": {"handlers.carrier_checks", "handlers.checks", "pydantic", "pydantic_settings"},
    "carrier_checks.py": {"handlers.checks", "pydantic"},
    "briefing.py": {"handlers.instructions", "handlers.knowledge", "handlers.settings"},
    "checks.py": {
        *("handlers.knowledge", "handlers.money", "handlers.numbers", "handlers.tickets", "handlers.tools"),
        "pydantic",
    },
    "faults.py": {"pydantic"},
    "fitting.py": {"handlers.settings"},
    "instructions.py": set[str](),
    "errors.py": set[str](),
    "languages.py": set[str](),
    "texts.py": {"handlers.languages"},
    "kept_texts.py": {"handlers.languages"},
    "logs.py": {"structlog"},
    "body.py": {"handlers.errors", "starlette"},
    "callers.py": {"starlette"},
}
MODULES = sorted(path for path in OURS.rglob("*.py") if path.parent != OURS or path.name != "__init__.py")


def allowed_in(path: Path) -> set[str]:
    place = path.relative_to(OURS).as_posix()
    return next((allowed for room, allowed in MAY_IMPORT.items() if place.startswith(room)), set())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(name: str, allowed: set[str]) -> bool:
    if name.partition(".")[0] in sys.stdlib_module_names:
        return True
    if name in ("handlers", "handlers.__version__"):
        return "handlers" in allowed
    return any(name == each or name.startswith(f"{each}.") for each in allowed)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(OURS).as_posix())
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    assert [name for name in imports(path) if not is_allowed(name, allowed_in(path))] == []


BEHAVIOURS = [path for room in ("steps", "jobs") for path in sorted((OURS / room).glob("[a-z]*.py"))]


@pytest.mark.parametrize("path", BEHAVIOURS, ids=lambda path: path.name)
def test_each_step_and_each_job_has_its_test_file_and_knows_no_other(path: Path) -> None:
    test = ROOT / "tests" / path.parent.name / f"test_{path.name}"
    assert test.exists(), f"write {test.relative_to(ROOT)}"
    assert not [name for name in imports(path) if name.startswith(f"handlers.{path.parent.name}")]


@pytest.mark.parametrize("path", BEHAVIOURS, ids=lambda path: path.name)
def test_each_step_and_each_job_is_on_its_list(path: Path) -> None:
    """Named there means used there: ruff refuses an import that nothing uses."""
    lists = {"steps": ["manners.py"], "jobs": ["chores.py", "counting.py"]}[path.parent.name]
    named = {name.rpartition(".")[0] for each in lists for name in imports(OURS / "wiring" / each)}
    is_used = f"handlers.{path.parent.name}.{path.stem}" in named
    assert is_used, f"it never runs: give it a line in handlers/wiring/{lists[0]}"


def test_main_knows_only_the_door_inwards() -> None:
    allowed = {"handlers.settings", "handlers.wiring", "handlers.errors", "functions_framework", "starlette"}
    assert [name for name in imports(ROOT / "main.py") if not is_allowed(name, allowed)] == []


def test_only_settings_read_the_environment() -> None:
    readers = [path.name for path in MODULES if {"os", "os.environ"} & set(imports(path))]
    assert readers == ["settings.py"]


def test_there_is_no_drawer_for_what_has_no_place() -> None:
    drawers = {"util", "utils", "helpers", "common", "base", "manager"}
    assert not [path for path in MODULES if drawers & {path.stem, path.parent.name}]


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_a_module_is_short_or_says_why_it_is_not() -> None:
    """At most 150 lines, or 200 with the reason in the module's docstring."""
    assert [path for path in MODULES if lines_of(path) > 200] == []
    long = [path for path in MODULES if lines_of(path) > 150]
    assert [path for path in long if "\nLong: " not in (ast.get_docstring(ast.parse(path.read_text())) or "")] == []


def test_wiring_decides_nothing_about_a_message() -> None:
    for path in (OURS / "wiring").glob("*.py"):
        assert "handlers.conversation.messages" not in " ".join(imports(path)), path


def test_every_module_says_its_one_job_in_its_first_line() -> None:
    for path in [*MODULES, *OURS.rglob("__init__.py"), *(ROOT / "dev").rglob("*.py"), ROOT / "main.py"]:
        first = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        assert first.endswith((".", ":")), path
