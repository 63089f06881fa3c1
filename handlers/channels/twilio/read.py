"""Reading Twilio's requests: a signed form is verified, then parsed into a Message."""

import re
from collections.abc import Iterable, Iterator

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator

from handlers.channels.twilio.form import Form, SignedForm
from handlers.channels.twilio.parts import is_sticker, parts_of, text_of
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Attachment, Content, Message
from handlers.errors import ForgedRequest, IncompleteForm

APPS = frozenset({Channel.WHATSAPP, Channel.RCS, Channel.MESSENGER})  # that Twilio writes before an address
MOST_ATTACHMENTS = 10
SID = re.compile(r"[A-Za-z0-9]{2,64}")
SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=")  # HMAC-SHA1 or HMAC-SHA256, in base64


def check_header(signature: str) -> None:
    """Raise ForgedRequest if this cannot be a signature; checked before anything else of a request."""
    if not signature:
        raise ForgedRequest("no signature")
    if not SIGNATURE.fullmatch(signature):
        raise ForgedRequest("malformed signature")


def verify(signed: SignedForm, *, public_url: str, tokens: Iterable[str], account: str = "") -> None:
    """Raise ForgedRequest unless one of our tokens signed this form for us, and for our `account`.

    https://www.twilio.com/docs/usage/security#validating-requests
    """
    check_header(signed.signature)
    if signed.algorithm not in (HMAC_SHA1, HMAC_SHA256):
        raise ForgedRequest("unknown signature algorithm")
    urls = signed.urls(public_url)
    if not any(_is_signed(signed, RequestValidator(token), url) for token in tokens for url in urls):
        raise ForgedRequest("wrong signature", url=urls[0])
    if account and signed.form.first("AccountSid") != account:
        raise ForgedRequest("another account")


def _is_signed(signed: SignedForm, validator: RequestValidator, url: str) -> bool:
    return bool(validator.validate(url, signed.form, signed.signature, signed.algorithm))


def parse(form: Form) -> Message:
    """The message in a verified form. Raises IncompleteForm without MessageSid, From or To.

    Unknown parameters are ignored: new ones come without notice.
    https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    missing = [name for name in ("MessageSid", "From", "To") if not form.first(name).strip()]
    if missing:
        raise IncompleteForm(f"no {', '.join(missing)}")
    if not SID.fullmatch(form.first("MessageSid")):
        raise IncompleteForm("MessageSid is none")
    return Message(form.first("MessageSid"), _contact(form), _content(form))


def _contact(form: Form) -> Contact:
    channel, customer = _channel_and_address(form.first("From"))
    return Contact(
        channel=channel,
        business=_channel_and_address(form.first("To"))[1],
        customer=customer,
        external_id=_channel_and_address(form.first("ExternalUserId"))[1],
        profile_name=form.first("ProfileName"),
    )


def _content(form: Form) -> Content:
    files = () if is_sticker(form.first) else tuple(_attachments(form))
    return Content(text_of(form.first), files, tuple(parts_of(form.first)))


def _channel_and_address(spelled: str) -> tuple[Channel, str]:
    """Twilio writes an app before an address, as in whatsapp:+5215512345678, and nothing before a number of SMS."""
    prefix, colon, address = spelled.partition(":")
    return (Channel(prefix), address) if colon and prefix in APPS else (Channel.SMS, spelled)


def _attachments(form: Form) -> Iterator[Attachment]:
    for number in range(MOST_ATTACHMENTS):
        if url := form.first(f"MediaUrl{number}"):
            yield Attachment(url, form.first(f"MediaContentType{number}"))
