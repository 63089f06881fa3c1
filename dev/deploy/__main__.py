"""The command: deploys as the environment says, and says in a sentence why it could not."""

import os
import sys

from dev.deploy import sample, secret_manager, starting, taken_away
from dev.deploy.steps import deploy, secrets_of, what_is_next
from dev.deploy.wish import read_wish
from dev.gcloud import Gcloud, GcloudFailed
from dev.given import NotClear
from dev.local import written


def main() -> int:
    """Deploy as the environment says; 1 with a sentence if it could not."""
    try:
        wanted = read_wish(os.environ, written())
        gcloud = Gcloud(wanted.project, dry_run=wanted.dry_run)
        if not wanted.dry_run:
            ask = input if sys.stdin.isatty() else None
            if not wanted.keep_sample:
                sample.confirm(wanted.settings, ask=ask)
            taken_away.confirm(gcloud, wanted.region, wanted.settings, ask=ask)
        place = deploy(wanted, gcloud)
        secrets = wanted.secrets if wanted.dry_run else secrets_of(wanted, gcloud)
    except NotClear as problem:
        print(problem)
        return 1
    except GcloudFailed as problem:
        print(f"\nThis did not work:\n  {problem}\nMend it and run the same again: it goes on where it stopped.")
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. Run the same again: it goes on where it stopped.")
        return 130
    if wanted.dry_run:
        if (left := sample.what_is_left(wanted.settings)) and not wanted.keep_sample:
            print(f"\n{left}. Without DRY_RUN you are asked about it first.")
        if lacking := starting.in_an_empty_project(secret_manager.with_channel(wanted.secrets, ()), wanted.settings):
            print(f"\n{lacking}")
        print("\nNothing was run: DRY_RUN is set. Shown is what an empty project would need.")
    else:
        print(f"\n{what_is_next(place, wanted, secrets)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
