"""The models that the stand-in answers for."""

# A model that reasons takes other parameters.
REASONS = {
    "gpt-6-luna": True,
    "gpt-4o-mini": False,
}
ENDS = {"gpt-4o-mini": "2027-01-14"}
