"""Markdown for apps: translated into their marks, and split into messages."""
