"""The cast: an adapter for each part; None for parts that a deployment does not have."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import openai
import structlog

from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.moderation import OpenAIModerator
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.adapters.twilio.files import TwilioFiles
from handlers.adapters.twilio.outbox import TwilioOutbox
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.sent import TwilioSentMessages
from handlers.adapters.twilio.typing import TwilioTyping
from handlers.channels.twilio import write
from handlers.conversation.contact import Carrier
from handlers.conversation.forgetting import Forget
from handlers.conversation.opening import Limits
from handlers.conversation.ports.carrier import Outbox
from handlers.settings import Settings
from handlers.stores.debts import StoredDebts
from handlers.stores.erasures import StoredErasures
from handlers.stores.keeping import Keeping
from handlers.stores.threads import StoredThreads
from handlers.wiring.documents import documents_of


@dataclass(frozen=True)
class Twilio:
    """The parts that need a key of Twilio's REST API."""

    files: TwilioFiles
    outbox: TwilioOutbox
    sent: TwilioSentMessages
    typing: TwilioTyping


@dataclass(frozen=True)
class Cast:
    """The adapters by their parts. `closing`: how to close each connection."""

    settings: Settings
    now: Callable[[], datetime]
    threads: StoredThreads
    debts: StoredDebts
    erasures: StoredErasures
    client: openai.AsyncOpenAI
    assistant: OpenAIAssistant
    transcriber: OpenAITranscriber
    moderator: OpenAIModerator | None
    twilio: Twilio | None
    closing: Sequence[Callable[[], Awaitable[None]]]

    @property
    def outboxes(self) -> Mapping[Carrier, Outbox]:
        """Who sends what no request waits for."""
        return {Carrier.TWILIO: self.twilio.outbox} if self.twilio else {}

    @property
    def forget(self) -> Forget:
        """The part that finishes erasures."""
        return Forget(self.assistant, self.erasures, self.now)


def cast_by(settings: Settings, now: Callable[[], datetime]) -> Cast:
    """The cast that these settings ask for. Raises BadSettings."""
    documents, client = documents_of(settings, now), _client(settings)
    keeping = Keeping(documents, now, settings.retention)
    threads = StoredThreads(keeping, Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute))
    twilio, closing = _twilio(settings)
    return Cast(
        settings=settings,
        now=now,
        threads=threads,
        debts=StoredDebts(keeping),
        erasures=StoredErasures(keeping, threads),
        client=client,
        assistant=OpenAIAssistant(
            client,
            model=settings.openai_model,
            reasoning=settings.openai_reasoning,
            instructions=settings.instructions,
        ),
        transcriber=OpenAITranscriber(client, settings.openai_transcription_model),
        moderator=OpenAIModerator(client) if settings.moderation else None,
        twilio=twilio,
        closing=[documents.close, client.close, *closing],
    )


def _client(settings: Settings) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value(),
        max_retries=0,
        timeout=20,  # a limit for calls outside a turn's own
        http_client=openai.DefaultAioHttpClient(),
    )


def _twilio(settings: Settings) -> tuple[Twilio | None, list[Callable[[], Awaitable[None]]]]:
    if not settings.has_api_key:
        structlog.get_logger().info(
            "Twilio's REST API is off: no voice notes, files, typing or late answers",
            remedy=f"set {', '.join(settings.missing_for_api_key)}",
        )
        return None, []
    key, secret = settings.twilio_api_key_sid, settings.twilio_api_key_secret.get_secret_value()
    base_url = settings.twilio_api_base_url
    rest = TwilioRest(account=settings.twilio_account_sid, key=key, secret=secret, base_url=base_url)
    files = TwilioFiles(key=key, secret=secret, base_url=base_url)
    write_messages = partial(write.messages, language=settings.house.spoken_to(None))
    outbox = TwilioOutbox(rest, write=write_messages, spell=write.spelled)
    return Twilio(files, outbox, TwilioSentMessages(rest), TwilioTyping(rest)), [rest.close, files.close]
