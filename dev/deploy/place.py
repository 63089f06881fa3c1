"""Where Recado is deployed, and how what belongs to it is called there."""

from dataclasses import dataclass

NAME = "recado"  # the service, its account and its scheduler job


@dataclass(frozen=True)
class Place:
    """A project, its number and a region. `own_url`: what Twilio is to call instead of Cloud Run's address."""

    project: str
    number: str
    region: str
    own_url: str = ""

    @property
    def url(self) -> str:
        """What Twilio calls and signs. Cloud Run's is known before there is a service.

        https://cloud.google.com/run/docs/triggering/https-request#deterministic
        """
        return self.own_url or f"https://{NAME}-{self.number}.{self.region}.run.app"

    @property
    def account(self) -> str:
        """Who the function is to Google Cloud."""
        return self._account(NAME)

    @property
    def builder(self) -> str:
        """Who has the tests run, then deploys. Runs nothing but gcloud, since it may act as the function."""
        return self._account(f"{NAME}-build")

    @property
    def tester(self) -> str:
        """Who runs the tests."""
        return self._account(f"{NAME}-test")

    @property
    def packer(self) -> str:
        """Who builds the image that is deployed."""
        return self._account(f"{NAME}-image")

    @property
    def tests_bucket(self) -> str:
        """Where the tests get their source; the only thing that the tester may read."""
        return f"gs://{NAME}-tests-{self.number}"

    def _account(self, name: str) -> str:
        return f"{name}@{self.project}.iam.gserviceaccount.com"
