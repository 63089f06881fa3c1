"""Composition root: which adapter plays which port, and the steps that a turn runs through."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import openai

from handlers import logs
from handlers.adapters.memory import MemoryThreads
from handlers.adapters.openai import OpenAIAssistant
from handlers.adapters.twilio import TwilioOutbox
from handlers.channels import twilio
from handlers.conversation.late import PayDebts
from handlers.conversation.thread import Limits
from handlers.conversation.turn import Step, TakeTurn
from handlers.errors import BadSettings
from handlers.late import OpenAIWebhook, Tick
from handlers.routes import Handler, Routes, routes
from handlers.settings import Settings
from handlers.steps.ask_assistant import AskAssistant
from handlers.steps.needs_text import NeedsText
from handlers.webhook import Webhook

if TYPE_CHECKING:
    from handlers.adapters.firestore import FirestoreThreads


def build(settings: Settings) -> Routes:
    """The whole function. Starts no thread and no connection: the server forks after this."""
    logs.configure()
    threads, assistant = _threads(settings), _assistant(settings)
    language = settings.assistant_language
    steps: list[Step] = [
        NeedsText(language),
        AskAssistant(assistant, threads, language, settings.thread_tokens),
    ]
    hops = settings.max_hops if settings.late_answers == "redirect" else 0
    take_turn = TakeTurn(threads, steps, language, max_hops=hops, rest=settings.has_rest)
    pay_debts = _pay_debts(settings, threads, take_turn) if settings.has_rest else None
    return routes(
        webhook=Webhook(
            take_turn=take_turn,
            public_url=settings.public_url,
            tokens=settings.twilio_tokens,
            account=settings.twilio_account_sid,
            language=language,
            answer_seconds=settings.answer_seconds,
            project=settings.google_cloud_project,
        ),
        openai=_openai_webhook(settings, assistant, pay_debts),
        tick=_tick(settings, pay_debts),
    )


def _pay_debts(settings: Settings, store: "MemoryThreads | FirestoreThreads", take_turn: TakeTurn) -> PayDebts:
    outbox = TwilioOutbox(
        account=settings.twilio_account_sid,
        key=settings.twilio_api_key_sid,
        secret=settings.twilio_api_key_secret.get_secret_value(),
        base_url=settings.twilio_api_base_url,
        render=partial(twilio.messages, language=settings.assistant_language),
    )
    return PayDebts(store, replace(take_turn, max_hops=0, sending=True), outbox, _now)


def _openai_webhook(settings: Settings, assistant: OpenAIAssistant, pay_debts: PayDebts | None) -> Handler | None:
    secret = settings.openai_webhook_secret.get_secret_value()
    if not secret or pay_debts is None:
        return None
    return OpenAIWebhook(pay_debts, partial(assistant.ended_response, secret=secret))


def _tick(settings: Settings, pay_debts: PayDebts | None) -> Handler | None:
    secret = settings.tick_secret.get_secret_value()
    return Tick(pay_debts, secret) if secret and pay_debts else None


def _now() -> datetime:
    return datetime.now(UTC)


def _threads(settings: Settings) -> "MemoryThreads | FirestoreThreads":
    limits = Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute)
    if settings.store == "memory":
        return MemoryThreads(now=_now, retention=settings.retention, limits=limits)
    return _in_firestore(settings, limits)


def _in_firestore(settings: Settings, limits: Limits) -> "FirestoreThreads":
    # Imported here, because that takes a quarter of a start, which threads in memory do without.
    from google.auth.exceptions import DefaultCredentialsError

    from handlers.adapters.firestore import FirestoreThreads
    from handlers.adapters.firestore_documents import Documents

    try:
        documents = Documents(
            settings.google_cloud_project, settings.firestore_database, emulator=settings.firestore_emulator_host
        )
    except (DefaultCredentialsError, OSError):
        raise BadSettings(
            "Recado cannot start: STORE=firestore finds no Google Cloud project or credentials.\n"
            "Run `gcloud auth application-default login` and set GOOGLE_CLOUD_PROJECT; or STORE=memory for a try."
        ) from None
    return FirestoreThreads(documents, now=_now, retention=settings.retention, limits=limits)


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
