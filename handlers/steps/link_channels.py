"""One customer, several apps: a code given in one of them joins the conversations, when it is written in the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import link_texts
from handlers.conversation.answering_back import is_answer
from handlers.conversation.commands import Command, command_in
from handlers.conversation.link_code import MOST_TRIES, TRIES_WITHIN, code_in, new_code, shown
from handlers.conversation.linking import Refused
from handlers.conversation.messages import OpenMessage
from handlers.conversation.ports.linking import LinkCodes
from handlers.conversation.ports.stores import Threads
from handlers.conversation.send_now import is_refused
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unlinking import home_of
from handlers.errors import TurnLost

SENTENCES = {
    Refused.WRONG: link_texts.WRONG,
    Refused.SAME: link_texts.SAME,
    Refused.BUSY: link_texts.BUSY,
    Refused.TICKETS: link_texts.TICKETS,
    Refused.FULL: link_texts.FULL,
    Refused.NOT_JOINED: link_texts.NOT_JOINED,
    Refused.WITH_PERSON: link_texts.WITH_PERSON,
}


@dataclass(frozen=True)
class LinkChannels:
    """Gives codes, joins by them, and keeps apart again. Nothing else joins two apps: no name, and no number."""

    codes: LinkCodes
    threads: Threads
    send_out: SendOut
    now: Callable[[], datetime]

    async def __call__(self, turn: Turn) -> None:
        """Answers these commands alone. Raises StoreUnavailable.

        Raises TurnLost once the conversations were joined, or parted: the turn begins anew, with its answer.
        """
        for message in turn.unanswered if not turn.decisions.stopped else ():
            text = message.content.text
            if code := code_in(text):
                await self._join(turn, message, code)
            elif command_in(text) is Command.UNLINK:
                await self._part(turn, message)
            elif command_in(text) is Command.LINK and not await is_answer(self.threads, turn, message):
                code = new_code()
                await self.codes.keep(code, turn.thread)
                turn.say(link_texts.CODE[turn.language].format(code=shown(code)), to=[message])

    async def _join(self, turn: Turn, message: OpenMessage, code: str) -> None:
        now = self.now()
        tries = tuple(at for at in turn.decisions.tries if now - at < TRIES_WITHIN)
        if len(tries) >= MOST_TRIES:  # somebody is guessing: nothing is looked up, and nothing said
            turn.say_nothing(to=[message])
            return
        done = await self.codes.join(turn, code, message.sid, lambda ours, theirs: self._told(turn, ours, theirs))
        if not isinstance(done, Refused):
            await is_refused(self.send_out, done, by=message.sid)
            raise TurnLost
        if done is Refused.WRONG:
            turn.decide(tries=(*tries, now))
        turn.say(SENTENCES[done][turn.language], to=[message])

    def _told(self, turn: Turn, ours: Thread, theirs: Thread) -> tuple[str, str]:
        """What is said here, and in the other app, if it can be written to."""
        every = (theirs.contact, *theirs.also, ours.contact, *ours.also)
        here = turn.house.spoken_to(ours.language or theirs.language)
        there = turn.house.spoken_to(theirs.language or ours.language)
        said = link_texts.JOINED[here].format(apps=link_texts.named(every, here))
        if theirs.contact.carrier not in self.send_out.outboxes:
            return said, ""
        return said, link_texts.JOINED[there].format(apps=link_texts.named(every, there))

    async def _part(self, turn: Turn, message: OpenMessage) -> None:
        thread, language = turn.thread, turn.language
        apps, home = (thread.contact, *thread.also), home_of(thread)
        named = {"apps": link_texts.named(apps, language), "home": link_texts.named([home], language)}
        refused = await self.codes.part(turn, message.sid, link_texts.PARTED[language].format(**named))
        if refused is None:
            raise TurnLost
        turn.say(SENTENCES[refused][language], to=[message])
