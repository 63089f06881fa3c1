"""Stores: threads, debts and erasures, each written once over the port of documents."""
