"""The register of cases of concern on the form that is filled in: what is known, and what is not on record yet."""

from __future__ import annotations

from openpyxl import Workbook

from pipeline.compose.cases import Concern, concerns_of
from pipeline.compose.material import Material
from pipeline.compose.wording import day_in_words, plural
from pipeline.compose.workbooks.sheets import finish_register, new_register, with_columns
from pipeline.forms import Field, load_pro_forma

__all__ = ["concerns_register"]

_COLUMNS = {
    "case_ref": [Field(id="team", label="Team")],
    "stage": [Field(id="missing", label="What is not on record")],
}
_WIDTHS = {"case_ref": 16, "team": 22, "escalated_to": 20, "stage": 12, "missing": 44}
_ANSWERED = ("found", "alerted", "escalated_to", "reviewed", "acted", "stage")
_ROOM = 20  # rows for cases that are found after this


def concerns_register(material: Material) -> Workbook:
    """The register of a round, in order of finding, with room for more; internal.

    Cases that an auditor marked and nobody entered stand under it, to be entered. Saved as ``concerns.xlsx`` in the
    folder of the round it is read by intake.
    """
    concerns = concerns_of(material)
    form = with_columns(load_pro_forma(material.workspace, "concerns"), _COLUMNS, _instructions(material))
    book = new_register(form, material.words, [_row(material, concern) for concern in concerns])
    bold = [n for n, concern in enumerate(concerns) if concern.missing]
    finish_register(book, form, _told(material, concerns), _WIDTHS, _ANSWERED, bold, len(concerns), _ROOM)
    return book


def _instructions(material: Material) -> list[str]:
    return [
        "Only the yellow cells can be typed into.",
        f"The audit team saves it as concerns.xlsx in the folder of round {material.round.id}; the next run reads it.",
    ]


def _told(material: Material, concerns: list[Concern]) -> str:
    n, lacking = len(concerns), sum(bool(concern.missing) for concern in concerns)
    mark = " Synthetic data." if material.round.synthetic else ""
    cases = f"{n} {plural(n, 'case')} of concern" if n else "No case of concern"
    lack = f", something is not on record for {lacking}" if lacking else ""
    return f"{material.round.label}: {cases}{lack}, on {day_in_words(material.round.reported)}.{mark}"


def _row(material: Material, concern: Concern) -> dict[str, object]:
    return {
        "case_ref": concern.case,
        "team": concern.team,
        "found": concern.found,
        "alerted": concern.alerted,
        "escalated_to": material.label("owner_role", concern.escalated_to),
        "reviewed": concern.reviewed,
        "acted": concern.acted,
        "stage": material.label("concern_stage", concern.stage),
        "missing": concern.missing or "Nothing",
    }
