"""Texts that must not be in a file, found in its bytes however they are written: a search for thousands at a time."""

from __future__ import annotations

import base64
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

__all__ = ["Needles"]

_HEAD = 5  # bytes by which a place is recognised; a shorter text would be found everywhere
_BASE64_AT_LEAST = 10  # signs in capitals and small letters alike: fewer would be found by chance


class Needles:
    """Texts, each with what it is, in the ways in which a program may write them.

    UTF-8, UTF-16, backwards, as hexadecimal digits and in base64, in capitals and small letters alike. ``words``: only
    where no letter or digit goes on at either end.
    """

    def __init__(self, wanted: Iterable[tuple[str, str]], *, words: bool = False) -> None:
        self._words = words
        self._heads: dict[int, list[tuple[bytes, str, bool]]] = defaultdict(list)
        for text, what in wanted:
            for written, plain in _ways(text):
                if len(written) >= _HEAD:
                    self._heads[_number(written[:_HEAD])].append((written, what, plain))

    def found(self, data: bytes) -> set[str]:
        """What of the texts is in some bytes: what each is, never the text itself."""
        import numpy as np

        if not self._heads or len(data) < _HEAD:
            return set()
        small = data.lower()
        signs = np.frombuffer(small, dtype=np.uint8).astype(np.int64)
        numbers = sum(signs[i : len(signs) - _HEAD + 1 + i] << (8 * i) for i in range(_HEAD))
        places = np.flatnonzero(np.isin(numbers, np.fromiter(self._heads, dtype=np.int64)))
        return {what for place in places.tolist() for what in self._at(small, place)}

    def _at(self, data: bytes, place: int) -> Iterator[str]:
        for written, what, plain in self._heads[_number(data[place : place + _HEAD])]:
            if data.startswith(written, place) and not (self._words and plain and _goes_on(data, place, len(written))):
                yield what


def _number(head: bytes) -> int:
    return int.from_bytes(head, "little")


def _goes_on(data: bytes, place: int, length: int) -> bool:
    """Whether a word goes on before or after a place."""
    around = data[max(0, place - 1) : place] + data[place + length : place + length + 1]
    return any(bytes([sign]).isalnum() or sign > 127 for sign in around)


def _ways(text: str) -> Iterator[tuple[bytes, bool]]:
    """The bytes of a text in each way of writing it, in small letters; and whether they are the text as it is."""
    for form in {unicodedata.normalize(n, case) for n in ("NFC", "NFD") for case in (text, text.lower(), text.upper())}:
        told = form.encode()
        yield told.lower(), True
        yield form[::-1].encode().lower(), True
        yield form.encode("utf-16-le").lower()[:-1], False  # without its last byte it is big-endian as well
        yield told.hex().encode(), False
        for shift in range(3):
            coded = base64.b64encode(b"\x00" * shift + told)
            inner = coded[-(-8 * shift // 6) : len(told + b"\x00" * shift) * 8 // 6]  # signs of its own bits alone
            if len(inner) >= _BASE64_AT_LEAST:
                yield inner.lower(), False
