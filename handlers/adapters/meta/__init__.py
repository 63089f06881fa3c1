"""Meta's Graph API: messages, typing, files."""
