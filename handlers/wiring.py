"""Composition root: which adapter plays which port, and the steps that a turn runs through."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

import openai
import structlog

from handlers import logs
from handlers.adapters.memory import MemoryDocuments
from handlers.adapters.openai import OpenAIAssistant
from handlers.adapters.openai_input import is_readable
from handlers.adapters.openai_moderation import OpenAIModerator
from handlers.adapters.openai_speech import OpenAITranscriber
from handlers.adapters.twilio import TwilioOutbox, TwilioRest, TwilioSent, TwilioTyping
from handlers.adapters.twilio_media import TwilioFiles
from handlers.channels import twilio
from handlers.conversation.clock import Job
from handlers.conversation.fetching import Fetch
from handlers.conversation.forgetting import Forget
from handlers.conversation.late import PayDebts
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Limits
from handlers.conversation.turn import Step, TakeTurn
from handlers.errors import BadSettings
from handlers.jobs.finish_erasures import FinishErasures
from handlers.jobs.let_lapse import LetLapse
from handlers.jobs.pay_overdue import PayOverdue
from handlers.late import OpenAIWebhook, Tick
from handlers.routes import Handler, Routes, routes
from handlers.settings import Settings
from handlers.steps.ask_assistant import AskAssistant
from handlers.steps.forget_me import ForgetMe
from handlers.steps.hear_voice import HearVoice
from handlers.steps.keep_quiet import keep_quiet
from handlers.steps.moderate import Moderate
from handlers.steps.needs_content import NeedsContent
from handlers.steps.obey_commands import ObeyCommands
from handlers.steps.read_quotes import ReadQuotes
from handlers.steps.show_typing import ShowTyping
from handlers.stores.debts import StoredDebts
from handlers.stores.documents import Documents
from handlers.stores.erasures import StoredErasures
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping
from handlers.stores.threads import StoredThreads
from handlers.webhook import Webhook


class _Stores(NamedTuple):
    """What is kept, all in the same documents."""

    documents: Documents
    threads: StoredThreads
    debts: StoredDebts
    erasures: StoredErasures


def build(settings: Settings, *, age: Callable[[], float] = lambda: math.inf) -> Routes:
    """The whole function, in a process of this `age`. Starts no thread or connection: the server forks after this."""
    logs.configure()
    stores, client = _stores(settings), _client(settings)
    assistant, rest, language = _assistant(settings, client), _rest(settings), settings.assistant_language
    forget = Forget(assistant, stores.erasures, _now)
    steps: list[Step] = [
        ForgetMe(forget, language, _now),
        ObeyCommands(stores.threads, language, settings.retention_days),
        keep_quiet,
        NeedsContent(language),
        *_at_work(settings, stores.threads, client, forget, rest),
    ]
    hops = settings.max_hops if settings.late_answers == "redirect" else 0
    take_turn = TakeTurn(stores.threads, steps, language, max_hops=hops, rest=settings.has_rest)
    pay_debts = _pay_debts(settings, stores, take_turn, rest.api) if rest and settings.has_rest else None
    return routes(
        webhook=Webhook(
            take_turn=take_turn,
            public_url=settings.public_url,
            tokens=settings.twilio_tokens,
            account=settings.twilio_account_sid,
            language=language,
            answer_seconds=settings.answer_seconds,
            project=settings.google_cloud_project,
            age=age,
        ),
        openai=_openai_webhook(settings, assistant, pay_debts),
        tick=_tick(settings, stores, forget, pay_debts),
        closing=[connected.close for connected in (stores.documents, client, *(rest or ()))],
    )


def _at_work(
    settings: Settings, threads: StoredThreads, client: openai.AsyncOpenAI, forget: Forget, rest: "_Rest | None"
) -> list[Step]:
    """The steps that take their time; with Twilio's REST API the customer sees it, and files can be opened."""
    language = settings.assistant_language
    moderate = [Moderate(OpenAIModerator(client), language)] if settings.moderation else []
    ask = AskAssistant(
        forget.assistant, threads, forget, language, settings.thread_tokens, _now, echo_voice=settings.echo_voice
    )
    if rest is None:
        return [ReadQuotes(threads, sent=[]), *moderate, ask]
    fetch = Fetch(rest.files, _now)
    steps: list[Step] = [
        ReadQuotes(threads, sent=[TwilioSent(rest.api)]),
        HearVoice(threads, fetch, OpenAITranscriber(client, settings.openai_transcription_model)),
        *moderate,
        replace(ask, open_files=OpenFiles(fetch, is_readable)),
    ]
    return [ShowTyping(TwilioTyping(rest.api), steps)]


