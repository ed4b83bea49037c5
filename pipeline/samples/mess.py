"""What people do to a form before they send it: every function is one fault, and its name says which.

Faults of the first kind change what is typed, of the second the workbook it is typed into. None of them touches what
the published figures count: a reader that copes gets the same totals as from clean forms.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from pipeline.forms import Field, ProForma
from pipeline.samples.answers import Form
from pipeline.samples.chance import month_name, stream
from pipeline.samples.identifiers import IDENTIFIERS, Identifier
from pipeline.samples.plans import caseload
from pipeline.samples.sheets import insert_row, label_row, move_right, row_of_text

__all__ = ["BookFault", "FormFault", "befallen", "mess_up_answers", "mess_up_book", "write_identifiers"]

FormFault = Callable[[Form, random.Random], Form]
BookFault = Callable[[Workbook, ProForma, random.Random], None]
_ACCEPTED_GRADES = {
    "Doesn't yet meet Good": ("not yet good", "Not Yet Good ", "does not yet meet good", "DYMG"),
    "Good": ("GOOD ", "good"),
    "Inadequate": ("Inad", "INADEQUATE"),
}
_SHORT_PLANS = {
    "Child in need": "CIN",
    "Child protection": "CP",
    "Looked after": "LAC",
    "Care leaver": "pathway plan",
    "None": "n/a",
}


def typed_date(day: date, style: int) -> str:
    """A date as people type it."""
    return (f"{day:%d/%m/%Y}", f"{day.day} {month_name(day)[:3]} {day.year}", f"{day:%d.%m.%y}")[style]


def audit_date_typed_as_text(form: Form, rng: random.Random) -> Form:
    """The cell holds text, so Excel does not know that it is a date."""
    return form.answering(audit_date=typed_date(form.answers["audit_date"], rng.randrange(3)))


def due_dates_typed_as_text(form: Form, rng: random.Random) -> Form:
    """The due dates of all actions are text."""
    style = rng.randrange(3)
    return form.with_rows(
        "actions", [row | {"due": typed_date(row["due"], style)} for row in map(dict, form.groups["actions"])]
    )


def grade_in_other_words(form: Form, rng: random.Random) -> Form:
    """The overall grade by another name, in capitals, or with a space after it."""
    grade = form.answers["grade"]
    return form.answering(grade=rng.choice(_ACCEPTED_GRADES.get(grade, (grade.upper(),))))


def team_by_another_name(form: Form, rng: random.Random) -> Form:
    """What the team is called in the corridor."""
    return form.answering(team={h.team: h.alias for h in caseload()}[form.answers["team"]])


def plan_abbreviated(form: Form, rng: random.Random) -> Form:
    """CP, CIN, LAC."""
    return form.answering(plan_type=_SHORT_PLANS[form.answers["plan_type"]])


def yes_and_no_abbreviated(form: Form, rng: random.Random) -> Form:
    """y and n for some of the questions."""
    asked = ("drift", "practitioner_took_part", "family_feedback")
    return form.answering(**{f: form.answers[f][0].lower() + rng.choice(("", " ")) for f in asked})


def age_left_blank(form: Form, rng: random.Random) -> Form:
    """A required answer that is missing; intake notes it and the audit counts."""
    return form.answering(age_band=None)


def theme_not_in_the_list(form: Form, rng: random.Random) -> Form:
    """A weakness under a theme of the auditor's own; intake leaves the theme out and says so."""
    words = "The way in which messages were put to the family was abrupt and did not help to build trust."
    return form.with_rows("weaknesses", [*form.groups["weaknesses"], {"theme": "Communication style", "words": words}])


def labels_reworded(book: Workbook, pro_forma: ProForma, rng: random.Random) -> None:
    """Three labels as on an earlier edition of the form."""
    page = book.worksheets[0]
    able = [f for f in pro_forma.fields if f.variants]
    for f in rng.sample(able, 3):
        page.cell(label_row(page, f), 2).value = rng.choice(f.variants)


