"""`python -m dev.twilio_standin`: the stand-in as a command, until it is interrupted."""

import sys
from collections.abc import Sequence
from functools import partial

from dev import serving, twilio_standin
from dev.twilio_standin.routes import create_app
from dev.twilio_standin.unkind import Unkind


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    parser = serving.parser("dev.twilio_standin", twilio_standin.__doc__ or "", port=8082)
    parser.add_argument("--seconds", type=float, default=0.1, help="how long each request takes")
    parser.add_argument("--unkind", type=int, metavar="SEED", help="requests go wrong at random, by this seed")
    parser.add_argument("--most-seconds", type=float, default=12.0, help="how long an unkind request takes at most")
    options = parser.parse_args(arguments)
    unkind = None if options.unkind is None else Unkind(options.unkind, most_seconds=options.most_seconds)
    make_app = partial(create_app, seconds=options.seconds, unkind=unkind)
    return serving.run(make_app, host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
