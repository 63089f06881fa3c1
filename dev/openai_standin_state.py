"""What the stand-in remembers: conversations, responses, the requests seen and the webhooks sent."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from dev import openai_standin_refusals as refusals
from dev.openai_standin_answers import Answer, Directives, compose, directives
from dev.openai_standin_items import messages, text_of
from dev.openai_standin_media import media_in
from dev.openai_standin_run import JSON, Pace, Run, new_id, reasoning_tokens, response_json, usage_json
from dev.openai_standin_webhooks import Delivery, deliver, event, new_secret
from dev.serving import Witness

RESPONSES_KEPT = 5_000
DELIVERIES_KEPT = 10_000


@dataclass(eq=False)
class Conversation:
    """One thread: message items, oldest first, and the response that is being written to it."""

    items: list[JSON]
    metadata: dict[str, str]
    id: str = field(default_factory=lambda: new_id("conv"))
    created_at: int = field(default_factory=lambda: int(time.time()))
    running: Run | None = None

    def as_json(self) -> JSON:
        shown = {"id": self.id, "created_at": self.created_at, "metadata": self.metadata}
        return {"object": "conversation", **shown}

    def drop(self, item: str) -> None:
        """Delete one item. Raises `Refused` if it is not there."""
        if item not in [each["id"] for each in self.items]:
            raise refusals.not_found("Item", item)
        self.items[:] = [each for each in self.items if each["id"] != item]


@dataclass
class State(Witness):
    """All that one stand-in knows.

    `seconds` and `characters` say how its answers come, `webhook_…` where the news of their ends goes; all may be
    changed while it runs. Without a URL no webhook is sent; the first pause of `webhook_pause` seconds doubles.
    `left` holds the items of conversations that are no more: with OpenAI, too, they live on until they are deleted.
    So many `failing_deletions`, of anything, are answered with 500; so are `failing_requests` for responses and
    transcripts. The next response takes `delay_next` seconds longer.
    """

    seconds: float = 0.0
    characters: int = 24
    conversations: dict[str, Conversation] = field(default_factory=dict)
    left: dict[str, list[JSON]] = field(default_factory=dict)
    failing_deletions: int = 0
    failing_requests: int = 0
    delay_next: float = 0.0
    runs: dict[str, Run] = field(default_factory=dict)
    webhook_url: str | None = None
    webhook_secret: str = field(default_factory=new_secret)
    webhook_pause: float = 0.2
    webhooks: deque[Delivery] = field(default_factory=lambda: deque(maxlen=DELIVERIES_KEPT))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _going: set[Run] = field(default_factory=set)
    _attempts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _forgotten_for: set[tuple[str, str]] = field(default_factory=set)
    _held: list[str] = field(default_factory=list)

    @contextmanager
    def holding(self, text: str) -> Iterator[None]:
        """No response to a message with `text` in it says a word before the block ends. From any thread."""
        self._held.append(text)
        try:
            yield
        finally:
            self._held.remove(text)

    def open_conversation(self, body: JSON) -> Conversation:
        items = messages(body.get("items") or [], "items")
        if len(items) > 20:
            raise refusals.too_many("items", 20, len(items))
        refusals.check_metadata(body)
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

    def fail_a_deletion(self) -> None:
        """Raise `Refused` as often as `failing_deletions` says."""
        if self.failing_deletions > 0:
            self.failing_deletions -= 1
            raise refusals.on_request("500", "")

    def fail_a_request(self) -> None:
        """Raise `Refused` as often as `failing_requests` says."""
        if self.failing_requests > 0:
            self.failing_requests -= 1
            raise refusals.on_request("500", "")

    def fail_if_asked(self, asked: Directives, *, model: str, who: str, text: str) -> None:
        """Raise `Refused` if `text` asks for that, as often as it does, counted for `who` says it."""
        if not (asked.locked or asked.fail):
            return
        self._attempts[who, text] += 1
        attempts = self._attempts[who, text]
        if attempts <= asked.locked:
            raise refusals.locked()
        if asked.fail and (asked.times is None or attempts <= asked.locked + asked.times):
            raise refusals.on_request(asked.fail, model)

    def run(self, identifier: str) -> Run:
        try:
            return self.runs[identifier]
        except KeyError:
            raise refusals.not_found("Response", identifier) from None

    def respond(self, body: JSON) -> Run:
        """Start the response that `body` asks for, or raise `Refused`."""
        refusals.check_create(body)
        self.fail_a_request()
        conversation = self._conversation_of(body)
        items = messages(body["input"], "input")
        text = _last_of(items)
        asked = directives(text)
        if asked.fail == "file" and not media_in(items):
            asked = replace(asked, fail=None)
        self._misbehave(asked, text, conversation, body)
        if conversation and conversation.running:
            raise refusals.locked()
        return self._start(body, items, asked, conversation)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until everything stops."""
        waiting = asyncio.create_task(asyncio.sleep(seconds))
        self._look_after(waiting)
        await asyncio.wait({waiting})

    def stop(self) -> None:
        """End whatever is still being written or delivered, so that nobody waits for it."""
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

    def _misbehave(self, asked: Directives, text: str, conversation: Conversation | None, body: JSON) -> None:
        if conversation and "gone" in asked.words:
            self._forget_once(conversation, text, str(body.get("safety_identifier")))
        who = str(body.get("safety_identifier") or (conversation.id if conversation else ""))
        self.fail_if_asked(asked, model=body["model"], who=who, text=text)

    def _forget_once(self, conversation: Conversation, text: str, sender: str) -> None:
        # The same sender comes back with the same text and another conversation: that one is to live.
        if (sender, text) in self._forgotten_for:
            self._forgotten_for.remove((sender, text))
            return
        self._forgotten_for.add((sender, text))
        self.forget(conversation.id)
        raise refusals.not_found("Conversation", conversation.id)

    def _start(self, body: JSON, items: list[JSON], asked: Directives, thread: Conversation | None) -> Run:
        past = thread.items if thread else []
        answer, usage = think(body, past, items, asked)
        text = _last_of(items)
        later, self.delay_next = self.delay_next, 0.0
        run = Run(
            response=response_json(body, thread.id if thread else None),
            answer=answer,
            usage=usage,
            pace=Pace(asked.delay + later, self.seconds, self.characters),
            on_end=partial(self._ended, items, thread, asked.webhooks),
            streamed=bool(body.get("stream")),
            drop="drop" in asked.words,
            is_held=lambda: any(held in text for held in list(self._held)),
        )
        if thread:
            thread.running = run
        self._going.add(run)
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
        sending = asyncio.create_task(deliver(event(run.response), self, times=times))
        self._look_after(sending)

    def _look_after(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _last_of(items: Sequence[JSON]) -> str:
    """What the customer wrote last; directives are read in it."""
    return next((text_of(item) for item in reversed(items) if item["role"] == "user"), "")


def think(body: JSON, past: Sequence[JSON], items: Sequence[JSON], asked: Directives) -> tuple[Answer, JSON]:
    """The answer to `items` after `past`, within `max_output_tokens`, and its usage."""
    said = [text_of(item) for item in (*past, *items) if item["role"] == "user"]
    first = all(item["role"] != "assistant" for item in past)
    answer = compose(said, first=first, asked=asked, seen=media_in(items))
    known = len(body.get("instructions") or "") + sum(len(text_of(item)) for item in past)
    new = sum(len(text_of(item)) for item in items)
    reasoning = reasoning_tokens(body)
    if limit := body.get("max_output_tokens"):
        answer = answer.cut(max(0, limit - reasoning) * 4)
    return answer, usage_json(known, new, reasoning, len(answer.text))
