"""The helpdesk's webhooks, both ways, by the Standard Webhooks scheme."""
