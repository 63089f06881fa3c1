"""Twilio's REST API: late answers, earlier messages, typing, files."""
