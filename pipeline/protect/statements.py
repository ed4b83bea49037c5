"""The public ledger: each number that was printed is one statement, which holds what was printed and nothing more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import GateError
from pipeline.protect.filters import Quantity

__all__ = ["ELSEWHERE", "Statement", "current", "ledger_lines", "read_ledger", "signed"]

ELSEWHERE = "published elsewhere"  # begins the name of a document that is not ours


@dataclass(frozen=True)
class Statement:
    """One printed number: where it was printed, what it counts, and the values that the print leaves open.

    ``count``: from the first to the last value that it can have, both included. ``percent``: from the first included to
    the last left out, of ``denominator``. One of the two is given.
    """

    document: str
    version: int
    sha256: str
    measure: str
    definition: str
    unit: str
    numerator: Quantity
    denominator: Quantity | None = None
    count: tuple[int, int] | None = None
    percent: tuple[float, float] | None = None
    place: str = ""

    @property
    def about(self) -> tuple[Quantity, bool]:
        """What two versions of a document say differently or alike: a number, as count or percent."""
        return self.numerator, self.count is None

    @property
    def words(self) -> str:
        """For a sentence that names it: measure, rounds, what was told, where."""
        low, high = self.count or self.percent or (0, 0)
        told = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        sign = " %" if self.count is None else ""
        rounds = " and ".join(self.numerator.rounds)
        where = f" ({self.document}{', ' + self.place if self.place else ''})" if self.document else ""
        return f"{self.measure} of {rounds} = {told}{sign}{where}"

    def as_dict(self) -> dict[str, Any]:
        """As one line of the ledger."""
        told = {"count": list(self.count)} if self.count is not None else {"percent": list(self.percent or ())}
        return {
            "document": self.document,
            "version": self.version,
            "sha256": self.sha256,
            "measure": self.measure,
            "definition": self.definition,
            "unit": self.unit,
            "numerator": self.numerator.as_dict(),
            "denominator": self.denominator.as_dict() if self.denominator else None,
            "told": told,
            "place": self.place,
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Statement:
        """What ``as_dict`` wrote; KeyError, TypeError or ValueError where it is something else."""
        told = given["told"]
        count, percent = (told.get(kind) for kind in ("count", "percent"))
        if (count is None) == (percent is None):
            raise ValueError("it tells neither a count nor a percent, or both")
        denominator = given["denominator"]
        return cls(
            document=given["document"],
            version=int(given["version"]),
            sha256=given["sha256"],
            measure=given["measure"],
            definition=given["definition"],
            unit=given["unit"],
            numerator=Quantity.from_dict(given["numerator"]),
            denominator=Quantity.from_dict(denominator) if denominator else None,
            count=(int(count[0]), int(count[1])) if count else None,
            percent=(float(percent[0]), float(percent[1])) if percent else None,
            place=given["place"],
        )


def ledger_lines(statements: Iterable[Statement]) -> Iterator[str]:
    """Statements as lines of JSON, each the same whenever it is written."""
    for statement in statements:
        yield json.dumps(statement.as_dict(), ensure_ascii=False, sort_keys=True)


def read_ledger(lines: Iterable[str]) -> list[Statement]:
    """The statements of a ledger; GateError names the first line that is none."""
    found = []
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(Statement.from_dict(json.loads(line)))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise GateError(
                f"Line {n} of the public ledger cannot be read ({error}). Nothing can be published without knowing "
                "what was said before: restore the ledger from a copy."
            ) from error
    return found


def current(ledger: Iterable[Statement]) -> list[Statement]:
    """What still holds: of each document the last version's word on a number, earlier words where it says none.

    A corrected figure is true of other data than the one before it, so both together would contradict each other.
    """
    held = list(ledger)
    last: dict[tuple[object, ...], int] = {}
    for s in held:
        key = (s.document, s.about)
        last[key] = max(last.get(key, s.version), s.version)
    return [s for s in held if s.version == last[s.document, s.about]]


def signed(statements: Iterable[Statement], document: str, version: int, sha256: str) -> list[Statement]:
    """Statements as they stand in a finished document."""
    return [replace(s, document=document, version=version, sha256=sha256) for s in statements]
