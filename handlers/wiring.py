"""Composition root: which adapter plays which port, and the steps that a turn runs through."""

from datetime import UTC, datetime, timedelta

import google.auth.exceptions
import openai
from google.cloud.firestore_v1.async_client import AsyncClient

from handlers import logs
from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.memory import MemoryThreads
from handlers.adapters.openai import OpenAIAssistant
from handlers.conversation.ports import Threads
from handlers.conversation.thread import Limits
from handlers.conversation.turn import Step, TakeTurn
from handlers.errors import BadSettings
from handlers.routes import Routes, routes
from handlers.settings import Settings
from handlers.steps.ask_assistant import AskAssistant
from handlers.steps.needs_text import NeedsText
from handlers.webhook import Webhook


def build(settings: Settings) -> Routes:
    """The whole function. Starts no thread and no connection: the server forks after this."""
    logs.configure()
    threads = _threads(settings)
    language = settings.assistant_language
    steps: list[Step] = [
        NeedsText(language),
        AskAssistant(_assistant(settings), threads, language, settings.thread_tokens),
    ]
    return routes(
        webhook=Webhook(
            take_turn=TakeTurn(threads, steps, language, settings.max_hops),
            public_url=settings.public_url,
            tokens=settings.twilio_tokens,
            account=settings.twilio_account_sid,
            language=language,
            answer_seconds=settings.answer_seconds,
            project=settings.google_cloud_project,
        )
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _threads(settings: Settings) -> Threads:
    limits = Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute)
    if settings.store == "memory":
        return MemoryThreads(now=_now, retention=settings.retention, limits=limits)
    try:
        client = AsyncClient(project=settings.google_cloud_project or None, database=settings.firestore_database)
    except (google.auth.exceptions.DefaultCredentialsError, OSError):
        raise BadSettings(
            "Recado cannot start: STORE=firestore finds no Google Cloud project or credentials.\n"
            "Run `gcloud auth application-default login` and set GOOGLE_CLOUD_PROJECT; or STORE=memory for a try."
        ) from None
    return FirestoreThreads(client, now=_now, retention=settings.retention, limits=limits)


def _assistant(settings: Settings) -> OpenAIAssistant:
    client = openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value(),
        max_retries=0,
        timeout=20,  # a guard for calls outside a turn's clock
        http_client=openai.DefaultAioHttpClient(),
    )
    return OpenAIAssistant(
        client,
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions=settings.assistant_instructions,
        customer_secret=settings.twilio_tokens[0],
    )
