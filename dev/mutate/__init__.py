"""`make mutate`: small slips made in handlers/, one at a time and in a copy; it tells which of them no test notices.

A sample, drawn by SEED, of all rooms alike. Each slip meets its module's own tests and the contracts; what they let
pass meets all tests but those of dev/, of kills, and of what is deployed.

Of the tools on PyPI, mutmut 3.8 changes no constant of a module and no decorated function; cosmic-ray 8.7 drops no
keyword, text or statement.
"""
