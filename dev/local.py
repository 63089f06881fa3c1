"""The settings of a local run, and a token made for this machine: `make run` and `make chat` share them."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from dev.processes import ROOT

ENV_FILE = ROOT / ".env.yaml"
ACCOUNT = "AC00000000000000000000000000000000"  # a local function takes messages of this account, unless another is set
TOKEN_FILE = ROOT / ".local-token"
WHY_NO_YAML = (
    "Mostly a quote is missing, there or above, or a line of ASSISTANT_INSTRUCTIONS does not begin with two spaces;"
    " see .env.yaml.example."
)
DESK_FILE = ROOT / ".local-desk"
TELEGRAM_FILE = ROOT / ".local-telegram"
STORE_FILE = ROOT / ".local.db"  # what a local function remembers, until `make clean`


def port() -> int:
    """The port that the function listens on locally: PORT, or 8080."""
    return _port("PORT", "8080")


def phone_port() -> int:
    """The port of the phone in the browser: PHONE_PORT, or 8090."""
    return _port("PHONE_PORT", "8090")


def site_port() -> int:
    """The port of the site with the web chat: SITE_PORT, or 8100. Its origin stays, so browsers know who was there."""
    return _port("SITE_PORT", "8100")


def _port(name: str, default: str) -> int:
    given = os.environ.get(name) or default
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise SystemExit(f"{name} has to be a number from 1 to 65535.")
    return int(given)


def environment() -> dict[str, str]:
    """The settings of a local run: the environment goes before .env.yaml, that before a first try's defaults.

    The store in .env.yaml is that of the deployed function, with real customers in it: no local run uses it.
    """
    store = {"STORE": "sqlite", "SQLITE_PATH": str(STORE_FILE)}
    defaults = {**store, "PUBLIC_URL": f"http://127.0.0.1:{port()}", "TWILIO_ACCOUNT_SID": ACCOUNT}
    given = {name: value for name, value in os.environ.items() if value}
    file = {name: value for name, value in env_file().items() if name not in store}
    settings = {**defaults, **file, **given}
    if not settings.get("TWILIO_AUTH_TOKEN"):
        settings["TWILIO_AUTH_TOKEN"] = local_token()
    if settings.get("TELEGRAM_BOT_TOKEN") and not settings.get("TELEGRAM_SECRET"):
        settings["TELEGRAM_SECRET"] = _made_once(TELEGRAM_FILE)
    return settings


def other_store() -> str:
    """The store in .env.yaml that a local run does not use; "" without one, or where the environment says which."""
    named = env_file().get("STORE", "")
    return "" if os.environ.get("STORE") or named == "sqlite" else named


def env_file() -> Mapping[str, str]:
    """The settings in .env.yaml, or in the file that RECADO_ENV_FILE names; none without a file."""
    return as_settings(written())


def as_settings(file: Mapping[str, object]) -> Mapping[str, str]:
    """The settings that have a value, as the environment would hold them."""
    return {name: str(value) for name, value in file.items() if value not in (None, "")}


def written() -> Mapping[str, object]:
    """The same file with its values as they are written, which may be numbers, or nothing."""
    path = Path(os.environ.get("RECADO_ENV_FILE") or ENV_FILE)
    if not path.is_file():
        return {}
    try:
        text = path.read_text()
        found = yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as problem:  # its own words quote the line, which may hold a secret
        line = f", line {problem.problem_mark.line + 1}" if problem.problem_mark else ""
        raise SystemExit(f"{path.name}{line}: this is not YAML. {WHY_NO_YAML}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise SystemExit(f"{path.name}: this is not YAML in UTF-8; see .env.yaml.example.") from None
    if not isinstance(found, dict):
        raise SystemExit(f'{path.name}: no settings such as STORE: "memory"; see .env.yaml.example.')
    if again := _again(text):
        raise SystemExit(f"{path.name}: {again} is there twice; remove one of the two.")
    return {str(name): value for name, value in found.items()}


def _again(text: str) -> str:
    """The first name that stands twice, of which YAML would take the later one without a word; "" for none."""
    document = yaml.compose(text, yaml.SafeLoader)
    names = [str(name.value) for name, _ in document.value] if isinstance(document, yaml.MappingNode) else []
    return next((name for number, name in enumerate(names) if name in names[:number]), "")


def local_token() -> str:
    """The token that local tools sign with."""
    return _made_once(TOKEN_FILE)


def desk_secret() -> str:
    """The secret that signs sessions of a local desk: who has signed in stays so for the next run."""
    return _made_once(DESK_FILE)


def _made_once(path: Path) -> str:
    """A secret of this machine: random, so that nobody else can sign, and made once."""
    if not path.exists():
        # Whole from the beginning, and the first one stays: `make run` and `make chat` may begin at once.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}-") as made:
            made.write(secrets.token_hex(16))
            made.flush()
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text()
