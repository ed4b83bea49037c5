"""Coverage: what came in and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.measure import Definition, Subset

__all__ = ["CORE", "definitions"]

# The core audits are the sample that the monthly summary speaks of; learning audits develop auditors (domain.md).
CORE = Subset("audits").having(audit_type="core")


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Returns found, used, merged and set aside (the parts equal the whole), and the kinds of audit used."""
    found = Subset("returns")
    counts = [
        Definition("coverage.found", "Returns found", found, unit="returns", disclosure="A"),
        Definition("coverage.used", "Returns used", found.having(outcome="used"), unit="returns", disclosure="A"),
        Definition(
            "coverage.merged",
            "Returns merged as duplicates",
            found.having(outcome="merged"),
            unit="returns",
            disclosure="A",
        ),
        Definition(
            "coverage.set_aside", "Returns set aside", found.having(outcome="set aside"), unit="returns", disclosure="A"
        ),
        Definition(
            "coverage.unread_files",
            "Files in the returns folder that hold no return",
            Subset("received").having(kind="return", found=0),
            unit="files",
            disclosure="A",
        ),
        Definition("coverage.core", "Core audits", CORE, disclosure="A", by=("team", "age_band", "service")),
    ]
    learning = Subset("audits").having(audit_type="learning")
    return [*counts, Definition("coverage.learning", "Learning audits", learning, disclosure="A")]
