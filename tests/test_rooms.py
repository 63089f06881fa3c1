"""The floor plan, held: which room may import what. handlers/__init__.py tells what each is for."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.processes import ROOT

OURS = ROOT / "handlers"
CONVERSATION = {"handlers.conversation", "handlers.errors", "handlers.texts"}

# room -> what its modules may import besides the standard library
MAY_IMPORT = {
    "conversation": CONVERSATION,
    "steps": CONVERSATION,
    "jobs": CONVERSATION - {"handlers.texts"},
    "stores/documents.py": set(),
    "stores": CONVERSATION - {"handlers.texts"} | {"handlers.stores", "_typeshed"},
    "channels": CONVERSATION | {"handlers.channels", "twilio.request_validator", "twilio.twiml", "markdown_it"},
    "adapters/memory.py": {"handlers.stores.documents"},
    "adapters/sqlite.py": {"handlers.stores.documents", "handlers.errors"}
    | {f"handlers.adapters.sqlite_{name}" for name in ("file", "queries", "thread", "values")},
    "adapters/sqlite_file.py": {"handlers.errors"},
    "adapters/sqlite_queries.py": {"handlers.adapters.sqlite_values"},
    "adapters/sqlite_thread.py": set(),
    "adapters/sqlite_values.py": set(),
    "adapters/firestore.py": {"handlers.stores.documents", "handlers.errors", "google", "grpc"},
    "adapters/openai.py": CONVERSATION - {"handlers.texts"}
    | {f"handlers.adapters.openai_{name}" for name in ("answer", "errors", "input", "stream")}
    | {"openai"},
    "adapters/openai_answer.py": {
        "handlers.adapters.openai_errors",
        "handlers.conversation.messages",
        "handlers.errors",
    },
    "adapters/openai_stream.py": {"handlers.adapters.openai_errors", "handlers.errors"},
    "adapters/openai_input.py": {"handlers.conversation.messages", "openai"},
    "adapters/openai_speech.py": {"handlers.adapters.openai_errors", "openai"},
    "adapters/openai_moderation.py": {"handlers.adapters.openai_errors", "openai"},
    "adapters/openai_errors.py": {"handlers.errors", "openai", "httpx2"},
    "adapters/twilio.py": CONVERSATION - {"handlers.texts"} | {"handlers.adapters.twilio_errors", "twilio", "aiohttp"},
    "adapters/twilio_errors.py": {"handlers.errors", "twilio", "aiohttp"},
    "adapters/twilio_media.py": {"handlers.adapters.room", "handlers.errors", "aiohttp", "yarl"},
    "adapters/room.py": set(),
    "settings.py": {"handlers.errors", "handlers.texts", "pydantic", "pydantic_settings"},
    "errors.py": set(),
    "texts.py": set(),
    "logs.py": {"structlog"},
    "body.py": {"handlers.errors", "starlette"},
    "door.py": {"handlers.body", "handlers.channels", "handlers.errors", "starlette"},
    "webhook.py": CONVERSATION | {"handlers.channels", "handlers.door", "handlers.logs", "starlette", "structlog"},
    "late.py": {"handlers.body", "handlers.conversation", "handlers.errors", "handlers.logs", "starlette", "structlog"},
    "routes.py": {"handlers", "starlette"},
    "wiring.py": {"handlers", "google", "openai", "structlog"},
}
MODULES = sorted(path for path in OURS.rglob("*.py") if path.name != "__init__.py")


def room_of(path: Path) -> str:
    place = path.relative_to(OURS).as_posix()
    return next(room for room in (place, place.partition("/")[0]) if room in MAY_IMPORT)


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
    allowed = MAY_IMPORT[room_of(path)]
    assert [name for name in imports(path) if not is_allowed(name, allowed)] == []


BEHAVIOURS = [path for room in ("steps", "jobs") for path in sorted((OURS / room).glob("[a-z]*.py"))]


@pytest.mark.parametrize("path", BEHAVIOURS, ids=lambda path: path.name)
def test_each_step_and_each_job_has_its_test_file_and_knows_no_other(path: Path) -> None:
    assert (ROOT / "tests" / path.parent.name / f"test_{path.name}").exists()
    assert not [name for name in imports(path) if name.startswith(f"handlers.{path.parent.name}")]


def test_main_knows_only_the_door_inwards() -> None:
    allowed = {"handlers.settings", "handlers.wiring", "handlers.errors", "functions_framework", "starlette"}
    assert [name for name in imports(ROOT / "main.py") if not is_allowed(name, allowed)] == []


def test_only_settings_read_the_environment() -> None:
    readers = [path.name for path in MODULES if {"os", "os.environ"} & set(imports(path))]
    assert readers == ["settings.py"]


def test_there_is_no_drawer_for_what_has_no_place() -> None:
    drawers = {"util", "utils", "helpers", "common", "base", "manager"}
    assert not [path for path in MODULES if drawers & {path.stem, path.parent.name}]


def test_every_module_says_its_one_job_in_its_first_line() -> None:
    for path in [*MODULES, *OURS.rglob("__init__.py"), *(ROOT / "dev").glob("*.py"), ROOT / "main.py"]:
        first = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        assert first.endswith((".", ":")), path
