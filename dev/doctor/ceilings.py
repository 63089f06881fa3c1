"""A check of ceilings: which are in force, and whether each lets at least one answer be given."""

from decimal import Decimal

from dev.doctor.findings import Finding, fails, holds, not_applicable
from handlers.settings import Settings

CEILINGS = "Ceilings of money"
AN_ANSWER = Decimal("0.02")  # US dollars: a message each way at Twilio, and Meta's price in most countries


def ceilings_findings(settings: Settings) -> list[Finding]:
    """The check; one that nobody set is no failure."""
    limits = {
        name: Decimal(set_to)
        for name in ("CUSTOMER_DAY_LIMIT_USD", "DAY_LIMIT_USD", "MONTH_LIMIT_USD")
        if (set_to := str(getattr(settings, name.lower())))
    }
    if not limits:
        return [not_applicable(CEILINGS, "none: DAY_LIMIT_USD would stop answers that cost too much")]
    if low := [name for name, limit in limits.items() if limit < AN_ANSWER]:
        remedy = f"raise it: an answer costs about {AN_ANSWER} dollars, in some countries more (docs/cost.md)"
        return [fails(CEILINGS, f"{', '.join(low)} may not allow a single answer", remedy=remedy)]
    named = ", ".join(f"{name} {limit}" for name, limit in limits.items())
    then = "a person answers" if settings.when_limited == "ticket" else "the customer is told"
    days = settings.time_zone or "UTC, as TIME_ZONE is not set"
    return [holds(CEILINGS, f"{named}; then {then}; days of {days}")]
