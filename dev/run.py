"""`make run`: the function on this machine and a phone in the browser; without a key, a stand-in for OpenAI too."""

import contextlib
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping
from itertools import combinations

from dev import function, local, openai_standin, phone_page, telegram
from dev.example import is_shown, settings_of_example, tables
from dev.openai_standin import key_in, new_secret
from dev.people import settings_of_people
from dev.processes import DidNotStart, is_free
from dev.slips import slips


def main() -> int:
    """Run until interrupted; 1 with a sentence if something cannot start."""
    # SIGINT too, since a shell's background jobs ignore it at first. SIGHUP: the terminal was closed.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    own = local.environment()
    settings = settings_of_people(settings_of_example(own))
    port, phone_port, site_port = local.port(), local.phone_port(), local.site_port()
    for slip in slips(local.written()):
        print(f".env.yaml: {slip}", flush=True)
    if why := _why_not({"PORT": port, "PHONE_PORT": phone_port, "SITE_PORT": site_port}):
        print(why)
        return 1
    try:
        with (
            tables(settings) if is_shown(own) else contextlib.nullcontext(),
            _assistant(settings, port) as openai,
            phone_page.serve(settings, port=phone_port, function_port=port, openai=openai, site_port=site_port) as (
                phones,
                page,
            ),
            function.restartable(settings, port=port, on_line=page.state.keep_line) as running,
        ):
            page.runs(running.restart)
            _say(settings, running.url, phones, page)
            if own.get("TELEGRAM_BOT_TOKEN"):  # not the one of the phone's own stand-in
                print(f"Telegram            {telegram.told(settings)}")
            _say_next(port, example=is_shown(own))
            print(f"The function ended with code {running.wait()}.")
            return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    except DidNotStart as problem:
        print(problem)
        return 1


def _why_not(ports: Mapping[str, int]) -> str:
    """A sentence if these ports, by the variable of each, cannot be had; "" if they can."""
    whose = {"PHONE_PORT": "phone", "SITE_PORT": "site"}
    for first, second in combinations(ports, 2):
        if (port := ports[first]) == ports[second]:
            another = f"give the {whose[second]} another, as in `make run {second}={port + 1}`."
            return f"{first} and {second} are both {port}; {another}"
    for name, port in ports.items():
        if not is_free(port):
            return (
                f"Port {port} is in use: stop what listens there (`lsof -i :{port}` names it), or choose another:"
                f" `make run {name}={port + 1}`."
            )
    return ""


def _say(settings: dict[str, str], url: str, phones: str, page: phone_page.PhonePage) -> None:
    ours = settings.get("TWILIO_API_BASE_URL") == phones
    twilio = "the phone's own stand-in" if ours else "TWILIO_API_KEY_SID is set, so its account is used, not the phone"
    print(f"\nRecado listens on   {url} (store: {settings['STORE']}; Twilio's REST API: {twilio}).")
    if settings["STORE"] == "sqlite":
        path = settings["SQLITE_PATH"]
        # With SQLite's own files beside it, and the bakery's tables.
        print(f"It remembers in     {path} (to begin anew: stop it, then `rm {shlex.quote(path)}*`).")
    if other := local.other_store():
        print(f"STORE in .env.yaml  is for where it is deployed; `make run STORE={other}` would use {other} from here.")
    print(f"A phone for it is   {phones.replace('127.0.0.1', 'localhost')} (this machine only).")
    if site_port := page.state.about.get("site_port"):
        print(f"A site's web chat   http://localhost:{site_port} (this machine only).")
    if names := " and ".join(agent.name for agent in page.state.agents):
        print(f"Agents in it are    {names}: who writes “humano” as a customer gets one (none by `AGENTS= make run`).")


def _say_next(port: int, *, example: bool) -> None:
    if example:
        print(
            "It answers for      Panadería Luz, a bakery: examples/bakery. With ASSISTANT_INSTRUCTIONS, FAQ, KNOWLEDGE"
        )
        print("                    or TOOLS of your own in .env.yaml it answers for you.")
    chat = "make chat" if port == 8080 else f"make chat PORT={port}"
    print(
        f"Next: open the phone in a browser; or, in another terminal: {chat}. Ctrl-C here stops everything.\n",
        flush=True,
    )


@contextlib.contextmanager
def _assistant(settings: dict[str, str], port: int) -> Iterator[openai_standin.State | None]:
    """Use OpenAI if there is a key; else start the stand-in, say so, and give its state."""
    if settings.get("OPENAI_API_KEY"):
        print(f"OPENAI_API_KEY is set: {settings.get('OPENAI_BASE_URL', 'OpenAI')} is asked.", flush=True)
        yield None
        return
    secret = _webhook_secret(settings)
    with openai_standin.serve(
        seconds=0.6, webhook_url=f"http://127.0.0.1:{port}/openai", webhook_secret=secret
    ) as standin:
        settings |= {"OPENAI_API_KEY": "stand-in", "OPENAI_BASE_URL": standin.base_url}
        if settings.get("ASSISTANT_API", "openai") == "openai":
            settings["OPENAI_WEBHOOK_SECRET"] = secret
        print(
            "OPENAI_API_KEY is not set: a stand-in answers, which remembers but does not think. This is not OpenAI.",
            flush=True,
        )
        yield standin.state


def _webhook_secret(settings: dict[str, str]) -> str:
    """The secret that is set, if it is valid; else a new one for this run."""
    given = settings.get("OPENAI_WEBHOOK_SECRET", "")
    with contextlib.suppress(ValueError):
        key_in(given)
        return given
    return new_secret()


if __name__ == "__main__":
    sys.exit(main())
