"""`make chat`: write to the local function as a customer, by signed forms as Twilio sends them."""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Iterable

from dev import local
from dev.given import is_set
from dev.phone import Delivery, Phone

SILENCE = (
    "silence: a person has the conversation (“asistente” ends that), a newer message answers this one too, there were"
    " too many, the business is closed, a ceiling of money is reached (told once an hour), or the customer said stop"
)


def main() -> int:
    """Send TEXT, or each line typed at the terminal; 1 if the function does not answer."""
    parser = argparse.ArgumentParser(prog="make chat", description=__doc__)
    parser.add_argument("--text", default=os.environ.get("TEXT"))
    parser.add_argument("--verbose", action="store_true", default=is_set(os.environ, "VERBOSE"))
    parser.add_argument("--sender", default=os.environ.get("FROM") or "whatsapp:+5215512345678")
    options = parser.parse_args()
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal of another encoding
    settings = local.environment()
    phone = Phone(
        url=f"http://127.0.0.1:{local.port()}",
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        token=settings["TWILIO_AUTH_TOKEN"].split(",")[0].strip(),
        sender=options.sender,
        account=settings["TWILIO_ACCOUNT_SID"],
    )
    try:
        for text in [options.text] if options.text else _typed():
            if not asyncio.run(_talk(phone, text, verbose=options.verbose)):
                print(f"Nothing answers at {phone.url}: start it with `make run` in another terminal.")
                return 1
    except (KeyboardInterrupt, EOFError):
        print()
    return 0


def _typed() -> Iterable[str]:
    print("Write as a customer; an empty line is not sent, Ctrl-D ends.")
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - arrow keys, where Python was built with it
    while True:
        if text := input("» " if sys.stdin.isatty() else "").strip():
            yield text


async def _talk(phone: Phone, text: str, *, verbose: bool) -> bool:
    """Send a text and show the answers; False if nobody answered."""
    if not sys.stdin.isatty():
        print(f"» {text}", flush=True)
    answered = False
    async for delivery in phone.converse(text):
        answered = True
        _show(delivery, verbose=verbose)
    return answered


def _show(delivery: Delivery, *, verbose: bool) -> None:
    for message in delivery.messages:
        print("« " + message.replace("\n", "\n  "), flush=True)
    if delivery.status != 200:
        print(f"  (HTTP {delivery.status}: no answer; the function's log line, where `make run` runs, says why)")
    elif not delivery.messages and not delivery.redirect:
        print(f"  ({SILENCE})")
    if verbose:
        print(f"  {delivery.seconds * 1000:.0f} ms\n  {delivery.document}")


if __name__ == "__main__":
    sys.exit(main())
