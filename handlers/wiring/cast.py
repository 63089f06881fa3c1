"""The cast: an adapter for each part; None for parts that a deployment does not have."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import openai

from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.openai.moderation import OpenAIModerator
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.conversation.contact import Carrier
from handlers.conversation.forgetting import Forget
from handlers.conversation.links import Links
from handlers.conversation.opening import Limits
from handlers.conversation.ports.carrier import Outbox
from handlers.settings import Settings
from handlers.stores.conversations import StoredConversations
from handlers.stores.debts import StoredDebts
from handlers.stores.erasures import StoredErasures
from handlers.stores.keeping import Keeping
from handlers.stores.links import StoredLinks
from handlers.stores.notices import StoredNotices
from handlers.stores.surveys import StoredSurveys
from handlers.stores.take_overs import StoredTakeOvers
from handlers.stores.threads import StoredThreads
from handlers.stores.ticket_lists import StoredTicketLists
from handlers.stores.tickets import StoredTickets
from handlers.tickets.agents import Agents, agents_in
from handlers.tickets.hand_over import HandOver
from handlers.wiring.documents import documents_of
from handlers.wiring.helpdesk import HelpdeskParts, helpdesk_of
from handlers.wiring.vendors import Twilio, openai_client, twilio_of

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours


@dataclass(frozen=True)
class Cast:
    """The adapters by their parts. `closing`: how to close each connection."""

    settings: Settings
    now: Callable[[], datetime]
    threads: StoredThreads
    debts: StoredDebts
    erasures: StoredErasures
    tickets: StoredTickets
    ticket_lists: StoredTicketLists
    heard: StoredNotices
    surveys: StoredSurveys
    conversations: StoredConversations
    take_overs: StoredTakeOvers
    desk_links: StoredLinks
    agents: Agents
    client: openai.AsyncOpenAI
    assistant: OpenAIAssistant
    transcriber: OpenAITranscriber
    moderator: OpenAIModerator | None
    twilio: Twilio | None
    links: Links
    hours: "Hours | None"
    helpdesk: HelpdeskParts | None
    closing: Sequence[Callable[[], Awaitable[None]]]

    @property
    def outboxes(self) -> Mapping[Carrier, Outbox]:
        """Who sends what no request waits for."""
        return {Carrier.TWILIO: self.twilio.outbox} if self.twilio else {}

    @property
    def forget(self) -> Forget:
        """The part that finishes erasures."""
        return Forget(self.assistant, self.erasures, self.now)

    @property
    def hand_over(self) -> HandOver:
        """The part that opens tickets."""
        settings = self.settings
        return HandOver(
            tickets=self.tickets,
            threads=self.threads,
            agents=self.agents,
            contact=settings.people_contact,
            language=settings.assistant_language,
            now=self.now,
            hours=self.hours,
            has_helpdesk=self.helpdesk is not None,
        )


def cast_by(settings: Settings, now: Callable[[], datetime]) -> Cast:
    """The cast that these settings ask for. Raises BadSettings."""
    documents, client = documents_of(settings, now), openai_client(settings)
    keeping = Keeping(documents, now, settings.retention)
    notices = StoredNotices(keeping)
    threads = StoredThreads(keeping, Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute))
    links = Links(settings.public_url, settings.twilio_tokens, now)
    twilio, closing = twilio_of(settings, links)
    helpdesk = helpdesk_of(settings, keeping, now)
    return Cast(
        settings=settings,
        now=now,
        threads=threads,
        debts=StoredDebts(keeping),
        erasures=StoredErasures(keeping, threads),
        tickets=StoredTickets(keeping, notices, helpdesk.events if helpdesk else None),
        ticket_lists=StoredTicketLists(keeping),
        heard=notices,
        surveys=StoredSurveys(keeping, helpdesk.events if helpdesk else None),
        conversations=StoredConversations(keeping),
        take_overs=StoredTakeOvers(keeping),
        desk_links=StoredLinks(keeping),
        agents=agents_in(settings.agents, notice=settings.template_ticket, invitation=settings.template_reply),
        client=client,
        assistant=OpenAIAssistant(
            client,
            model=settings.openai_model,
            reasoning=settings.openai_reasoning,
            instructions=settings.instructions,
            side=settings.side,
        ),
        transcriber=OpenAITranscriber(client, settings.openai_transcription_model),
        moderator=OpenAIModerator(client) if settings.moderation else None,
        twilio=twilio,
        links=links,
        hours=_hours(settings),
        helpdesk=helpdesk,
        closing=[documents.close, client.close, *closing, *([helpdesk.post.close] if helpdesk else [])],
    )


def _hours(settings: Settings) -> "Hours | None":
    if not settings.opening_hours:
        return None
    from handlers.tickets.hours import hours_of

    return hours_of(settings.opening_hours, settings.time_zone, settings.holidays)
