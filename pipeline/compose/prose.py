"""Markdown of our own making, told apart from text that must be escaped."""

__all__ = ["Prose"]


class Prose(str):
    """Markdown that is safe as it stands: escaped where it had to be. Templates print it as is."""

    __slots__ = ()
