"""The helpdesk's requests, verified by the Standard Webhooks scheme."""

from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from handlers.errors import ForgedRequest


class HelpdeskRequests:
    """Verifies what claims to come from the helpdesk. Its clock may be five minutes off ours, by the library."""

    def __init__(self, secret: str) -> None:
        self._webhook = Webhook(secret)

    def verified_id(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The id of a genuine request. Raises ForgedRequest."""
        try:
            self._webhook.verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError):  # ValueError: a signature that is no signature at all
            raise ForgedRequest("wrong signature of the helpdesk's request") from None
        return headers["webhook-id"]
