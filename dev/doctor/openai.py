"""Checks of OpenAI: the key and the model, the day on which the model ends, and one real answer."""

from datetime import UTC, date, datetime

import openai

from dev.doctor.findings import Finding, Verdict, fails, holds, not_applicable
from dev.doctor.models import models_findings
from dev.models import DEFAULT, ending_of
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.errors import translated
from handlers.conversation.messages import Content, OpenMessage
from handlers.conversation.ports.assistant import Question
from handlers.errors import AssistantUnavailable
from handlers.settings import Settings
from handlers.wiring.parts import topics

STANDIN_KEY = "stand-in"  # what `make run` sets where there is no key
SOON_DAYS = 30
MODEL, ANSWER = "OpenAI's key and model", "OpenAI's answer"


async def openai_findings(settings: Settings, today: date) -> list[Finding]:
    """Both checks; the answer costs some dozen tokens, and its conversation is deleted again. Or those of models.py."""
    key = settings.openai_api_key.get_secret_value()
    if key == STANDIN_KEY:
        return [not_applicable(MODEL, "no OPENAI_API_KEY: `make run` answers by a stand-in")]
    if settings.assistant_api != "openai":
        return await models_findings(settings)
    base_url = settings.openai_base_url or None
    async with openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, timeout=20) as client:
        try:
            with translated():
                ends = (await client.models.retrieve(settings.openai_model)).shutdown_date
        except AssistantUnavailable as problem:
            return [
                _refused(settings.openai_model, problem),
                not_applicable(ANSWER, "cannot be asked for without them"),
            ]
        day = date.fromisoformat(ends) if ends else None
        return [_ending(settings.openai_model, day, today), await _answer(client, settings)]


def unasked(model: str, today: date) -> Finding | None:
    """The finding about a model that ends soon by the list that Recado brings, without asking OpenAI."""
    found = _ending(model, None, today)
    return found if found.verdict is Verdict.FAILS else None


def _refused(model: str, problem: AssistantUnavailable) -> Finding:
    ended = ending_of(model)
    hint = f"\nOpenAI names {ended.successor} as the successor of {model}." if ended else ""
    return fails(MODEL, f"{model} was refused ({problem.code})", remedy=problem.remedy + hint)


def _ending(model: str, told: date | None, today: date) -> Finding:
    ending = ending_of(model)
    day = told or (ending.day if ending else None)
    if day is None:
        return holds(MODEL, f"{model}, no end announced")
    if (day - today).days > SOON_DAYS:
        return holds(MODEL, f"{model}, which ends on {day}; then {ending.successor if ending else DEFAULT}")
    successor = ending.successor if ending else DEFAULT
    return fails(MODEL, f"{model} ends on {day}", remedy=f"set OPENAI_MODEL to {successor}, and try its answers")


async def _answer(client: openai.AsyncOpenAI, settings: Settings) -> Finding:
    """Ask once as the function does: with the same model, effort and format, in the background."""
    briefing = Briefing(
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions="Answer with the one word OK.",
        side=settings.side,
        topics=topics(settings)[1],
    )
    assistant = OpenAIAssistant(client, briefing)
    asked = OpenMessage("SM0", datetime.now(UTC), Content("OK?"))
    try:
        conversation = await assistant.start_conversation()
        try:
            async with assistant.ask(conversation, Question([asked], customer="doctor")) as running:
                answer = await running.answer()
        finally:
            await assistant.forget(conversation)
    except AssistantUnavailable as problem:
        return fails(ANSWER, f"none ({problem.code})", remedy=problem.remedy)
    used = answer.usage
    return holds(ANSWER, f"{used.input_tokens} tokens in, {used.output_tokens} out; the conversation is deleted")
