"""Fixtures that tests share: stores, stand-ins for OpenAI and Twilio, a clock, messages."""

import asyncio
import contextlib
import gc
import importlib
import os
import pkgutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openai
import pytest
import structlog
from google.cloud.firestore_v1.async_client import AsyncClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

import handlers
from dev import twilio_standin
from dev.emulator import emulator, missing
from dev.openai_standin import Standin, serve
from handlers.adapters.firestore import FirestoreDocuments
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.conversation.messages import Message
from handlers.settings import Settings
from handlers.stores.indexes import INDEXED
from handlers.stores.threads import StoredThreads
from tests import lasting, writing
from tests.asking import Asking, asking_of, briefing
from tests.kept import Stores, stores
from tests.people import servers, shop, store  # noqa: F401 - fixtures

# A property holds or not, however slow the machine is, so there is no deadline. With CI set, examples are not random.
hypothesis_settings.register_profile(
    "tests", hypothesis_settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("tests")
TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Ask for no full coverage without the emulator: its tests are skipped."""
    if missing() and not os.environ.get("CI") and config.pluginmanager.hasplugin("_cov"):
        config.option.cov_fail_under = 0


EMULATOR = pytest.StashKey[str]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give each of xdist's workers the one emulator: this process starts it before them, and stops it after them."""
    if missing():
        return
    stash = node.config.stash
    if EMULATOR not in stash:
        stack = contextlib.ExitStack()
        stash[EMULATOR] = stack.enter_context(emulator(heap="2g"))
        node.config.add_cleanup(stack.close)
    node.workerinput["emulator"] = stash[EMULATOR]


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Count handlers/ while it is imported, once; traced, the collection of the tests would take twice as long."""
    counter = getattr(session.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if counter is None:
        return (yield)
    if not hasattr(session.config, "workerinput"):
        for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
            importlib.import_module(module.name)
    counter.pause()
    try:
        return (yield)
    finally:
        counter.resume()


# Tests that are about something else than handlers/, and the many random orders of the model.
UNCOUNTED = tuple(str(TESTS / room) for room in ("dev", "model"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no coverage in these tests: to trace a test takes more than the test itself."""
    for item in items:
        if str(item.path).startswith(UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """Hide a developer's own settings, from the environment or .env.yaml, from the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*Settings.model_fields, "openai_base_url", "firestore_emulator_host"):
            patch.delenv(name.upper(), raising=False)
        patch.setenv(
            "KNOWLEDGE", "off"
        )  # a business keeps its folder beside main.py, where these tests are not about it
        yield


@pytest.fixture(autouse=True, scope="session")
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust nobody: no test leaves this machine, and each client would read some 150 authorities, which takes 27 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SSL_CERT_FILE", raising=False)
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("certificates")))
        yield


@pytest.fixture(autouse=True)
def no_log_of_another_test() -> Iterator[None]:
    """Forget where a test's function sent its log: to a stdout that pytest closes with that test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def emulator_host(request: pytest.FixtureRequest) -> Iterator[str]:
    """The host:port of the one emulator, which all workers share; projects keep tests apart."""
    if lacking := missing():
        if os.environ.get("CI"):
            pytest.fail(lacking, pytrace=False)
        pytest.skip(lacking)
    shared = getattr(request.config, "workerinput", {}).get("emulator")
    with contextlib.nullcontext(shared) if shared else emulator() as host:
        asyncio.run(_warm_up(host))
        yield host


async def _warm_up(host: str) -> None:
    """Ask once: a new emulator's first answer takes seconds, longer than the function waits for a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", host)
        client = AsyncClient(project="warm-up")
    await client.document("threads/first").set({"warm": True})
    await client.document("threads/first").get()
    await client._firestore_api.transport.close()


@pytest.fixture
def project() -> str:
    """A Firestore project that no other test knows."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
async def firestore(emulator_host: str, project: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    """A client of the emulator, in a project of its own."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator_host)
    client = AsyncClient(project=project)
    yield client
    await client._firestore_api.transport.close()


@pytest.fixture
async def documents(emulator_host: str, project: str) -> AsyncIterator[FirestoreDocuments]:
    """The function's own documents, in the same project as `firestore`."""
    documents = FirestoreDocuments(project, emulator=emulator_host)
    yield documents
    await documents.close()


@pytest.fixture
async def sqlite(tmp_path: Path, clock: "Clock") -> AsyncIterator[SqliteDocuments]:
    """Documents in a file for this test alone."""
    documents = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock)
    yield documents
    await documents.close()


@pytest.fixture(name="lasting", params=lasting.STORES)
def lasting_store(request: pytest.FixtureRequest) -> lasting.Lasting:
    """Each store that outlives the function, empty."""
    return lasting.of(request.param, request)


@pytest.fixture(scope="session")
def standin() -> Iterator[Standin]:
    """The stand-in for OpenAI, over HTTP; texts order its faults, so tests do not disturb each other."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def one_twilio_standin() -> Iterator[twilio_standin.Standin]:
    with twilio_standin.serve() as running:
        yield running


@pytest.fixture(name="twilio_standin")
def empty_twilio_standin(one_twilio_standin: twilio_standin.Standin) -> twilio_standin.Standin:
    """The stand-in for Twilio's REST API, over HTTP: shared by all tests, and empty at the start of each."""
    one_twilio_standin.start_afresh()
    return one_twilio_standin


@pytest.fixture
async def openai_client(standin: Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    """The real SDK, as the function builds it."""
    http = openai.DefaultAioHttpClient()
    async with openai.AsyncOpenAI(
        api_key="sk-test", base_url=standin.base_url, max_retries=0, http_client=http
    ) as client:
        yield client


@pytest.fixture
def assistant(openai_client: openai.AsyncOpenAI) -> OpenAIAssistant:
    """The real adapter, connected to the stand-in."""
    return OpenAIAssistant(openai_client, briefing())


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def go_on(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def write() -> Callable[..., Message]:
    """Writes messages of one customer, each new unless a sid is given."""
    return writing.message


@pytest.fixture
def kept(clock: Clock) -> Stores:
    """All stores, over documents in memory."""
    return stores(clock)


@pytest.fixture
def threads(kept: Stores) -> StoredThreads:
    return kept.threads


@pytest.fixture
def ask(assistant: OpenAIAssistant, kept: Stores, clock: Clock) -> Asking:
    """The step that asks, as a turn runs it."""
    return asking_of(assistant, kept, clock)


def pytest_collection_finish() -> None:
    """All tests stay to the end: that the collector looks at them again and again took some 7 % of the time."""
    gc.collect()
    gc.freeze()
