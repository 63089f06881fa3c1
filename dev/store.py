"""The store for commands that look at what is kept: that of `make run`, or with STORE=firestore the deployed one.

The deployed one is read as .env.yaml has it: the bakery that `make run` shows has nothing to do with it.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from dev import local
from dev.example import settings_of_example
from dev.slips import alone
from handlers.settings import Settings
from handlers.stores.keeping import Keeping
from handlers.wiring.documents import documents_of

READ = ("STORE", "SQLITE_PATH", "GOOGLE_CLOUD_PROJECT", "FIRESTORE_DATABASE", "FIRESTORE_EMULATOR_HOST", "TIME_ZONE")
NOBODY = {"TWILIO_AUTH_TOKEN": "none", "PUBLIC_URL": "http://127.0.0.1", "OPENAI_API_KEY": "none", "KNOWLEDGE": "off"}
SECONDS = 30.0  # for each call: nobody waits for an answer


def settings_of_store(*also: str) -> Settings:
    """The settings about the store and its days, and others, as .env.yaml has them. Raises ValidationError."""
    here = local.environment()
    given = here if here["STORE"] == "firestore" else settings_of_example(here)
    return alone(NOBODY | {name: given[name] for name in (*READ, *also) if given.get(name)})


@contextlib.asynccontextmanager
async def keeping_of(settings: Settings) -> AsyncIterator[Keeping]:
    """What is kept in that store; closed in the end. Raises BadSettings."""
    documents = documents_of(settings, _now)
    try:
        yield Keeping(documents, _now, settings.retention, SECONDS)
    finally:
        await documents.close()


def place_of(settings: Settings) -> str:
    """The store, for people."""
    return settings.sqlite_path if settings.store == "sqlite" else settings.store


def _now() -> datetime:
    return datetime.now(UTC)
