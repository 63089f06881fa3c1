"""Channels: verify, parse and render one channel's dialect each; pure, no I/O."""
