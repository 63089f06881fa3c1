"""What `make run` and `make chat` agree on: the settings of a local run, and a token made for this machine."""

import os
import secrets
from collections.abc import Mapping

import yaml

from dev.processes import ROOT

ENV_FILE = ROOT / ".env.yaml"
TOKEN_FILE = ROOT / ".local-token"


def port() -> int:
    """The port that the function listens on locally: PORT, or 8080."""
    return int(os.environ.get("PORT", "8080"))


def environment() -> dict[str, str]:
    """The settings of a local run: the environment, before .env.yaml, before what a first try needs."""
    defaults = {"STORE": "memory", "PUBLIC_URL": f"http://127.0.0.1:{port()}"}
    given = {name: value for name, value in os.environ.items() if value}
    settings = {**defaults, **env_file(), **given}
    if not settings.get("TWILIO_AUTH_TOKEN"):
        settings["TWILIO_AUTH_TOKEN"] = local_token()
    return settings


def env_file() -> Mapping[str, str]:
    """The settings in .env.yaml, none without one."""
    if not ENV_FILE.exists():
        return {}
    return {name: str(value) for name, value in (yaml.safe_load(ENV_FILE.read_text()) or {}).items() if value}


def local_token() -> str:
    """The token that local tools sign with: made once, by chance, so that nobody else can sign."""
    if not TOKEN_FILE.exists():
        TOKEN_FILE.touch(mode=0o600)
        TOKEN_FILE.write_text(secrets.token_hex(16))
    return TOKEN_FILE.read_text()
