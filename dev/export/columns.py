"""The columns of an export's files, as BigQuery's schemas and for whoever reads the lines. Pure.

No name is one of SQL's reserved words, as "at" and "where" are.
https://cloud.google.com/bigquery/docs/schemas#creating_a_JSON_schema_file
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers.conversation.contact import Channel
from handlers.conversation.facts import Sure, Who
from handlers.conversation.side import Mood
from handlers.tickets.survey import NotAsked
from handlers.tickets.ticket import State, What, Why

WITH_TEXTS = "with TEXTS=1: "


@dataclass(frozen=True)
class Column:
    """A column. `type` and `mode` as BigQuery names them; `of`: the columns of a RECORD."""

    name: str
    type: str
    about: str
    mode: str = "NULLABLE"
    of: "Sequence[Column]" = ()

    @property
    def schema(self) -> dict[str, Any]:
        """The column in a schema file."""
        inner = {"fields": [column.schema for column in self.of]} if self.of else {}
        return {"name": self.name, "type": self.type, "mode": self.mode, "description": self.about, **inner}


def _is(name: str, kind: str, about: str) -> Column:
    return Column(name, kind, about, "REQUIRED")


def _every(name: str, kind: str, about: str, *of: Column) -> Column:
    return Column(name, kind, about, "REPEATED", of)


def _text(name: str, about: str) -> Column:
    return Column(name, "STRING", f"{WITH_TEXTS}{about}")


def _names(kinds: type[StrEnum]) -> str:
    """All that there are."""
    return ", ".join(filter(None, kinds))


_THREAD = Column("thread", "STRING", "the alias of the customer's thread, as in the log; null if the thread is gone")
_CHARGES = _every(
    "charges",
    "RECORD",
    "what was paid for it",
    _is("line", "STRING", "supplier and thing, such as openai.input"),
    Column("place", "STRING", "the customer's country (ISO 3166) or the model, where the price depends on it"),
    _is("units", "INTEGER", "tokens, messages, calls"),
    Column("micros", "INTEGER", "millionths of a US dollar; null where no price is known"),
    _is("sure", "STRING", _names(Sure)),
)
_CONTACT = (
    _text("customer", "the customer's address"),
    _text("customer_name", "the name that the customer chose"),
    _text("business", "the number of yours that they wrote to"),
)
MESSAGES = (
    _is("id", "STRING", "its carrier's id of the message; of what a person wrote at the desk, one of Recado's"),
    _THREAD,
    _is("came_at", "TIMESTAMP", "when it came"),
    _is("date", "DATE", "that day in TIME_ZONE"),
    _is("hour", "INTEGER", "and the hour, 0 to 23"),
    _is("author", "STRING", "customer, or person of the business"),
    Column("app", "STRING", f"the app that a customer's message came in: {_names(Channel)}"),
    _is("characters", "INTEGER", "the length of its words, transcripts included"),
    _is("files", "INTEGER", "how many files came with it"),
    _every("kinds", "STRING", "its other parts: transcript, quote, location, button ..."),
    Column("answered_by", "STRING", "the id of the message whose turn answered it, its own mostly"),
    Column("closed_at", "TIMESTAMP", "when its answer went out"),
    Column("wait_seconds", "FLOAT", "from came_at to closed_at, if its own turn answered it"),
    Column("who", "STRING", f"who answered: {_names(Who)}"),
    Column("talks", "BOOLEAN", "it belongs to a conversation: no greeting, command or rating"),
    Column("begins", "BOOLEAN", "it is the first of a conversation"),
    Column("merged", "INTEGER", "how many messages its turn answered together"),
    Column("topic", "STRING", "the topic that the model gave, of TOPICS or other"),
    Column("mood", "STRING", f"as the model says: {_names(Mood)}"),
    Column("known", "BOOLEAN", "false if the assistant said that it does not know"),
    Column("entry", "STRING", "the entry of the FAQ that answered"),
    _is("by_rest", "BOOLEAN", "the answer was sent by the carrier's REST API, not in the response to its request"),
    Column("input_tokens", "INTEGER", "tokens of the question"),
    Column("cached_tokens", "INTEGER", "those of them that OpenAI had cached"),
    Column("output_tokens", "INTEGER", "tokens of the answer"),
    _every("tools", "STRING", "the tools that were called for it"),
    _every(
        "parts",
        "RECORD",
        "where the time of its turn went",
        _is("part", "STRING", "assistant, store, voice, files, knowledge ..."),
        _is("ms", "INTEGER", "milliseconds"),
    ),
    _CHARGES,
    _text("text", "the words that were written or said"),
    _every(
        "replies", "STRING", f"{WITH_TEXTS}the reply's texts, in Markdown; of a person's message, what they were told"
    ),
    _text("person", "the name of the person who wrote it"),
    _every("sources", "STRING", f"{WITH_TEXTS}the names of what the reply stands on"),
    _every(
        "calls",
        "RECORD",
        f"{WITH_TEXTS}the calls of tools",
        _is("name", "STRING", "the tool"),
        _is("arguments", "STRING", "as JSON"),
        Column("output", "STRING", "the beginning of what came of it"),
    ),
    *_CONTACT,
)
TICKETS = (
    _is("code", "STRING", "the ticket's code"),
    _THREAD,
    _is("opened_at", "TIMESTAMP", "when it was opened"),
    _is("date", "DATE", "that day in TIME_ZONE"),
    _is("why", "STRING", f"why a person was needed: {_names(Why)}"),
    _is("state", "STRING", _names(State)),
    _is("language", "STRING", "the customer's: es, en or pt"),
    Column("first_answer_at", "TIMESTAMP", "a person's first words"),
    Column("first_seconds", "FLOAT", "until then, by the calendar"),
    Column("answered_at", "TIMESTAMP", "a person's last words"),
    Column("closed_at", "TIMESTAMP", "when it was closed"),
    Column("closed_seconds", "FLOAT", "until then, by the calendar"),
    Column("closed_for", "STRING", "why it was closed"),
    _is("reminded", "BOOLEAN", "agents were reminded of it"),
    _every(
        "events",
        "RECORD",
        "what happened, at most 200 of the last",
        _is("happened_at", "TIMESTAMP", "when"),
        _is("what", "STRING", _names(What)),
        _text("who", "the agent"),
        _text("text", "a note's words"),
    ),
    _text("agent", "who has it"),
    _text("summary", "the assistant's sentence for that person"),
    *_CONTACT,
)
RATINGS = (
    _THREAD,
    _is("asked_at", "TIMESTAMP", "when the customer was asked, or was not"),
    _is("date", "DATE", "that day in TIME_ZONE"),
    Column("ticket", "STRING", "the code of the ticket that ended; null after a conversation with the assistant alone"),
    Column("not_asked", "STRING", f"why they were not asked: {_names(NotAsked)}"),
    Column("score", "INTEGER", "1 to 5; null without an answer"),
    Column("answered_at", "TIMESTAMP", "when they answered"),
    Column("commented_at", "TIMESTAMP", "when they commented on it"),
    _text("agent", "who had the ticket"),
    _text("comment", "the comment"),
)
DAYS = (
    _is("date", "DATE", "the day in TIME_ZONE"),
    _is("messages", "INTEGER", "customers' messages"),
    _is("conversations", "INTEGER", "conversations that began"),
    Column("answered", "FLOAT", "the five figures of docs/numbers.md: median wait in seconds"),
    Column("resolved", "FLOAT", "share of the finished conversations that ended well without a person"),
    Column("rated", "FLOAT", "mean rating"),
    Column("cost", "FLOAT", "dollars a conversation; at least that if unknown is not 0"),
    Column("available", "FLOAT", "share of minutes in which customers were served"),
    _is("micros", "INTEGER", "what was paid, in millionths of a US dollar"),
    _is("unknown", "INTEGER", "units of which no price is known"),
    _every(
        "counts",
        "RECORD",
        "all counts of the day, by the names in handlers/numbers/day.py; tickets/by/... only with TEXTS=1",
        _is("name", "STRING", "such as messages/faq"),
        _is("n", "INTEGER", "how many"),
    ),
)
FILES: dict[str, Sequence[Column]] = {"messages": MESSAGES, "tickets": TICKETS, "ratings": RATINGS, "days": DAYS}
