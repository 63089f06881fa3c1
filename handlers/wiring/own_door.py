"""The clock's check that the function can be reached, by the door of a carrier that is set up."""

from collections.abc import Awaitable, Callable

from handlers.settings import Settings


def answers(settings: Settings) -> Callable[[], Awaitable[bool]]:
    """Calls a door of ours from outside, with what its carrier would have signed; True if it answers as it has to."""
    return _as_twilio(settings) if settings.twilio_tokens else _as_meta(settings)


def _as_twilio(settings: Settings) -> Callable[[], Awaitable[bool]]:
    from handlers.adapters.twilio.door import OwnDoor
    from handlers.channels.twilio import checking, write

    async def call() -> bool:
        form, url = checking.check_form(settings.twilio_account_sid), f"{settings.public_url}/webhook"
        signature = checking.signature_of(form, url, settings.twilio_tokens[0])
        return await OwnDoor(url).answers(form, signature, write.EMPTY_TWIML)

    return call


def _as_meta(settings: Settings) -> Callable[[], Awaitable[bool]]:
    from handlers.adapters.meta.door import OwnDoor
    from handlers.channels.meta import checking

    async def call() -> bool:
        body = checking.check_body()
        return await OwnDoor(f"{settings.public_url}/meta").answers(
            body, checking.signature_of(body, settings.meta_secrets[0])
        )

    return call
