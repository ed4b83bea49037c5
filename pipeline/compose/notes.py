"""What managers wrote on the tracker that they sent back: it stands on the next one, as they typed it."""

from __future__ import annotations

from collections.abc import Mapping
from zipfile import BadZipFile

from pipeline.compose.material import Material
from pipeline.config import plain
from pipeline.forms import Misfit, Sheet, find_sheets, load_pro_forma, read_records
from pipeline.intake.identity import reference

__all__ = ["Name", "action_name", "managers_notes"]

Name = tuple[str, str]


def action_name(case: object, words: object) -> Name:
    """An action as intake tells it from others: its case, and its words as they are compared."""
    return reference(case), plain(words)


def managers_notes(material: Material) -> Mapping[Name, str]:
    """Action → the note beside it in ``actions.xlsx`` of the round; none where there is no such file.

    The tables keep no note: it may name people. A file that cannot be read has none, and intake has said why.
    """
    path = material.workspace.round(material.round.id).raw / "actions.xlsx"
    if not path.is_file():
        return {}
    form = load_pro_forma(material.workspace, "action-tracker")
    try:
        fitting = find_sheets([form], _sheets(str(path)))
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}
    notes: dict[Name, str] = {}
    for sheet, _ in () if isinstance(fitting, Misfit) else fitting:
        for record in read_records(form, sheet, material.words):
            case, words, note = (record.answers.get(id_) for id_ in ("case_ref", "words", "note"))
            if case and words and note and note.value is not None:
                notes.setdefault(action_name(case.value, words.value), str(note.value))
    return notes


def _sheets(path: str) -> list[Sheet]:
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return [Sheet(page.title, list(page.iter_rows(values_only=True))) for page in book.worksheets]
