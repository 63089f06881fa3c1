"""The memory of the stand-in: conversations, responses, webhooks sent."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import partial

from dev.openai_standin import checks, refusals
from dev.openai_standin.called import check_calls
from dev.openai_standin.conversation import Conversation
from dev.openai_standin.costs import Billed
from dev.openai_standin.faults import Faults
from dev.openai_standin.items import messages
from dev.openai_standin.library import Library
from dev.openai_standin.question import Question, think
from dev.openai_standin.response import JSON, response_json
from dev.openai_standin.run import Pace, Run
from dev.openai_standin.unkind import Unkind
from dev.openai_standin.webhooks import Delivery, deliver, event, new_secret

RESPONSES_KEPT = 5_000
DELIVERIES_KEPT = 10_000


@dataclass
class State(Faults):
    """All that one stand-in knows.

    An answer takes `seconds` and comes in pieces of so many `characters`; the next one takes `delay_next` seconds
    longer. `webhook_…`: where and how the end of a response is announced; without a URL it is not. A second attempt
    comes after `webhook_pause` seconds, each further one after twice as many. All may be changed while it runs.
    `left` holds the items of deleted conversations: with OpenAI, too, they stay until they are deleted themselves.
    Cancelling a response that has ended is answered with the status `cancel_ended`: 400, 409, or 200 and the response.
    `paid` counts the responses that were begun, by the `message_sid` in their metadata. `unkind` makes everything slow
    and unsure. `library`: files and vector stores. `billed`: what the organization has to pay.
    """

    seconds: float = 0.0
    characters: int = 24
    conversations: dict[str, Conversation] = field(default_factory=dict)
    left: dict[str, list[JSON]] = field(default_factory=dict)
    delay_next: float = 0.0
    cancel_ended: int = 400
    unkind: Unkind | None = None
    library: Library = field(default_factory=Library)
    billed: Billed = field(default_factory=Billed)
    paid: Counter[str] = field(default_factory=Counter)
    runs: dict[str, Run] = field(default_factory=dict)
    webhook_url: str | None = None
    webhook_secret: str = field(default_factory=new_secret)
    webhook_pause: float = 0.2
    webhooks: deque[Delivery] = field(default_factory=lambda: deque(maxlen=DELIVERIES_KEPT))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _going: set[Run] = field(default_factory=set)
    _forgotten_for: set[tuple[str, str]] = field(default_factory=set)

    def open_conversation(self, body: JSON) -> Conversation:
        items = messages(body.get("items") or [], "items")
        check_calls((), items)
        if len(items) > 20:
            raise refusals.too_many("items", 20, len(items))
        checks.check_metadata(body)
        conversation = Conversation(items, body.get("metadata") or {})
        self.conversations[conversation.id] = conversation
        return conversation

    def conversation(self, identifier: str) -> Conversation:
        try:
            return self.conversations[identifier]
        except KeyError:
            raise refusals.not_found("Conversation", identifier) from None

    def forget(self, identifier: str) -> Conversation:
        """Delete a conversation, not its items."""
        conversation = self.conversation(identifier)
        del self.conversations[identifier]
        self.left[identifier] = conversation.items
        return conversation

    def run(self, identifier: str) -> Run:
        try:
            return self.runs[identifier]
        except KeyError:
            raise refusals.not_found("Response", identifier) from None

    def question(self, body: JSON) -> Question:
        """The question in `body`. Raises `Refused`."""
        checks.check_create(body)
        thread = self._conversation_of(body)
        return Question(body, messages(body["input"], "input"), thread.items if thread else ())

    def respond(self, question: Question) -> Run:
        """Start a response. Raises `Refused`."""
        self.fail_a_request()
        conversation = self._conversation_of(question.body)
        self._misbehave(question, conversation)
        if conversation and conversation.running:
            raise refusals.locked()
        check_calls(conversation.items if conversation else (), question.items)
        if question.asked.mcp_down == "now" and question.at_servers:
            raise refusals.server_down(question.at_servers[0]["server_label"])
        return self._start(question, conversation)

    def report(self) -> JSON:
        """The responses paid for, by message, and the number of items kept in each conversation, deleted ones too."""
        here = {conversation.id: len(conversation.items) for conversation in self.conversations.values()}
        left = {identifier: len(items) for identifier, items in self.left.items() if items}
        kept = {"conversations": here, "left": left, "responses": len(self.runs)}
        return {"paid": dict(self.paid), **kept, "unkind": self.unkind and self.unkind.seed}

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until everything stops."""
        if not seconds:
            return
        waiting = asyncio.create_task(asyncio.sleep(seconds))
        self._look_after(waiting)
        await asyncio.wait({waiting})

    def stop(self) -> None:
        """End all that is still being written or delivered, so that nobody waits for it."""
        for run in list(self._going):
            run.stop()
        for task in self._tasks:
            task.cancel()

    def _conversation_of(self, body: JSON) -> Conversation | None:
        given = body.get("conversation")
        if given is None:
            return None
        identifier = given.get("id") if isinstance(given, dict) else given
        if not isinstance(identifier, str):
            raise refusals.invalid("conversation", "a conversation id or an object with one")
        return self.conversation(identifier)

    def _misbehave(self, question: Question, conversation: Conversation | None) -> None:
        asked, body = question.asked, question.body
        if conversation and "gone" in asked.words:
            self._forget_once(conversation, question.text, str(body.get("safety_identifier")))
        who = str(body.get("safety_identifier") or (conversation.id if conversation else ""))
        self.fail_if_asked(asked, model=body["model"], who=who, text=question.text)

    def _forget_once(self, conversation: Conversation, text: str, sender: str) -> None:
        # The same sender comes back with the same text and another conversation, which has to stay.
        if (sender, text) in self._forgotten_for:
            self._forgotten_for.remove((sender, text))
            return
        self._forgotten_for.add((sender, text))
        self.forget(conversation.id)
        raise refusals.not_found("Conversation", conversation.id)

    def _start(self, question: Question, thread: Conversation | None) -> Run:
        body, asked = question.body, question.asked
        answer, usage = think(question, thread.items if thread else [])
        later, self.delay_next = self.delay_next, 0.0
        run = Run(
            response=response_json(body, thread.id if thread else None),
            answer=answer,
            usage=usage,
            pace=Pace(asked.delay + later, self.seconds, self.characters),
            on_end=partial(self._ended, question.items, thread, asked.webhooks),
            asked=asked,
            at_servers=question.at_servers,
            streamed=bool(body.get("stream")),
            is_held=lambda: self.is_held(question.text),
        )
        if thread:
            thread.running = run
        self._going.add(run)
        self.paid[str((body.get("metadata") or {}).get("message_sid", ""))] += 1
        if body.get("store") is not False:
            self._keep(run)
        run.start()
        return run

    def _keep(self, run: Run) -> None:
        self.runs[run.id] = run
        if len(self.runs) > RESPONSES_KEPT:
            del self.runs[next(iter(self.runs))]

    def _ended(self, items: list[JSON], conversation: Conversation | None, times: int, run: Run) -> None:
        self._going.discard(run)
        if run.background and self.webhook_url:
            self._announce(run, times)
        if conversation is None:
            return
        conversation.running = None
        if run.response["status"] in ("completed", "incomplete"):
            conversation.items += items + run.response["output"]

    def _announce(self, run: Run, times: int) -> None:
        after = self.unkind.webhook(times) if self.unkind else [0.0] * times
        self._look_after(asyncio.create_task(deliver(event(run.response), self, after=after)))

    def _look_after(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
