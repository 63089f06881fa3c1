"""The cast: an adapter for each part; None for parts that a deployment does not have.

Long: a line for each part.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import openai

from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.moderation import OpenAIModerator
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.conversation.carriers import Carriage, files_of, sent_of, typing_of
from handlers.conversation.contact import Carrier
from handlers.conversation.forgetting import Forget
from handlers.conversation.links import Links
from handlers.conversation.opening import Limits
from handlers.conversation.ports.assistant import Assistant
from handlers.conversation.ports.carrier import Files, Outbox, SentMessages, Typing
from handlers.conversation.ports.tools import Tools
from handlers.conversation.spending import uncounted
from handlers.money.ledger import Ledger
from handlers.money.prices import load_prices
from handlers.settings import Settings
from handlers.stores.debts import StoredDebts
from handlers.stores.erasures import StoredErasures
from handlers.stores.keeping import Keeping
from handlers.stores.threads import StoredThreads
from handlers.wiring import parts
from handlers.wiring.assistant import assistant_of, hears_by
from handlers.wiring.documents import documents_of
from handlers.wiring.money import ledger_of, reckon_of, rendered_by
from handlers.wiring.vendors import carriages_of, openai_client
from handlers.wiring.zone import zone_of

if TYPE_CHECKING:
    from handlers.knowledge.faq import Faq
    from handlers.money.ceilings import Ceilings
    from handlers.tickets.hours import Hours
    from handlers.wiring.knowledge import Knowledge
    from handlers.wiring.people import People
    from handlers.wiring.teaching import Teaching


@dataclass(frozen=True)
class Cast:
    """The adapters by their parts. `closing`: how to close each connection."""

    settings: Settings
    now: Callable[[], datetime]
    keeping: Keeping
    threads: StoredThreads
    debts: StoredDebts
    ledger: Ledger
    erasures: StoredErasures
    client: openai.AsyncOpenAI
    assistant: Assistant
    transcriber: OpenAITranscriber | None
    moderator: OpenAIModerator | None
    carriages: Mapping[Carrier, Carriage]
    links: Links
    hours: "Hours | None"
    people: "People | None"
    tools: Tools | None
    faq: "Faq | None"
    teaching: "Teaching | None"
    knowledge: "Knowledge | None"
    topics: Sequence[str]
    ceilings: "Ceilings | None"
    closing: Sequence[Callable[[], Awaitable[None]]]

    @property
    def outboxes(self) -> Mapping[Carrier, Outbox]:
        """Who sends what no request waits for."""
        return {carrier: carriage.outbox for carrier, carriage in self.carriages.items()}

    @property
    def files(self) -> Files | None:
        """The files of customers and agents; None if no carrier lets us fetch any."""
        return files_of(self.carriages)

    @property
    def typing(self) -> Typing | None:
        """The typing indicator; None if no carrier has one."""
        return typing_of(self.carriages)

    @property
    def sent(self) -> SentMessages:
        """The messages that carriers still have."""
        return sent_of(self.carriages)

    @property
    def forget(self) -> Forget:
        """The part that finishes erasures."""
        return Forget(self.assistant, self.erasures, self.now)


def cast_by(settings: Settings, now: Callable[[], datetime]) -> Cast:
    """The cast that these settings ask for. Raises BadSettings."""
    documents, client = documents_of(settings, now), openai_client(settings)
    keeping = Keeping(documents, now, settings.retention)
    limits = Limits(timedelta(seconds=settings.burst_seconds), settings.messages_a_minute)
    prices = load_prices(settings.country_prices, zone_of(settings))
    tools = parts.tools(settings)
    teaching = parts.teaching(settings, keeping)
    faq = parts.faq(settings, now, teaching)
    knowledge = parts.knowledge(settings, client)
    about_topics, topics = parts.topics(settings)
    instructions = settings.instructions + about_topics + parts.told(faq) + (knowledge.told if knowledge else "")
    ceilings = parts.ceilings(settings, keeping, prices, now, instructions)
    links = Links(settings.public_url, settings.link_secrets, now)
    carriages, closing = carriages_of(settings, links, keeping, now)
    rendered = rendered_by(carriages)
    ledger = ledger_of(settings, prices, rendered)
    ledger = ceilings.watching(ledger) if ceilings else ledger
    spends = ceilings.closing if ceilings else uncounted
    threads = StoredThreads(keeping, limits, reckon_of(settings, prices, rendered, now), spends)
    hours = parts.hours(settings)
    people = parts.people(settings, keeping, threads, now, hours)
    helpdesk = people.helpdesk if people else None
    heard_by = hears_by(settings)
    briefing = Briefing(
        model=settings.openai_model,
        reasoning=settings.openai_reasoning,
        instructions=instructions,
        side=settings.side,
        tools=tools.schemas if tools else (),
        topics=topics,
    )
    assistant, stop = assistant_of(settings, client, briefing)
    return Cast(
        settings=settings,
        now=now,
        keeping=keeping,
        threads=threads,
        debts=StoredDebts(keeping, ledger),
        ledger=ledger,
        erasures=StoredErasures(keeping, threads),
        client=client,
        assistant=assistant,
        transcriber=OpenAITranscriber(client, heard_by) if heard_by else None,
        moderator=OpenAIModerator(client) if settings.moderation else None,
        carriages=carriages,
        links=links,
        hours=hours,
        people=people,
        tools=tools,
        faq=faq,
        teaching=teaching,
        knowledge=knowledge,
        topics=topics,
        ceilings=ceilings,
        closing=[
            *([ceilings.close] if ceilings else []),
            *stop,
            *(documents.close, client.close, *closing, *([helpdesk.post.close] if helpdesk else [])),
        ],
    )
