"""A folder for sockets. The path of one has no more than about 100 bytes, or nothing can listen there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import ConfigurationError

__all__ = ["new_folder"]

_MOST = 60  # bytes of the path of the folder that ours is made in; macOS, with 103 for a socket's, has 49 by default
_SHORT = "/tmp"


def new_folder() -> Path:
    """A new private folder: where temporary files belong, or in ``/tmp`` where that has too long a path.

    Raises ConfigurationError where neither will do.
    """
    usual = tempfile.gettempdir()
    place = usual if len(os.fsencode(usual)) <= _MOST or os.name == "nt" else _SHORT
    try:
        return Path(tempfile.mkdtemp(prefix="caseaudit-", dir=place))
    except OSError as error:
        raise ConfigurationError(
            f"Notebooks cannot be run: their sockets need a folder with a short path, and {place} cannot be written "
            f"({error.strerror}). The folder for temporary files has {len(usual)} characters: {usual}. "
            f"Set TMPDIR to a folder with fewer than {_MOST}."
        ) from error