def blank_rows_inserted(book: Workbook, pro_forma: ProForma, rng: random.Random) -> None:
    """An empty row in the middle of the questions, and one above the first weakness."""
    page = book.worksheets[0]
    (weaknesses,) = [g for g in pro_forma.groups if g.id == "weaknesses"]
    insert_row(page, row_of_text(page, weaknesses.columns[0].label) + 1)
    wanted = rng.choice(("team", "auditor_role"))
    insert_row(page, label_row(page, _field(pro_forma, wanted)))


def sheet_renamed(book: Workbook, pro_forma: ProForma, rng: random.Random) -> None:
    """The sheet has another name than the form gives it."""
    book.worksheets[0].title = rng.choice(("Sheet1", "Audit form", "Core audit", "Audit (2)"))


def hidden_notes_added(book: Workbook, pro_forma: ProForma, rng: random.Random) -> None:
    """A hidden sheet of the auditor's own notes."""
    page = book.create_sheet("my notes")
    page.sheet_state = "hidden"
    for r, line in enumerate(("Read chronology first", "ask about supervision notes", "Date", "grade?"), start=1):
        page.cell(r, 1, line)


def answer_one_cell_to_the_right(book: Workbook, pro_forma: ProForma, rng: random.Random) -> None:
    """An answer typed beside its box."""
    asked = {f.id for f in pro_forma.fields}
    wanted = rng.choice([f for f in ("oversight", "plan_type", "team", "case_of_concern") if f in asked])
    page = book.worksheets[0]
    move_right(page, label_row(page, _field(pro_forma, wanted)), 3)


def _field(pro_forma: ProForma, id_: str) -> Field:
    return next(f for f in pro_forma.fields if f.id == id_)


# fault → on how many returns of a round
_FORM_FAULTS: dict[FormFault, int] = {
    audit_date_typed_as_text: 4,
    due_dates_typed_as_text: 3,
    grade_in_other_words: 4,
    team_by_another_name: 3,
    plan_abbreviated: 3,
    yes_and_no_abbreviated: 2,
    age_left_blank: 1,
    theme_not_in_the_list: 1,
}
_BOOK_FAULTS: dict[BookFault, int] = {
    labels_reworded: 3,
    blank_rows_inserted: 2,
    sheet_renamed: 2,
    hidden_notes_added: 1,
    answer_one_cell_to_the_right: 2,
}


def befallen(fault: Callable[..., Any], round_id: str, returns: int, count: int) -> list[int]:
    """Which returns of a round a fault befalls, by their place in order of date."""
    return sorted(stream(round_id, fault.__name__).sample(range(returns), count))


def mess_up_answers(forms: Sequence[Form], refs: Sequence[str], round_id: str, turn: int) -> list[Form]:
    """The forms with faults in what is typed; ``turn`` decides which identifiers stand in comments, three a round."""
    made = list(forms)
    for fault, count in _FORM_FAULTS.items():
        for n in befallen(fault, round_id, len(made), count):
            made[n] = fault(made[n], stream(round_id, fault.__name__, n))
    return write_identifiers(made, (IDENTIFIERS * 2)[turn * 2 % len(IDENTIFIERS) :][:3], refs, round_id)


def write_identifiers(
    forms: Sequence[Form], kinds: Sequence[Identifier], refs: Sequence[str], round_id: str
) -> list[Form]:
    """The forms with an identifier of each of these kinds in a comment of one of them."""
    made = list(forms)
    for kind in kinds:
        (n,) = befallen(kind, round_id, len(made), 1)
        written = kind(stream(round_id, kind.__name__, n), refs)
        made[n] = made[n].answering(comments=" ".join(filter(None, (made[n].answers.get("comments"), written))))
    return made


def mess_up_book(
    book: Workbook,
    pro_forma: ProForma,
    round_id: str,
    n: int,
    returns: int,
    faults: Mapping[BookFault, int] = _BOOK_FAULTS,
) -> None:
    """Faults in the workbook of the ``n``-th return of a round."""
    for fault, count in faults.items():
        if n in befallen(fault, round_id, returns, count):
            fault(book, pro_forma, stream(round_id, fault.__name__, n))
