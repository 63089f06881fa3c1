"""The assistant: OpenAI's, or that of another server, whose parts are imported only where one is set."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import openai

from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.briefing import Briefing
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.ports.assistant import Assistant
from handlers.settings import Settings

if TYPE_CHECKING:
    from handlers.adapters.servers.assistant import Api, ServerAssistant

Closing = Sequence[Callable[[], Awaitable[None]]]


def assistant_of(settings: Settings, client: openai.AsyncOpenAI, briefing: Briefing) -> tuple[Assistant, Closing]:
    """The assistant that ASSISTANT_API asks for, and how to stop it."""
    if settings.assistant_api != "openai":
        from handlers.adapters.servers.assistant import ServerAssistant

        assistant = ServerAssistant(api_of(settings, client, briefing))
        return assistant, [assistant.close]
    return OpenAIAssistant(client, briefing), []


def api_of(settings: Settings, client: openai.AsyncOpenAI, briefing: Briefing) -> "Api":
    """The API of another server, which is not told of a reasoning effort "none": not every one knows it."""
    from handlers.adapters.servers.chat import ChatApi
    from handlers.adapters.servers.responses import ResponsesApi

    kind = ChatApi if settings.assistant_api == "chat" else ResponsesApi
    return kind(client, replace(briefing, reasoning="") if briefing.reasoning == "none" else briefing)


def tell_of_late_answers(assistant: Assistant, paying: PayDebts) -> None:
    """Let the answers of another server be sent that come when no request waits for them."""
    from handlers.doors.own_answers import OwnAnswers

    cast("ServerAssistant", assistant).tell_of_late_answers(OwnAnswers(paying))


def hears_by(settings: Settings) -> str:
    """The model that transcribes voice notes; "" if none does: other servers do not have OpenAI's."""
    model = settings.openai_transcription_model
    is_openais = model == Settings.model_fields["openai_transcription_model"].default
    return "" if model == "off" or (is_openais and settings.assistant_api != "openai") else model
