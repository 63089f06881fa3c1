"""The product's manners: the steps of a turn, in order; those switched off are left out.

Long: a few lines for each step that only some deployments have.
"""

from collections.abc import Sequence

from handlers.adapters.openai.file_kinds import is_readable
from handlers.channels.markup.text import to_plain
from handlers.conversation.asking import Ask
from handlers.conversation.contact import Carrier
from handlers.conversation.delivery import Delivery
from handlers.conversation.fetching import Fetch
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.question import PutQuestion
from handlers.conversation.rounds import AskInRounds
from handlers.conversation.step import BeforeAsking, Step
from handlers.conversation.take_turn import TakeTurn
from handlers.steps.ask_assistant import AskAssistant
from handlers.steps.confirm_call import confirm_call
from handlers.steps.forget_me import ForgetMe
from handlers.steps.hear_voice import HearVoice
from handlers.steps.keep_quiet import keep_quiet
from handlers.steps.moderate import Moderate
from handlers.steps.needs_content import needs_content
from handlers.steps.obey_commands import ObeyCommands
from handlers.steps.read_quotes import ReadQuotes
from handlers.steps.show_typing import ShowTyping
from handlers.wiring.cast import Cast
from handlers.wiring.notes import note_of


def steps(cast: Cast) -> list[Step]:
    """The steps; a message is answered by the first that has something to say to it."""
    settings, files, typing = cast.settings, cast.files, cast.typing
    fetch = Fetch(files, cast.now) if files else None
    read_quotes = BeforeAsking(ReadQuotes(cast.threads, cast.sent))
    hear_voice = BeforeAsking(HearVoice(cast.threads, fetch, cast.transcriber)) if fetch and cast.transcriber else None
    from_faq = _answer_from_faq(cast)
    every: list[Step | None] = [
        *_surveys(cast, hear_voice),
        ForgetMe(cast.forget, cast.now),
        _link_channels(cast),
        ObeyCommands(cast.threads, settings.retention_days, to_plain, settings.has_people, _links(cast)),
        confirm_call if cast.tools else None,
        _wait_by_hand(cast),
        *_with_people(cast, hear_voice),
        keep_quiet,
        _take_dislike(cast),
        needs_content,
        _tell_closed(cast, [step for step in (read_quotes, _within_ceiling(cast, hear_voice)) if step]),
        from_faq,
        _mind_ceiling(cast),
        BeforeAsking(ShowTyping(typing)) if typing else None,
        read_quotes,
        hear_voice,
        from_faq if hear_voice else None,  # again, for what was spoken
        BeforeAsking(Moderate(cast.moderator)) if cast.moderator else None,
        _calling_people(cast, _asking(cast, fetch)),
    ]
    return [step for step in every if step]


def _links(cast: Cast) -> bool:
    """True if customers may join several apps: by default where there are several carriers."""
    return cast.settings.link_channels == "on" or (cast.settings.link_channels == "auto" and len(cast.carriages) > 1)


def _link_channels(cast: Cast) -> Step | None:
    if not _links(cast):
        return None
    from handlers.steps.link_channels import LinkChannels
    from handlers.stores.link_codes import StoredLinkCodes
    from handlers.wiring.senders import send_out

    return LinkChannels(StoredLinkCodes(cast.keeping), cast.threads, send_out(cast), cast.now)


def _wait_by_hand(cast: Cast) -> Step | None:
    """Only Meta tells what people write by hand."""
    if Carrier.META not in cast.carriages:
        return None
    from handlers.steps.wait_by_hand import WaitByHand

    return WaitByHand(cast.now)


def _surveys(cast: Cast, hear_voice: Step | None) -> list[Step]:
    if cast.people is None or not cast.settings.asks:
        return []
    from handlers.steps.await_rest import AwaitRest
    from handlers.steps.take_rating import TakeRating

    waiting = [AwaitRest(cast.now)] if cast.settings.survey == "conversation" else []
    return [TakeRating(cast.people.surveys, hear_voice), *waiting]


def _with_people(cast: Cast, hear_voice: Step | None) -> list[Step]:
    """What happens if a customer asks for a person, and while one answers."""
    people = cast.people
    if people is None:
        from handlers.steps.nobody_to_ask import NobodyToAsk

        return [NobodyToAsk(cast.threads)]
    from handlers.steps.ask_for_person import AskForPerson
    from handlers.steps.with_person import WithPerson

    language = cast.settings.assistant_language
    ask_for_person = _gathering(cast, AskForPerson(people.hand_over, hear_voice))
    return [ask_for_person, WithPerson(people.tickets, people.agents, language, cast.now, hear_voice)]


def _calling_people(cast: Cast, ask: Step) -> Step:
    if cast.people is None:
        return ask
    from handlers.steps.call_person import CallPerson

    return _gathering(cast, CallPerson(ask, cast.people.hand_over))


def _gathering(cast: Cast, step: Step) -> Step:
    """The step, after which the question is kept for the owner if it was not answered well."""
    if cast.teaching is None:
        return step
    from handlers.steps.gather_lessons import GatherLessons

    return GatherLessons(step, cast.teaching.lessons, cast.threads)


def _take_dislike(cast: Cast) -> Step | None:
    if cast.teaching is None:
        return None
    from handlers.steps.take_dislike import TakeDislike

    return TakeDislike(cast.teaching.lessons, cast.threads)


def _ask(cast: Cast, fetch: Fetch | None) -> Ask:
    open_files = OpenFiles(fetch, is_readable) if fetch else None
    put_question = PutQuestion(
        cast.assistant, cast.threads, cast.forget, cast.settings.thread_tokens, open_files, note_of(cast)
    )
    return Ask(put_question, cast.now)


def _asking(cast: Cast, fetch: Fetch | None) -> AskAssistant:
    names = cast.knowledge.names if cast.knowledge else frozenset[str]()
    return AskAssistant(AskInRounds(_ask(cast, fetch), cast.tools), cast.settings.echo_voice, names, cast.topics)


def _tell_closed(cast: Cast, understand: Sequence[Step]) -> Step | None:
    if cast.hours is None or cast.settings.when_closed == "answer":
        return None
    from handlers.steps.tell_closed import TellClosed

    return BeforeAsking(TellClosed(cast.hours, cast.now, understand))


def _mind_ceiling(cast: Cast) -> Step | None:
    if cast.ceilings is None:
        return None
    from handlers.steps.mind_ceiling import MindCeiling

    people = cast.people.hand_over if cast.people and cast.settings.when_limited == "ticket" else None
    return BeforeAsking(MindCeiling(cast.ceilings, cast.now, people, cast.settings.has_people))


def _within_ceiling(cast: Cast, hear_voice: Step | None) -> Step | None:
    """The hearing of voice notes to which nobody answers now."""
    if cast.ceilings is None or hear_voice is None:
        return hear_voice
    from handlers.steps.mind_ceiling import HearWithinCeiling

    return HearWithinCeiling(hear_voice, cast.ceilings)


def _answer_from_faq(cast: Cast) -> Step | None:
    if cast.faq is None:
        return None
    from handlers.steps.answer_from_faq import AnswerFromFaq

    return BeforeAsking(AnswerFromFaq(cast.faq, cast.threads, cast.now))


def take_turn(cast: Cast) -> TakeTurn:
    """The answering of messages, with the delivery of Twilio's channels."""
    settings = cast.settings
    hops = settings.max_hops if settings.late_answers == "redirect" else 0
    delivery = Delivery.in_response(hops=hops, sends_late=settings.sends_late_answers)
    return TakeTurn(cast.threads, steps(cast), settings.house, delivery)
