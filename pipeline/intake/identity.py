"""Case references and people become pseudonyms by a keyed hash (methods.md, Identity)."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Round, plain
from pipeline.errors import ConfigurationError
from pipeline.store import write_text
from pipeline.workspace import KEY_VARIABLE, key_file

__all__ = ["KEY_VARIABLE", "Key", "find_key", "key_file", "make_key", "names_a_case", "names_a_person", "reference"]

_SHORTEST = 32
# Synthetic rounds come out the same everywhere; this key protects nothing and is used for nothing else.
_SAMPLE_SECRET = "caseaudit-sample-rounds-hold-no-real-child"


@dataclass(frozen=True)
class Key:
    """The secret behind the pseudonyms; it is never shown."""

    secret: bytes = field(repr=False)

    def case(self, ref: object) -> str:
        """The pseudonym of a case, the same however its reference is spaced or cased."""
        return "C-" + self._digest("case", reference(ref))

    def person(self, name: object) -> str:
        """The pseudonym of an auditor or moderator, also where the surname stands first: "Okafor, J."."""
        surname, comma, first = str(name).partition(",")
        return "P-" + self._digest("person", plain(f"{first} {surname}" if comma else name))

    def row(self, *parts: object) -> str:
        """The id of a return or of something in it, from where it stands."""
        return "R-" + self._digest("row", "|".join(str(p) for p in parts))

    def _digest(self, kind: str, text: str) -> str:
        return hmac.new(self.secret, f"{kind}|{text}".encode(), hashlib.sha256).hexdigest()[:12]


def reference(text: object) -> str:
    """A case reference as it is compared: capitals and digits only; 4711.0 from a number cell is 4711."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return re.sub(r"[^A-Z0-9]", "", str(text).upper())


def names_a_case(value: object) -> bool:
    """Whether an answer is a case reference: one holds a digit; a dash, "none" and "not known" name no case."""
    return any(sign.isdigit() for sign in reference(value))


def names_a_person(value: object) -> bool:
    """Whether an answer can be somebody's name: one holds a letter; a dash and a question mark are nobody."""
    return any(sign.isalpha() for sign in plain(value))


def find_key(round_: Round) -> Key:
    """The key for a round: the fixed sample key for a synthetic one, else from the environment or the key file."""
    if round_.synthetic:
        return Key(_SAMPLE_SECRET.encode())
    secret = os.environ.get(KEY_VARIABLE, "").strip()
    path = key_file()
    if not secret and path.is_file():
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigurationError(
                f"The key file {path} can be read by others; close it to them with: chmod 600 '{path}'"
            )
        secret = path.read_text(encoding="utf-8").strip()
    if not secret:
        raise ConfigurationError(
            "There is no key yet for turning case references into pseudonyms. Make one with: caseaudit key --new "
            f"(or set {KEY_VARIABLE}). Keep it: with another key the same case gets another pseudonym."
        )
    if len(secret) < _SHORTEST:
        raise ConfigurationError(f"The key is too short to protect anyone: it needs {_SHORTEST} characters or more.")
    return Key(secret.encode())


def make_key() -> Path:
    """A new key in the key file; ConfigurationError if there is one already, which is never overwritten."""
    path = key_file()
    if path.exists():
        raise ConfigurationError(
            f"There is a key already, at {path}. It is never overwritten: pseudonyms depend on it."
        )
    write_text(path, secrets.token_urlsafe(48) + "\n")
    return path
