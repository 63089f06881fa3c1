"""Kinds of files that a browser may show, and as what; anything else is saved, so that nothing in it is ever run."""

_SHOWN = {"image": "jpeg png gif webp", "audio": "ogg mpeg mp4 aac amr 3gpp", "video": "mp4 3gpp"}
_ELEMENTS = {"image": "img", "audio": "audio", "video": "video"}
_TYPES = {f"{main}/{kind}" for main, kinds in _SHOWN.items() for kind in kinds.split()}


def is_shown(media_type: str) -> bool:
    """True if a browser may show such a file in the page."""
    return media_type in _TYPES


def element_of(media_type: str) -> str:
    """The element that shows such a file; "" for one that is saved."""
    return _ELEMENTS[media_type.partition("/")[0]] if is_shown(media_type) else ""
