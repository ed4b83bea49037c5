"""Risk: cases of concern, whoever audited them; an inadmissible audit does not make a child safe."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.measure import Definition, Subset

__all__ = ["definitions"]


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Cases of concern among all used audits, and how far those on the register have come."""
    register = Subset("concerns")
    return [
        Definition(
            "risk.cases_of_concern",
            "Cases of concern",
            Subset("cases").having(case_of_concern=True),
            unit="cases",
        ),
        Definition("risk.on_register", "Cases on the register", register, unit="cases"),
        Definition(
            "risk.closed", "Cases of concern now closed", register.having(stage="closed"), register, unit="cases"
        ),
    ]
