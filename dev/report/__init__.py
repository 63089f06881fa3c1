"""`make report`: the numbers of some days, as the page has them.

Of the last seven days, of DAYS=30, or FROM=2026-11-01 TO=2026-11-30; in LANGUAGE=es, en or pt, else in that of
ASSISTANT_LANGUAGE. It only reads.
"""
