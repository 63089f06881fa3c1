"""Markdown as apps show it: translated into their marks, and split into messages."""
