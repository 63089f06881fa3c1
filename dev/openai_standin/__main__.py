"""`python -m dev.openai_standin`: the stand-in as a command, until it is interrupted."""

import argparse
import sys
from collections.abc import Sequence

from dev import openai_standin, serving
from dev.openai_standin.routes import create_app
from dev.openai_standin.unkind import Unkind
from dev.openai_standin.webhooks import key_in


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    parser = serving.parser("dev.openai_standin", openai_standin.__doc__ or "", port=8081)
    parser.add_argument("--seconds", type=float, default=0.6, help="how long an answer takes")
    parser.add_argument("--webhook-url", help="who is told when a response in the background has ended")
    parser.add_argument("--webhook-secret", type=_secret, help="what webhooks are signed with, whsec_ and base64")
    parser.add_argument("--unkind", type=int, metavar="SEED", help="be slow, silent and cut short by chance")
    options = parser.parse_args(arguments)
    if options.webhook_url and not options.webhook_secret:
        parser.error("--webhook-url needs --webhook-secret, the one that the receiver has")
    given = {name: getattr(options, name) for name in ("seconds", "webhook_url", "webhook_secret")}
    given["unkind"] = None if options.unkind is None else Unkind(options.unkind)
    return serving.run(lambda: create_app(**given), host=options.host, port=options.port, path="/v1")


def _secret(given: str) -> str:
    try:
        key_in(given)
    except ValueError:
        raise argparse.ArgumentTypeError("not whsec_ and base64") from None
    return given


if __name__ == "__main__":
    sys.exit(main())
