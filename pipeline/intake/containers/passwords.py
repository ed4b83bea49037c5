"""Protected workbooks: opened in memory with a password that was given, never written anywhere."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence

from pipeline.intake.containers.refusals import Refusal, protected
from pipeline.workspace import PASSWORD_VARIABLE

__all__ = ["passwords_given", "unprotected"]

_EXCELS_OWN = "VelvetSweatshop"  # Excel protects with it what it opens without asking


def passwords_given() -> tuple[str, ...]:
    """The passwords in the environment variable CASEAUDIT_PASSWORD, a line each."""
    return tuple(line for line in os.environ.get(PASSWORD_VARIABLE, "").splitlines() if line)


def unprotected(content: bytes, passwords: Sequence[str]) -> bytes | Refusal | None:
    """An old container or protected workbook opened with one of the passwords; None if it is not protected."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        encrypted = office.is_encrypted()
    except Exception:  # many kinds, for a damaged container and for a workbook that is merely older than it knows
        return None
    if not encrypted:
        return None
    for password in (_EXCELS_OWN, *passwords):
        opened = io.BytesIO()
        try:
            office.load_key(password=password)
            office.decrypt(opened)
        except (DecryptionError, InvalidKeyError):
            continue
        except Exception:  # a kind of protection that it does not know, or a wrong password that it takes for one
            continue
        if opened.getvalue():
            return opened.getvalue()
    return protected(len(passwords))
