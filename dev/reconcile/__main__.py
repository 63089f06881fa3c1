"""The command: it reads the month's days, asks the suppliers that it has keys for, and shows both."""

import sys
from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime

import openai

from dev import command
from dev.given import Given, NotClear, month_in
from dev.reconcile.bill import Bill, CannotAsk
from dev.reconcile.compare import by_meta_itself, counted, table
from dev.reconcile.openai import openai_bill
from dev.reconcile.twilio import twilio_bill
from dev.store import keeping_of, place_of
from handlers.adapters.twilio.rest import TwilioRest
from handlers.numbers.day import summed
from handlers.numbers.tally import Cost, Tally
from handlers.settings import Settings
from handlers.stores.days import StoredDays
from handlers.wiring.zone import zone_of

OF_TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", "TWILIO_API_BASE_URL")
NO_TWILIO = "Twilio was not asked: set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET."
NO_OPENAI = (
    "OpenAI was not asked: set OPENAI_ADMIN_KEY for this command (not in .env.yaml, which is deployed) to an admin key"
    " from OpenAI's settings."
)
NO_META = (
    "Meta was not asked: its fees for some {messages:,} messages on WhatsApp that went out without Twilio are counted,"
    " and are not on Twilio's bill. See Meta's own billing pages."
)
SECONDS = 30.0  # for each request


def main() -> int:
    """0 if every supplier that could be asked was asked."""
    return command.run(_run, *OF_TWILIO)


async def _run(settings: Settings, given: Given) -> int:
    begun = month_in(given, "MONTH").until(datetime.now(UTC).date())
    if begun is None:
        raise NotClear("That month has not begun.")
    first, last = begun.first, begun.last
    async with keeping_of(settings) as keeping:
        days = await StoredDays(keeping).of(first.isoformat(), last.isoformat())
    costs = Tally(summed(days)).costs()
    print(f"Days from {first} to {last}: counted in {zone_of(settings)}, from {place_of(settings)}.", flush=True)
    asked = [_twilio(settings, first, last), _openai(given, costs, first, last)]
    bills, is_whole = await _bills(asked)
    for line in table(counted(costs), bills):
        print(line)
    for note in (note for bill in bills for note in bill.notes):
        print(note)
    if messages := by_meta_itself(costs):
        print(NO_META.format(messages=messages))
    return 0 if bills and is_whole else 1


async def _bills(asked: Sequence[Awaitable[Bill | None]]) -> tuple[list[Bill], bool]:
    """The bills that there are; False if a supplier refused. Why there is none is said."""
    bills, is_whole = list[Bill](), True
    for one in asked:
        try:
            if bill := await one:
                bills.append(bill)
        except CannotAsk as problem:
            print(problem)
            is_whole = False
    return bills, is_whole


async def _twilio(settings: Settings, first: date, last: date) -> Bill | None:
    if not settings.has_api_key:
        print(NO_TWILIO)
        return None
    key, secret = settings.twilio_api_key_sid, settings.twilio_api_key_secret.get_secret_value()
    account, base_url = settings.twilio_account_sid, settings.twilio_api_base_url
    rest = TwilioRest(account=account, key=key, secret=secret, base_url=base_url, seconds=SECONDS)
    try:
        return await twilio_bill(rest, first, last)
    finally:
        await rest.close()


async def _openai(given: Given, costs: list[Cost], first: date, last: date) -> Bill | None:
    key = given.get("OPENAI_ADMIN_KEY", "")
    if not key:
        print(NO_OPENAI)
        return None
    hears = {cost.where for cost in costs if cost.line == "openai.transcription"}
    models = {cost.where for cost in costs if cost.supplier == "openai" and cost.where} - hears
    async with openai.AsyncOpenAI(api_key="", admin_api_key=key, max_retries=1, timeout=SECONDS) as client:
        return await openai_bill(client, first, last, models, hears, given.get("OPENAI_PROJECT_ID", ""))


if __name__ == "__main__":
    sys.exit(main())
