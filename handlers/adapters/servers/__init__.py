"""Servers of other models: the Responses API without conversations, and Chat Completions."""
