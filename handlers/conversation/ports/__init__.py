"""Ports of a conversation: promises that adapters keep and tests/contracts/ checks."""
