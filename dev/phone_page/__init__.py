"""The phone in the browser: a page that looks like WhatsApp and, towards the function, behaves as Twilio does.

`make run` serves it beside the function; docs/develop.md says what it can do.
"""

from dev.phone_page.page import PhonePage
from dev.phone_page.server import BUSINESS, serve

__all__ = ["BUSINESS", "PhonePage", "serve"]
