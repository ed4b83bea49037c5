"""What people do to the registers and forms of an all-case round; the faults themselves are those of every round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from pipeline.forms import ProForma
from pipeline.samples import mess
from pipeline.samples.answers import Form
from pipeline.samples.chance import stream
from pipeline.samples.identifiers import mobile_number, nhs_number, reference_of_another_case
from pipeline.samples.mess import BookFault, FormFault

__all__ = ["OWN_BOOK_FAULTS", "leave_a_blank_row", "mess_up_forms", "mess_up_rows", "reword"]

_MOST_WEAKNESSES = 4


@dataclass(frozen=True)
class _Fault:
    """A fault, how many returns it befalls, and which it can befall."""

    fault: FormFault
    count: int
    able: Callable[[Form], bool] = lambda form: True


_ROW_FAULTS = (
    _Fault(mess.audit_date_typed_as_text, 14),
    _Fault(mess.due_dates_typed_as_text, 6, lambda form: bool(form.groups["actions"])),
    _Fault(mess.grade_in_other_words, 12, lambda form: form.answers["grade"] in ("Inadequate", "Good")),
    _Fault(mess.team_by_another_name, 15),
    _Fault(mess.plan_abbreviated, 20),
    _Fault(mess.age_left_blank, 1),
    _Fault(mess.theme_not_in_the_list, 1, lambda form: 1 < len(form.groups["weaknesses"]) < _MOST_WEAKNESSES),
)
_FORM_FAULTS = (
    _Fault(mess.audit_date_typed_as_text, 5),
    _Fault(mess.due_dates_typed_as_text, 2, lambda form: bool(form.groups["actions"])),
    _Fault(mess.team_by_another_name, 4),
    _Fault(mess.plan_abbreviated, 5),
)
OWN_BOOK_FAULTS: dict[BookFault, int] = {
    mess.labels_reworded: 4,
    mess.blank_rows_inserted: 3,
    mess.sheet_renamed: 3,
    mess.hidden_notes_added: 1,
    mess.answer_one_cell_to_the_right: 3,
}
_IDENTIFIERS = (mobile_number, nhs_number, reference_of_another_case)
_REWORDED = {  # pro forma → the sheet's name, and a header by another of its names
    "closed-case": ("Closed", "team"),
    "current-case": ("Open cases", "plan_type"),
}


def mess_up_rows(forms: Sequence[Form], refs: Sequence[str], round_id: str) -> list[Form]:
    """The rows of the registers with faults in what is typed; three comments hold an identifier."""
    return mess.write_identifiers(_befall(forms, _ROW_FAULTS, round_id), _IDENTIFIERS, refs, round_id)


def mess_up_forms(forms: Sequence[Form], round_id: str) -> list[Form]:
    """The council's own forms with faults in what is typed."""
    return _befall(forms, _FORM_FAULTS, f"{round_id} own")


def _befall(forms: Sequence[Form], faults: Sequence[_Fault], seed: str) -> list[Form]:
    made = list(forms)
    for f in faults:
        able = [n for n, form in enumerate(made) if f.able(form)]
        for place in mess.befallen(f.fault, seed, len(able), f.count):
            n = able[place]
            made[n] = f.fault(made[n], stream(seed, f.fault.__name__, n))
    return made


def leave_a_blank_row(book: Workbook) -> None:
    """An empty row in the middle of the last sheet."""
    page = book.worksheets[-1]
    page.insert_rows(page.max_row // 2)


def reword(book: Workbook, pro_formas: Sequence[ProForma]) -> None:
    """The sheets of a register under other names, and in each a header in other words."""
    for page, pro_forma in zip(book.worksheets, pro_formas, strict=True):
        page.title, field = _REWORDED[pro_forma.name]
        (asked,) = [f for f in pro_forma.fields if f.id == field]
        (cell,) = [cell for cell in page[3] if cell.value == asked.label]
        cell.value = asked.variants[-1]
