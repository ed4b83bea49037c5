"""File names as people give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.samples.audits import Audit
from pipeline.samples.chance import month_name, stream

__all__ = ["file_names", "told_apart"]

_STYLES: tuple[Callable[[Audit], str], ...] = (
    lambda a: f"{a.case.ref} audit",
    lambda a: f"{a.case.ref} audit",
    lambda a: f"Core audit - {a.auditor.spoken} - {a.audit_date:%d.%m.%y}",
    lambda a: f"core-audit_{a.case.ref.replace('-', '')}",
    lambda a: f"Audit {a.auditor.initials} {a.case.ref}",
    lambda a: f"{a.case.ref}_{a.auditor.initials}_FINAL",
    lambda a: f"{month_name(a.audit_date)} audit - {a.case.team} - {a.auditor.initials}",
    lambda a: f"Audit tool {a.audit_date.day} {month_name(a.audit_date)[:3]}",
    lambda a: f"completed audit {a.auditor.spoken} {a.audit_date:%d%m%Y}",
)


def file_names(audits: Sequence[Audit], round_id: str) -> list[str]:
    """A name for the file of each audit, without its ending."""
    rng = stream(round_id, "file names")
    names = []
    for audit in audits:
        name = rng.choice(_STYLES)(audit)
        if audit.batch.audit_type == "learning":
            name = name.replace("Core audit", "Learning audit").replace("core-audit", "learning-audit")
        names.append(name)
    return told_apart(names)


def told_apart(names: Iterable[str]) -> list[str]:
    """The names with a number where one comes again; no two alike, even where capitals do not count."""
    taken: set[str] = set()
    apart = []
    for name in names:
        again = 2
        while name.casefold() in taken:
            name = f"{name.removesuffix(f' {again - 1}')} {again}"
            again += 1
        taken.add(name.casefold())
        apart.append(name)
    return apart
