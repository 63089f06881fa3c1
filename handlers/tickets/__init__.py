"""Tickets: a person when one is needed; states, agents, hours."""
