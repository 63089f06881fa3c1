"""The models that the stand-in answers for, and what they cannot do."""

# A model that reasons takes other parameters.
REASONS = {
    "gpt-6-luna": True,
    "gpt-4o-mini": False,
    "gpt-4": False,
}
WITHOUT_SCHEMAS = frozenset({"gpt-4"})
ENDS = {"gpt-4o-mini": "2027-01-14"}
