"""`make export FROM=2026-11-01 TO=2026-11-30`: all that is kept of some days, as JSON lines; it only reads.

Without TEXTS=1 it has no words, no names and no addresses. OUT: the folder that it is written to. An export that breaks
off goes on where it was when it is run again.
"""
