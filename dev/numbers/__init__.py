"""`make numbers`: the days in numbers; with REBUILD=2026-11 a month of them is counted anew from what is still stored.

A recount knows no customer who was forgotten and no message whose time is over, so days are not made smaller by it,
unless FORCE=1.
"""