class _Rest(NamedTuple):
    """What needs a key of Twilio's REST API."""

    api: TwilioRest
    files: TwilioFiles


def _rest(settings: Settings) -> _Rest | None:
    if not settings.has_api_key:
        structlog.get_logger().info(
            "Twilio's REST API is off: no voice notes, files, typing or late answers",
            remedy="set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET",
        )
        return None
    key, secret = settings.twilio_api_key_sid, settings.twilio_api_key_secret.get_secret_value()
    base_url = settings.twilio_api_base_url
    return _Rest(
        TwilioRest(account=settings.twilio_account_sid, key=key, secret=secret, base_url=base_url),
        TwilioFiles(key=key, secret=secret, base_url=base_url),
    )


def _pay_debts(settings: Settings, stores: _Stores, take_turn: TakeTurn, rest: TwilioRest) -> PayDebts:
    outbox = TwilioOutbox(rest, render=partial(twilio.messages, language=settings.assistant_language))
    return PayDebts(stores.debts, replace(take_turn, max_hops=0), SendOut(stores.debts, outbox), _now)


def _openai_webhook(settings: Settings, assistant: OpenAIAssistant, pay_debts: PayDebts | None) -> Handler | None:
    secret = settings.openai_webhook_secret.get_secret_value()
    if not secret or pay_debts is None:
        return None
    return OpenAIWebhook(pay_debts, partial(assistant.ended_response, secret=secret))


def _tick(settings: Settings, stores: _Stores, forget: Forget, pay_debts: PayDebts | None) -> Handler | None:
    """The jobs of the clock. Without Twilio's REST API it only forgets."""
    secret = settings.tick_secret.get_secret_value()
    jobs: dict[str, Job] = {"erasures": FinishErasures(forget, _now), "lapsed": LetLapse(stores.erasures, _now)}
    if pay_debts:
        jobs = {"turns": PayOverdue(stores.debts, pay_debts, _now), **jobs}
    return Tick(jobs, secret) if secret else None


def _now() -> datetime:
    return datetime.now(UTC)


def _stores(settings: Settings) -> _Stores:
    documents = _documents(settings)
    keeping = Keeping(documents, _now, settings.retention)
    limits = Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute)
    threads = StoredThreads(keeping, limits)
    return _Stores(documents, threads, StoredDebts(keeping), StoredErasures(keeping, threads))


def _documents(settings: Settings) -> Documents:
    match settings.store:
        case "memory":
            return MemoryDocuments()
        case "sqlite":
            # Imported here, since most functions do without.
            from handlers.adapters.sqlite import SqliteDocuments

            return SqliteDocuments(settings.sqlite_path, INDEXED, _now)
    return _firestore(settings)


def _firestore(settings: Settings) -> Documents:
    # Imported here, because that takes a quarter of a start, which threads in memory do without.
    from google.auth.exceptions import DefaultCredentialsError

    from handlers.adapters.firestore import FirestoreDocuments

    try:
        return FirestoreDocuments(
            settings.google_cloud_project, settings.firestore_database, emulator=settings.firestore_emulator_host
        )
    except (DefaultCredentialsError, OSError):
        raise BadSettings(
            "Recado cannot start: STORE=firestore finds no Google Cloud project or credentials.\n"
            "Run `gcloud auth application-default login` and set GOOGLE_CLOUD_PROJECT; or STORE=sqlite for a file."
        ) from None


def _client(settings: Settings) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value(),
        max_retries=0,
        timeout=20,  # a guard for calls outside a turn's clock
        http_client=openai.DefaultAioHttpClient(),
    )


def _assistant(settings: Settings, client: openai.AsyncOpenAI) -> OpenAIAssistant:
    return OpenAIAssistant(
        client,
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions=settings.assistant_instructions,
    )
