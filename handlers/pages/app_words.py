"""Names of apps on the pages: those that customers read, but for the site's chat, which has no name of its own.

Each: Spanish, English, Portuguese.
"""

from handlers.conversation.apps import app_name
from handlers.conversation.contact import Channel

APPS = {
    **{f"app_{channel}": (app_name(channel), app_name(channel), app_name(channel)) for channel in Channel},
    "app_web": ("Chat del sitio", "Web chat", "Chat do site"),
    "app_-": ("Ninguna", "None", "Nenhum"),
}
