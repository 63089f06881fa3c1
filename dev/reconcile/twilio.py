"""Twilio's bill: usage records by category and day. What Meta takes for WhatsApp is in it, too.

https://www.twilio.com/docs/usage/api/usage-record
Twilio does not say there which categories are parts of others. As an account's records add up, `channels-messaging-…`
are its own fees, and `channels-whatsapp-template-…` Meta's.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dev.reconcile.bill import Bill, CannotAsk, refused
from handlers.adapters.twilio.rest import FAILURES, TwilioRest

ROWS = {
    "channels-messaging-inbound": "twilio.in",
    "channels-messaging-outbound": "twilio.out",
    "failed-message-processing-fee": "twilio.failed",
    "sms-inbound": "twilio.in sms",
    "sms-outbound": "twilio.out sms",
    "channels-whatsapp-template-service": "meta.service",
    "channels-whatsapp-service": "meta.service",
    "channels-whatsapp-template-utility": "meta.template",
    "channels-whatsapp-template-marketing": "meta.template",
    "channels-whatsapp-template-authentication": "meta.template",
}
TOTAL = "totalprice"
REST = "else at Twilio"
MOST = 1000  # records on a page
REMEDIES = {
    401: "check TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET",
    403: "this API key may not read usage: take a standard key, or one with the right to read usage records",
    404: "check TWILIO_ACCOUNT_SID: the key belongs to another account",
    429: "Twilio has had too many requests: run it again in some minutes",
}
PASSING = "run it again; if it stays, see Twilio's status page"
HAS = "Twilio's bill holds its own fees and what Meta takes for WhatsApp. Its days are those of UTC."
ALSO = f"“{REST}” is what the account pays for besides: numbers, and whatever else uses it."


async def twilio_bill(rest: TwilioRest, first: date, last: date) -> Bill:
    """What was billed from `first` to `last`. Raises CannotAsk."""
    micros: Counter[str] = Counter()
    complete: list[datetime] = []
    for category in (*ROWS, TOTAL):
        records = await _records(rest, category, first, last)
        micros[ROWS.get(category, TOTAL)] += sum(map(_micros, records))
        complete += [datetime.fromisoformat(record.as_of) for record in records if record.as_of]
    total = micros.pop(TOTAL)
    micros[REST] = total - sum(micros.values())
    until = f"It is complete up to {min(complete):%Y-%m-%d %H:%M} UTC." if complete else "It does not say up to when."
    return Bill(micros, (HAS, until, ALSO))


async def _records(rest: TwilioRest, category: str, first: date, last: date) -> Sequence[Any]:
    days = {"start_date": first, "end_date": last, "include_subaccounts": False}
    try:
        found = await rest.client.usage.records.daily.list_async(category=category, **days, page_size=MOST)
    except FAILURES as problem:
        raise refused("Twilio", _why(problem), REMEDIES.get(_status(problem), PASSING)) from None
    return list(found)


def _why(problem: Exception) -> str:
    return str(_status(problem) or type(problem).__name__)


def _status(problem: Exception) -> int:
    """The status of Twilio's answer, 0 without one: of a refused page the SDK gives the whole response."""
    status: int | None = getattr(next(iter(problem.args[1:]), None), "status_code", None)
    return status or 0


def _micros(record: Any) -> int:
    """Millionths of a dollar. A record may leave anything out; without a price it is none."""
    price = Decimal(str(record.price or 0))
    if price and (record.price_unit or "usd").lower() != "usd":
        raise CannotAsk(f"Twilio bills this account in {record.price_unit}, and what is counted is in US dollars.")
    return round(abs(price) * 1_000_000)
