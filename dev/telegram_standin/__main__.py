"""`python -m dev.telegram_standin`: the stand-in as a command, until it is interrupted."""

import sys
from collections.abc import Sequence
from functools import partial

from dev import serving, telegram_standin
from dev.telegram_standin.routes import create_app
from dev.twilio_standin import Unkind


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    parser = serving.parser("dev.telegram_standin", telegram_standin.__doc__ or "", port=8083)
    parser.add_argument("--unkind", type=int, metavar="SEED", help="calls go wrong at random, by this seed")
    options = parser.parse_args(arguments)
    unkind = None if options.unkind is None else Unkind(options.unkind)
    return serving.run(partial(create_app, unkind=unkind), host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
