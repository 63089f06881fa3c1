"""What tests share: Firestore's emulator, the stand-in for OpenAI, phones that sign, the function as a process."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openai
import pytest
from google.cloud.firestore_v1.async_client import AsyncClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from dev import twilio_standin
from dev.emulator import emulator, missing
from dev.openai_standin import Standin, serve
from handlers.adapters.firestore import FirestoreDocuments
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.conversation.messages import Message
from handlers.settings import Settings
from handlers.stores.indexes import INDEXED
from tests import lasting, writing

# However slow the machine is just now, a property holds or it does not. With CI set, examples are not by chance either.
hypothesis_settings.register_profile(
    "tests", hypothesis_settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """Without the emulator its tests are skipped, and what only they cover cannot be covered."""
    if missing() and not os.environ.get("CI") and config.pluginmanager.hasplugin("_cov"):
        config.option.cov_fail_under = 0


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """What a developer has set, or keeps in .env.yaml, is for runs, not for tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*Settings.model_fields, "openai_base_url", "firestore_emulator_host"):
            patch.delenv(name.upper(), raising=False)
        yield


@pytest.fixture(scope="session")
def emulator_host() -> Iterator[str]:
    """host:port of the one emulator of this test session; projects keep tests apart."""
    if lacking := missing():
        if os.environ.get("CI"):
            pytest.fail(lacking, pytrace=False)
        pytest.skip(lacking)
    with emulator() as host:
        asyncio.run(_warm_up(host))
        yield host


async def _warm_up(host: str) -> None:
    """A new emulator's first answer takes seconds, more than the function waits for a store."""
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
    """Documents as the function reads and writes them, in the same project as `firestore`."""
    documents = FirestoreDocuments(project, emulator=emulator_host)
    yield documents
    await documents.close()


@pytest.fixture
async def sqlite(tmp_path: Path, clock: "Clock") -> AsyncIterator[SqliteDocuments]:
    """Documents in a file of their own."""
    documents = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock)
    yield documents
    await documents.close()


@pytest.fixture(name="lasting", params=lasting.STORES)
def lasting_store(request: pytest.FixtureRequest) -> lasting.Lasting:
    """Each store that outlives the function, with nothing in it."""
    return lasting.of(request.param, request)


@pytest.fixture(scope="session")
def standin() -> Iterator[Standin]:
    """The stand-in for OpenAI, over HTTP; texts ask it for faults, so that tests do not disturb each other."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def one_twilio_standin() -> Iterator[twilio_standin.Standin]:
    with twilio_standin.serve() as running:
        yield running


@pytest.fixture(name="twilio_standin")
def empty_twilio_standin(one_twilio_standin: twilio_standin.Standin) -> twilio_standin.Standin:
    """The stand-in for Twilio's REST API, over HTTP: the same one for all tests, and nothing in it yet."""
    one_twilio_standin.state.clear()
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
    """The real adapter before the stand-in."""
    return OpenAIAssistant(openai_client, model="gpt-6-luna", reasoning="none", instructions="Be brief.")


class Clock:
    """A clock that goes on when told."""

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
    """Messages of one customer, each new unless a sid is given."""
    return writing.message
