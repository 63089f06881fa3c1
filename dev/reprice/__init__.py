"""`make reprice MONTH=2026-11`: the money of a month's days anew, by the prices that Recado has now.

Days hold units and money of each line. So after a change of prices.toml or COUNTRY_PRICES they can be counted again.
"""
