"""The product's manners: the steps of a turn, in order; those switched off are left out."""

from handlers.adapters.openai.file_kinds import is_readable
from handlers.conversation.asking import Ask
from handlers.conversation.delivery import Delivery
from handlers.conversation.fetching import Fetch
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.question import PutQuestion
from handlers.conversation.step import BeforeAsking, Step
from handlers.conversation.take_turn import TakeTurn
from handlers.steps.ask_assistant import AskAssistant
from handlers.steps.forget_me import ForgetMe
from handlers.steps.hear_voice import HearVoice
from handlers.steps.keep_quiet import keep_quiet
from handlers.steps.moderate import Moderate
from handlers.steps.needs_content import needs_content
from handlers.steps.obey_commands import ObeyCommands
from handlers.steps.read_quotes import ReadQuotes
from handlers.steps.show_typing import ShowTyping
from handlers.wiring.cast import Cast


def steps(cast: Cast) -> list[Step]:
    """The steps; a message is answered by the first that has something to say to it."""
    settings, twilio = cast.settings, cast.twilio
    fetch = Fetch(twilio.files, cast.now) if twilio else None
    every: list[Step | None] = [
        ForgetMe(cast.forget, cast.now),
        ObeyCommands(cast.threads, settings.retention_days),
        keep_quiet,
        needs_content,
        BeforeAsking(ShowTyping(twilio.typing)) if twilio else None,
        BeforeAsking(ReadQuotes(cast.threads, [twilio.sent] if twilio else [])),
        BeforeAsking(HearVoice(cast.threads, fetch, cast.transcriber)) if fetch else None,
        BeforeAsking(Moderate(cast.moderator)) if cast.moderator else None,
        AskAssistant(_ask(cast, fetch), settings.echo_voice),
    ]
    return [step for step in every if step]


def _ask(cast: Cast, fetch: Fetch | None) -> Ask:
    open_files = OpenFiles(fetch, is_readable) if fetch else None
    put_question = PutQuestion(cast.assistant, cast.threads, cast.forget, cast.settings.thread_tokens, open_files)
    return Ask(put_question, cast.now)


def take_turn(cast: Cast) -> TakeTurn:
    """The answering of messages, with the delivery of Twilio's channels."""
    settings = cast.settings
    hops = settings.max_hops if settings.late_answers == "redirect" else 0
    delivery = Delivery.in_response(hops=hops, sends_late=settings.sends_late_answers)
    return TakeTurn(cast.threads, steps(cast), settings.house, delivery)
