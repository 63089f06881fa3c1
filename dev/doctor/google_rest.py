"""Google Cloud's REST APIs, called with the credentials of this machine; refusals become findings."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import google.auth
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession

from dev.doctor.findings import Finding, fails
from handlers.settings import Settings

SECONDS = 20.0
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
LOG_IN = "gcloud auth application-default login, and set GOOGLE_CLOUD_PROJECT"


class Project:
    """One project's addresses. Raises google.auth's errors, or OSError, without credentials or a project."""

    def __init__(self, settings: Settings, api: str, url: str) -> None:
        """`api` is a host's first word, such as firestore; `url` stands for that host, for tests."""
        credentials, found = google.auth.default(scopes=[SCOPE])
        self.name: str = settings.google_cloud_project or found or ""
        if not self.name:
            raise OSError("no project")
        self._session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
        self._base = f"{url or f'https://{api}.googleapis.com'}/v1/projects/{self.name}"

    def list(self, path: str, key: str, **query: str) -> Iterator[dict[str, Any]]:
        """The whole list at a path below the project, page by page. Raises requests' errors."""
        page: str | None = ""
        while page is not None:
            found = self._get(path, query | ({"pageToken": page} if page else {}))
            yield from found.get(key, [])
            page = found.get("nextPageToken") or None

    def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        answer = self._session.get(f"{self._base}/{path}", params=dict(query), timeout=SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content


def guarded(check: str, api: str, examine: Callable[[], Finding]) -> Finding:
    """A check by an API; its refusals become findings with their remedies."""
    try:
        return examine()
    except requests.HTTPError as problem:
        return _refused(check, api, problem.response.status_code if problem.response is not None else 0)
    except requests.RequestException as problem:
        return fails(check, f"Google was not reached ({type(problem).__name__})", remedy="see the network")
    except (GoogleAuthError, OSError):
        return fails(check, "no Google Cloud project or credentials", remedy=LOG_IN)


def _refused(check: str, api: str, status: int) -> Finding:
    remedies = {
        401: LOG_IN,
        403: f"gcloud services enable {api}.googleapis.com; and you need a role that may look, such as roles/viewer",
        404: "see GOOGLE_CLOUD_PROJECT and FIRESTORE_DATABASE",
    }
    remedy = remedies.get(status, "see status.cloud.google.com")
    return fails(check, f"Google refused to tell ({status})", remedy=remedy)
