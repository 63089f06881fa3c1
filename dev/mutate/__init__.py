"""`make mutate`: makes small slips in a copy of handlers/, one at a time, and shows those that no test notices.

They are a sample, drawn by SEED, of all rooms alike. Each slip meets its module's own tests and the contracts; if they
pass, it meets all others but those of dev/, of kills, and of the deployment.

Of the tools on PyPI, mutmut 3.8 changes no constant of a module and no decorated function; cosmic-ray 8.7 drops no
keyword, text or statement.
"""
