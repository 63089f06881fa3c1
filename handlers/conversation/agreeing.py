"""Whether a message agrees to what was asked just now, before a tool does it."""

import re

from handlers.conversation.commands import is_yes, plain

# Whole messages, as `plain` writes them. What says more than yes ("sí, pero a las nueve") is for the assistant.
_AGREES = (
    r"(si|yes|sim)( (claro|gracias|porfa|porfavor|por favor|esta bien|dale|adelante|hazlo|hagalo|thanks|thank you"
    r"|go ahead|obrigad[oa]|isso|pode))*",
    r"(ok|okay|dale|va|vale|sale|claro|listo|adelante|esta bien|de acuerdo|perfecto|correcto|hazlo|hagalo)"
    r"( gracias| por favor)?",
    r"(sure|go ahead|please do|do it|correct|right|that s right|sounds good)( please| thanks)?",
    r"(pode ser|isso|isso mesmo|certo|combinado|pode|faca isso)( obrigad[oa]| por favor)?",
)
THUMB = re.compile("\U0001f44d[\U0001f3fb-\U0001f3ff]?\ufe0f?")


def agrees(text: str) -> bool:
    """True if the whole message agrees. More words count than for deleting everything, since more can be undone."""
    if THUMB.fullmatch(text.strip()):
        return True
    return is_yes(text) or ("?" not in text and re.fullmatch("|".join(_AGREES), plain(text)) is not None)
