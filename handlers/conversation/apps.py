"""The names of the apps that customers write in: the same in all languages."""

from handlers.conversation.contact import Channel

NAMES = {  # others are spelled as words are
    Channel.WHATSAPP: "WhatsApp",
    Channel.SMS: "SMS",
    Channel.RCS: "RCS",
}


def app_name(channel: Channel) -> str:
    """The name of an app."""
    return NAMES.get(channel, channel.capitalize())
