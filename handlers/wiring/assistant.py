"""The assistant: OpenAI's, or that of another server, whose parts are imported only where one is set."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import openai

from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.ports.assistant import Assistant
from handlers.settings import Settings

if TYPE_CHECKING:
    from handlers.adapters.servers.assistant import Api, ServerAssistant

Closing = Sequence[Callable[[], Awaitable[None]]]
Tools = Sequence[Mapping[str, object]]


def assistant_of(
    settings: Settings,
    client: openai.AsyncOpenAI,
    *,
    instructions: str,
    tools: Tools = (),
    topics: Sequence[str] = (),
) -> tuple[Assistant, Closing]:
    """The assistant that ASSISTANT_API asks for, and how to stop it."""
    if settings.assistant_api != "openai":
        from handlers.adapters.servers.assistant import ServerAssistant

        api = api_of(settings, client, instructions=instructions, side=settings.side, tools=tools, topics=topics)
        assistant = ServerAssistant(api)
        return assistant, [assistant.close]
    openais = OpenAIAssistant(
        client,
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions=instructions,
        side=settings.side,
        tools=tools,
        topics=topics,
    )
    return openais, []


def api_of(
    settings: Settings,
    client: openai.AsyncOpenAI,
    *,
    instructions: str,
    side: Sequence[str] = (),
    tools: Tools = (),
    topics: Sequence[str] = (),
) -> "Api":
    """The API of another server, which is not told of a reasoning effort "none": not every one knows it."""
    from handlers.adapters.servers.chat import ChatApi
    from handlers.adapters.servers.responses import ResponsesApi

    reasoning = "" if settings.openai_reasoning == "none" else settings.openai_reasoning
    kind = ChatApi if settings.assistant_api == "chat" else ResponsesApi
    return kind(
        client,
        model=settings.openai_model,
        reasoning=reasoning,
        instructions=instructions,
        side=side,
        tools=tools,
        topics=topics,
    )


def tell_of_late_answers(assistant: Assistant, paying: PayDebts) -> None:
    """Let the answers of another server be sent that come when no request waits for them."""
    from handlers.doors.own_answers import OwnAnswers

    cast("ServerAssistant", assistant).tell_of_late_answers(OwnAnswers(paying))


def hears_by(settings: Settings) -> str:
    """The model that transcribes voice notes; "" if none does: other servers do not have OpenAI's."""
    model = settings.openai_transcription_model
    is_openais = model == Settings.model_fields["openai_transcription_model"].default
    return "" if model == "off" or (is_openais and settings.assistant_api != "openai") else model
