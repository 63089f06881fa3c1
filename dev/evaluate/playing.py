"""Plays one conversation before a running function: signed webhooks in, TwiML out, as Twilio would."""

import mimetypes
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace

from dev import twilio_standin
from dev.evaluate.conversations import Conversation, Step
from dev.evaluate.judge import Judge
from dev.evaluate.judging import Answered, faults, is_waiting, no_answer
from dev.evaluate.kept import Kept
from dev.evaluate.results import Failure, Run
from dev.phone import Phone, attached, new_sid, quote
from dev.phone_page.records import kind_of
from dev.twilio_standin import File

VOICE = b"OggS"  # the stand-in for OpenAI hears the text after it


@dataclass
class Player:
    """Plays a conversation as a customer with this phone. `judge`: None without a key; `real`: a real model answers."""

    phone: Phone
    twilio: twilio_standin.Standin
    kept: Kept
    real: bool
    judge: Judge | None = None
    lines: list[tuple[str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    last: str = ""

    async def play(self, conversation: Conversation) -> Run:
        """Play it to its end, whatever fails on the way."""
        begun, failures, costs, unjudged = time.perf_counter(), list[Failure](), list[float | None](), list[str]()
        for number, step in enumerate(conversation.steps, 1):
            answered = await self._say(step)
            found = await self._faults(step, answered)
            failures += [Failure(number, step.said, what, answered.text) for what in found]
            costs.append(answered.cost)
            unjudged += () if self.judge else step.expect.criteria()
            self.lines.append(("assistant", answered.text))
            self.answers.append(answered.text)
        known = [cost for cost in costs if cost is not None]
        cost = sum(known) if len(known) == len(costs) else None
        return Run(tuple(failures), time.perf_counter() - begun, cost, tuple(unjudged))

    async def _faults(self, step: Step, answered: Answered) -> list[str]:
        if problem := no_answer(step.expect, answered):
            return [problem]
        found = faults(step.expect, answered, real=self.real)
        if self.judge:
            found += await self.judge.faults(step.expect.criteria(), self.lines, answered)
        return found

    async def _say(self, step: Step) -> Answered:
        sid, thread = new_sid(), self.kept.thread_of(self.last) if self.last else ""
        tickets = self.kept.tickets(thread) if thread else set[str]()
        fields = {**self._file(step, sid), **self._quote(step)}
        text = step.say or (step.send.name if step.send else "")  # Twilio gives a document's name as its text
        self.lines.append(("customer", step.said))
        answered = await self._converse(text, sid, fields)
        self.last = sid
        return self.kept.with_facts(answered, sid, tickets=tickets)

    async def _converse(self, text: str, sid: str, fields: dict[str, str]) -> Answered:
        messages, problem, begun = list[str](), "", time.perf_counter()
        answered = False
        try:
            async for delivery in replace(self.phone, more=fields).converse(text, sid=sid):
                answered = True
                messages += [message for message in delivery.messages if not is_waiting(message)]
                if delivery.status != 200:
                    problem = f"the function answers with HTTP {delivery.status}"
        except (ET.ParseError, ValueError):
            answered, problem = True, "the function answers with what Twilio could not read"
        if not answered:
            problem = "the function does not answer, or not within Twilio's 15 seconds"
        return Answered(tuple(messages), time.perf_counter() - begun, problem)

    def _file(self, step: Step, sid: str) -> dict[str, str]:
        if not (step.send or step.voice):
            return {}
        if step.send:
            content, kind = (
                step.send.read_bytes(),
                mimetypes.guess_type(step.send.name)[0] or "application/octet-stream",
            )
        else:
            content, kind = VOICE + step.voice.encode(), "audio/ogg"
        path = self.twilio.state.keep(File(content, kind, account=self.phone.account, message=sid))
        return {**attached((self.twilio.base_url + path, kind)), "MessageType": kind_of(kind)}

    def _quote(self, step: Step) -> dict[str, str]:
        """Quoted is what the business wrote: the stand-in for Twilio has it, for the function to look it up."""
        if step.quote is None:
            return {}
        text = self.answers[step.quote - 1] if isinstance(step.quote, int) else step.quote
        sent = self.twilio.state.receive(
            text, from_=self.phone.business, to=self.phone.sender, account=self.phone.account
        )
        return quote(sent.sid, sender=self.phone.business)
