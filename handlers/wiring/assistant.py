"""The assistant: OpenAI's, or that of another server, whose parts are imported only where one is set."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import openai

from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.ports.assistant import Assistant
from handlers.settings import Settings

Closing = Sequence[Callable[[], Awaitable[None]]]


def assistant_of(
    settings: Settings,
    client: openai.AsyncOpenAI,
    *,
    instructions: str,
    tools: Sequence[Mapping[str, object]] = (),
    topics: Sequence[str] = (),
) -> tuple[Assistant, Closing]:
    """The assistant that ASSISTANT_API asks for, and how to stop it."""
    model, side, reasoning = settings.openai_model, settings.side, settings.openai_reasoning
    if settings.assistant_api == "openai":
        return (
            OpenAIAssistant(
                client,
                model=model,
                reasoning=reasoning,
                instructions=instructions,
                side=side,
                tools=tools,
                topics=topics,
            ),
            (),
        )
    from handlers.adapters.servers.assistant import ServerAssistant
    from handlers.adapters.servers.chat import ChatApi
    from handlers.adapters.servers.responses import ResponsesApi

    api = (ChatApi if settings.assistant_api == "chat" else ResponsesApi)(
        client,
        model=model,
        reasoning="" if reasoning == "none" else reasoning,  # not every server knows it
        instructions=instructions,
        side=side,
        tools=tools,
        topics=topics,
    )
    assistant = ServerAssistant(api)
    return assistant, [assistant.close]


def hears_by(settings: Settings) -> str:
    """The model that transcribes voice notes; "" if none does: other servers do not have OpenAI's."""
    model = settings.openai_transcription_model
    is_openais = model == Settings.model_fields["openai_transcription_model"].default
    return "" if model == "off" or (is_openais and settings.assistant_api != "openai") else model
