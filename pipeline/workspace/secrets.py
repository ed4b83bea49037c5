"""Where a user's secrets are looked for: outside every workspace, and never on the command line."""

from __future__ import annotations

from pathlib import Path

__all__ = ["KEY_VARIABLE", "PASSWORD_VARIABLE", "key_file"]

KEY_VARIABLE = "CASEAUDIT_KEY"  # the key for pseudonyms, where it does not lie in its file
PASSWORD_VARIABLE = "CASEAUDIT_PASSWORD"  # passwords of returns, a line each


def key_file() -> Path:
    """Where this user's key for pseudonyms lies; outside every repository."""
    import platformdirs

    return platformdirs.user_config_path("caseaudit") / "pseudonyms.key"
