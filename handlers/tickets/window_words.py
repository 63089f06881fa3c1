"""A customer's window in words: its length, and the name of the app that sets it."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.conversation.apps import app_name
from handlers.conversation.contact import Contact
from handlers.languages import Sentence, Spoken
from handlers.tickets import windows

LENGTHS: Mapping[timedelta, Sentence] = {
    windows.WINDOW: Sentence(es="24 horas", en="24 hours", pt="24 horas"),
    timedelta(days=7): Sentence(es="7 días", en="7 days", pt="7 dias"),
}


def in_words(contact: Contact, language: Spoken) -> dict[str, str]:
    """The fields `span` and `app` of sentences about the window for what a person writes to this customer."""
    return {"span": LENGTHS[windows.of_persons(contact)][language], "app": app_name(contact.channel)}
