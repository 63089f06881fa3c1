"""`make numbers`: the days in numbers; with REBUILD=2026-11 the messages of that month are counted anew.

A recount knows no customer who was forgotten and no message whose time is over, so days are not made smaller by it,
unless FORCE=1.
"""
