"""`python -m dev.meta_standin`: the stand-in as a command, until it is interrupted."""

import sys
from collections.abc import Sequence

from dev import meta_standin, serving
from dev.meta_standin.routes import create_app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    options = serving.parser("dev.meta_standin", meta_standin.__doc__ or "", port=8083).parse_args(arguments)
    return serving.run(create_app, host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
