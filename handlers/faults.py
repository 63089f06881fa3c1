"""Faults of settings, in sentences that name the setting and never its value."""

from pydantic import ValidationError

# In the words of whoever sets them, where pydantic's are a programmer's: its type of error -> what is said.
_SAID = {
    "missing": "is required",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is no account SID: AC and 32 digits or letters a-f, from the console's start page",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "less_than_equal": "must be at most {le:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "literal_error": "must be {expected}",
}


def faults(problem: ValidationError) -> list[str]:
    """A sentence for each setting that is wrong or missing, without its value."""
    said = []
    for error in problem.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in error["loc"]).upper()
        known = _SAID.get(error["type"], "").format_map(error.get("ctx", {}))
        what = known or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
        said.append(f"{name} {what}".strip())
    return said
