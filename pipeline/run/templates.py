"""What ``caseaudit template`` makes: blank returns, the draft of a form, what changed in one, the data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.basis import rules_of
from pipeline.config import Vocabulary, load_council, load_round, load_scheme, load_vocabularies, scheme_names
from pipeline.errors import CaseauditError, ConfigurationError
from pipeline.store import PUBLIC, save_workbook, write_text
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from openpyxl import Workbook

    from pipeline.forms import Layout, ProForma
    from pipeline.measures import Definition

__all__ = ["form_differences", "write_dictionary", "write_draft", "write_template"]

_DRAFT = "our-form"
_SCHEME = "practice-2017"  # the grades of a blank whose form names none


def write_template(
    workspace: Workspace, pro_forma: str, scheme: str | None, target: Path, layout: Layout | None = None
) -> None:
    """The blank return or register ``pro_forma`` as a workbook at ``target``, with the grades of ``scheme``.

    Without a scheme they are those that the form names; without a layout it is laid out as its form says.
    """
    from pipeline.forms import blank_workbook, load_pro_forma

    form = load_pro_forma(workspace, pro_forma)
    words = _words(workspace, [form], load_scheme(workspace, scheme or form.scheme or _SCHEME).vocabulary)
    _require_lists(form, words)
    save_workbook(blank_workbook(form, words, layout), target, date(2017, 1, 2))


def propose_form(workspace: Workspace, source: Path, name: str = _DRAFT) -> str:
    """The draft of a YAML for the form in a workbook; ConfigurationError if it is none, or holds no questions.

    The form is not called after the workbook: the name of a filled-in return can hold a case reference.
    """
    from pipeline.forms import load_pro_forma, pro_forma_names, propose

    book = _opened(source)
    known = [load_pro_forma(workspace, name) for name in pro_forma_names(workspace)]
    known.sort(key=lambda p: p.layout == "register")  # a return's meaning of a label before a register's
    name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    name = name if name[:1].isalpha() else f"form-{name}".rstrip("-")
    try:
        return propose(book, name, known, _words(workspace), _schemes(workspace))
    except ValueError as error:
        raise ConfigurationError(
            f"No form could be made out in {source}: {error}. It looks for bold or shaded labels, or labels that end "
            "in a colon, with a blank or outlined cell beside or below them."
        ) from error


def write_draft(workspace: Workspace, source: Path, target: Path | None = None) -> list[str]:
    """The draft of ``propose_form`` as a file, and what it reads in the workbook it came from, as lines for a person.

    A file that is there already is left alone: somebody may have finished it.
    """
    from pipeline.forms import Misfit, find_sheets, read_pro_forma, read_records
    from pipeline.intake import read_workbook

    path = target or Path(f"{_DRAFT}.yml")
    if path.exists():
        raise ConfigurationError(f"{path} is there already; nothing was changed. Name another file with --output.")
    write_text(path, propose_form(workspace, source, path.stem), PUBLIC)
    form, sheets = read_pro_forma(path), read_workbook(source)
    fitting = find_sheets([form], sheets) if isinstance(sheets, list) else []
    if isinstance(fitting, Misfit) or not fitting or not isinstance(sheets, list):
        return [str(path), f"It does not read {source} yet: finish its labels."]
    records = [r for sheet, _ in fitting for r in read_records(form, sheet, _words(workspace, [form]), sheets)]
    answers = sum(a.value is not None for r in records for a in r.answers.values())
    fields = list(form.fields)
    told = f"{len(fields)} questions and {len(form.groups)} tables; it reads {answers} answers in {source}."
    return [str(path), told, 'Look at what says "finish" in it; a form is used once a round.yml names it.']


def _opened(source: Path) -> Workbook:
    """A workbook with its lists and formats; ConfigurationError says why it cannot be read."""
    from warnings import catch_warnings, simplefilter
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    from pipeline.intake import Refusal, read_workbook

    if not source.is_file():
        raise ConfigurationError(f"There is no file {source}.")
    cells = read_workbook(source)
    if isinstance(cells, Refusal):
        raise ConfigurationError(f"{source} cannot be used: {cells.reason}. {cells.suggestion}")
    try:
        with catch_warnings():  # of what openpyxl leaves out when it writes, and nothing is written
            simplefilter("ignore")
            return load_workbook(source)
    except (InvalidFileException, BadZipFile, ValueError, LookupError, TypeError, OSError) as error:
        raise ConfigurationError(
            f"{source} cannot be read with its lists and formats. Open it, save it as an Excel workbook (.xlsx), and "
            "name the new file."
        ) from error


def form_differences(workspace: Workspace, before: str, now: str) -> list[str]:
    """What changed between two forms, each the name of one or the path of its YAML, in lines for a person.

    The last lines name the figures that may not be set beside earlier ones, as far as a round here counts the form.
    """
    from pipeline.forms import broken_fields, changed_fields, difference_lines
    from pipeline.measures import broken_measures

    earlier, later, words = _form(workspace, before), _form(workspace, now), _words(workspace)
    changes = changed_fields(earlier, later, words, words)
    lines = difference_lines(earlier, later, changes)
    broken = broken_fields(changes)
    if broken:
        lines.append(f"Not to be set beside version {earlier.version}: {', '.join(broken)}.")
        measures = broken_measures(changes, _definitions(workspace, {earlier.name, later.name}))
        if measures:
            lines.append(f"Figures whose trend begins anew: {', '.join(measures)}.")
        lines.append(
            "Where the answers can be compared all the same, say so and why under continues: in the later form."
        )
    return lines


def _definitions(workspace: Workspace, names: set[str]) -> list[Definition]:
    """What the latest round here counts that has one of these forms; none if there is no such round."""
    from pipeline.measures import all_definitions

    for round_id in reversed(workspace.round_ids()):
        try:
            round_ = load_round(workspace, round_id)
        except CaseauditError:
            continue  # it is told when it is run itself
        if names & {used.name for used in round_.pro_formas}:
            return list(all_definitions(rules_of(workspace, round_)))
    return []


def dictionary(workspace: Workspace) -> str:
    """The data dictionary of every form that can be used here, as Markdown."""
    from pipeline.forms import data_dictionary, load_pro_forma, pro_forma_names

    forms = [load_pro_forma(workspace, name) for name in pro_forma_names(workspace)]
    return data_dictionary(forms, _words(workspace, forms), _schemes(workspace))


def write_dictionary(workspace: Workspace, target: Path | None = None) -> Path:
    """The data dictionary as a file, ``data/raw/README.md`` unless another is named; that file."""
    path = target or workspace.raw / "README.md"
    write_text(path, dictionary(workspace), PUBLIC)
    return path


def _form(workspace: Workspace, name: str) -> ProForma:
    from pipeline.forms import load_pro_forma, read_pro_forma

    looks_like_file = name.endswith((".yml", ".yaml")) or "/" in name
    return read_pro_forma(Path(name)) if looks_like_file else load_pro_forma(workspace, name)


def _words(
    workspace: Workspace, forms: Iterable[ProForma] = (), grades: Vocabulary | None = None
) -> Mapping[str, Vocabulary]:
    from pipeline.forms import with_own_lists

    words = load_vocabularies(workspace) | load_council(workspace).vocabularies
    return with_own_lists(forms, words | ({"grade": grades} if grades else {}))


def _schemes(workspace: Workspace) -> dict[str, Vocabulary]:
    return {name: load_scheme(workspace, name).vocabulary for name in scheme_names(workspace)}


def _require_lists(form: ProForma, words: Mapping[str, Vocabulary]) -> None:
    for f in (*form.fields, *(f for group in form.groups for f in group.columns)):
        if f.vocabulary and f.vocabulary not in words:
            raise ConfigurationError(
                f'The pro forma {form.name} asks for the list "{f.vocabulary}" in "{f.label}", and there is no such '
                "list. Add it to data/council/vocabularies.yml, or under vocabularies: in the form."
            )
