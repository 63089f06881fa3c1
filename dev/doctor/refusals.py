"""gcloud's refusals: the cause in a sentence, and its remedy."""

import re
from collections.abc import Sequence

from dev.doctor.deployed import Where
from dev.doctor.findings import Finding, fails
from dev.gcloud import GcloudFailed

LOG_IN = "gcloud auth login"
NOT_INSTALLED = "is not installed"
# googlecloudsdk/core/credentials/exceptions.py, store.py; and Google's own word for an access token that ended
NOT_SIGNED_IN = (
    *("gcloud auth login", "UNAUTHENTICATED", "active account selected"),
    *("refreshing your current auth tokens", "Reauthentication", "reauthenticating"),
)
# The second is what gcloud makes of the first where a command is about the project as a whole.
DENIED = ("PERMISSION_DENIED", "does not have permission to access")


def refusal(check: str, problem: GcloudFailed, where: Where) -> Finding:
    """The finding about a call that failed. gcloud's own words are shown only if they are none of the known ones."""
    said, remedy = _cause(problem.errors, where)
    return fails(check, said, remedy=remedy)


def _cause(errors: str, where: Where) -> tuple[str, str]:
    """The cause and its remedy."""
    if NOT_INSTALLED in errors:
        return "gcloud is not installed", "https://cloud.google.com/sdk/docs/install"
    if api := re.search(r"it is disabled.*?([a-z]+\.googleapis\.com)", errors, re.DOTALL):
        return f"{api[1]} is switched off", f"gcloud services enable {api[1]} --project={where.project}"
    if any(words in errors for words in NOT_SIGNED_IN):
        return "gcloud is not signed in", LOG_IN
    if any(words in errors for words in DENIED):
        role = f"it takes roles/viewer or more in {where.project}, for the account that gcloud uses"
        seen = "gcloud auth list\ngcloud projects list"
        return f"Google does not let you look into {where.project}, or there is no such project", f"{role}\n{seen}"
    if "Cannot find service" in errors:
        elsewhere = f"or, if it is elsewhere, see where:\ngcloud run services list --project={where.project}"
        return f"{where.service} is not in {where.region} of {where.project}", f"{where.deploy}\n{elsewhere}"
    return "gcloud could not tell", _first(errors.splitlines())


def _first(lines: Sequence[str]) -> str:
    """The first line in which gcloud says what is wrong."""
    return next((line for line in lines if line.startswith("ERROR:")), lines[0] if lines else "it said nothing")
