"""Twilio's dialect: the signature, the form as a Message, a reply as TwiML. Pure; no network, no framework."""

import re
from collections.abc import Iterable, Sequence

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm
from twilio.twiml.messaging_response import MessagingResponse

from handlers import texts
from handlers.channels.splitting import split
from handlers.channels.twilio_parts import is_sticker, parts_of, text_of
from handlers.channels.whatsapp_text import to_plain, to_whatsapp
from handlers.conversation.messages import Attachment, Channel, Message
from handlers.errors import ForgedRequest, IncompleteForm

CONTENT_TYPE = "application/x-www-form-urlencoded"
EMPTY_TWIML = str(MessagingResponse())

# https://www.twilio.com/docs/messaging/twiml/message: 1,600 characters, and at most 10 messages to one incoming
MOST_UNITS = 1600
MOST_MESSAGES = 10
MOST_ATTACHMENTS = 10
MOST_FIELDS = 200  # Twilio sends under 60
SID = re.compile(r"[A-Za-z0-9]{2,64}")
SIGNATURE = re.compile(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=")  # HMAC-SHA1 or HMAC-SHA256, in base64


class Form(dict[str, list[str]]):
    """A form as it was sent, repeated and blank values kept: the signature is over all of them."""

    def getlist(self, name: str) -> list[str]:
        """All values of a parameter; the name is what Twilio's validator calls it by."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value of a parameter, "" without one. Twilio sends each of those we read once."""
        return self.get(name, [""])[0]


def read_form(body: bytes) -> Form:
    """The form in a request's body. Raises ForgedRequest for what Twilio cannot have sent.

    Strictly: `a&b` and `a=b` have one and the same signature, so a field without `=` is turned away, and bytes that
    are not UTF-8 would all read as the same replacement character.
    """
    form = Form()
    try:
        for field in body.split(b"&") if body else []:
            name, equals, value = field.partition(b"=")
            if not equals:
                raise ForgedRequest("not a well-formed form")
            form.setdefault(_unescaped(name), []).append(_unescaped(value))
    except UnicodeError:
        raise ForgedRequest("not a well-formed form") from None
    return form


def _unescaped(raw: bytes) -> str:
    """What urllib's unquote_plus gives, strictly, and 30 times as fast when all is escaped, as only forgers do it.

    Python's own escapes are read in C, so each %41 is written as its \\x41; UnicodeError for one that is none.
    """
    escaped = raw.replace(b"\\", b"\\\\").replace(b"+", b" ").replace(b"%", b"\\x")
    return escaped.decode("unicode_escape").encode("latin-1").decode()


def check_header(signature: str) -> None:
    """Raise ForgedRequest for what cannot be a signature, before anything else of a request is looked at."""
    if not signature:
        raise ForgedRequest("no signature")
    if not SIGNATURE.fullmatch(signature):
        raise ForgedRequest("malformed signature")


def verify(
    form: Form, *, urls: Sequence[str], signature: str, settings: str, tokens: Iterable[str], account: str = ""
) -> None:
    """Raise ForgedRequest unless one of our tokens signed this form for one of `urls`, and for our `account`.

    `settings` is the header X-Twilio-Webhooks-Signature-Settings, which tells HMAC-SHA256 from the usual SHA-1.
    https://www.twilio.com/docs/usage/security#validating-requests
    """
    check_header(signature)
    algorithm = get_signature_algorithm(settings).upper()
    if algorithm not in (HMAC_SHA1, HMAC_SHA256):
        raise ForgedRequest("unknown signature algorithm")
    validators = [RequestValidator(token) for token in tokens]
    if not any(validator.validate(url, form, signature, algorithm) for validator in validators for url in urls):
        raise ForgedRequest("wrong signature", url=urls[0])
    if account and form.first("AccountSid") != account:
        raise ForgedRequest("another account")


def signed_urls(public_url: str, path: str, query: str) -> list[str]:
    """The addresses that Twilio may have signed for a request: as they stand in its console, so with no slash added."""
    suffix = f"?{query}" if query else ""
    plain = f"{public_url}{path}{suffix}"
    return [plain, f"{public_url}{suffix}"] if path == "/" else [plain]


def parse(form: Form) -> Message:
    """The message in a verified form. Raises IncompleteForm without MessageSid, From or To.

    Parameters that nobody here knows are left alone: new ones come without notice.
    https://www.twilio.com/docs/messaging/guides/webhook-request
    """
    missing = [name for name in ("MessageSid", "From", "To") if not form.first(name).strip()]
    if missing:
        raise IncompleteForm(f"no {', '.join(missing)}")
    if not SID.fullmatch(form.first("MessageSid")):
        raise IncompleteForm("MessageSid is none")
    return Message(
        sid=form.first("MessageSid"),
        sender=form.first("From"),
        business=form.first("To"),
        channel=_channel(form.first("From")),
        text=text_of(form.first),
        attachments=() if is_sticker(form.first) else tuple(_attachments(form)),
        parts=tuple(parts_of(form.first)),
        external_id=form.first("ExternalUserId"),
        profile_name=form.first("ProfileName"),
    )


def _channel(address: str) -> Channel:
    prefix, colon, _ = address.partition(":")
    return Channel(prefix) if colon and prefix in set(Channel) else Channel.SMS


def _attachments(form: Form) -> Iterable[Attachment]:
    for number in range(MOST_ATTACHMENTS):
        if url := form.first(f"MediaUrl{number}"):
            yield Attachment(url, form.first(f"MediaContentType{number}"))


def messages(replies: Sequence[str], channel: Channel, language: texts.Language) -> list[str]:
    """Texts in Markdown as messages that fit: with WhatsApp's marks on WhatsApp, plain elsewhere.

    Texts of which nothing can be shown, such as a lone `---`, are no silence: a sentence stands for them.
    """
    translate = to_whatsapp if channel is Channel.WHATSAPP else to_plain
    translated = _joined([translate(reply) for reply in replies])
    found: list[str] = []
    for position, text in enumerate(translated, start=1):
        most = MOST_MESSAGES - len(found) - (len(translated) - position)  # one at least for each that follows
        found += split(text, cut_notice=texts.CUT[language], limit=MOST_UNITS, most=most)
    return found or [texts.REFUSED[language] for _ in replies[:1]]


def _joined(replies: Sequence[str]) -> list[str]:
    """As many texts as there may be messages: of more, the shortest neighbours become one."""
    joined = list(replies)
    while len(joined) > MOST_MESSAGES:
        at = min(range(len(joined) - 1), key=lambda place: len(joined[place]) + len(joined[place + 1]))
        joined[at : at + 2] = [f"{joined[at]}\n\n{joined[at + 1]}"]
    return joined


def render(replies: Sequence[str], channel: Channel, language: texts.Language, *, redirect: str | None = None) -> str:
    """TwiML for texts in Markdown. No text gives the empty document, by which Twilio sends nothing.

    By `redirect` Twilio posts the same form to that address, with 15 seconds more:
    https://www.twilio.com/docs/messaging/twiml/redirect
    """
    document = MessagingResponse()
    for message in messages(replies, channel, language):
        document.message(message)
    if redirect:
        document.redirect(redirect, method="POST")
    return str(document)
