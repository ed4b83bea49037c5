"""The ``template`` command: blanks, drafts, differences, the data dictionary."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.config import Term, Vocabulary, load_round, load_scheme, load_vocabularies
from pipeline.errors import CaseauditError, ConfigurationError
from pipeline.forms import changed_fields, load_pro_forma, pro_forma_names, read_pro_forma
from pipeline.forms.dictionary import kept_as
from pipeline.intake import Key, take_in
from pipeline.measures import Rules, all_definitions, broken_measures
from pipeline.run.templates import dictionary, propose_form
from pipeline.tables import TABLES
from pipeline.workspace import Workspace

REPOSITORY = Path(__file__).parents[3]
HARBOUR = REPOSITORY / "tests" / "fixtures" / "forms" / "harbour-audit.yml"
PACKAGED = REPOSITORY / "pipeline" / "forms" / "proformas"


def template(workspace: Path, *words: object) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(cli, ["template", *map(str, words), "--workspace", str(workspace)])


def refusal(workspace: Path, *words: object) -> str:
    """The sentence with which it refuses."""
    error = template(workspace, *words).exception
    assert isinstance(error, CaseauditError), error
    return str(error)


@pytest.mark.parametrize(
    ("name", "grade"), [("closed-case", "Inadequate"), ("core-audit", "Doesn't yet meet Good"), ("concerns", None)]
)
def test_a_blank_offers_the_grades_of_its_form(tmp_path, name, grade):
    """Without --scheme: those of 2012 on the forms of 2012, those of 2017 on ours."""
    target = tmp_path / "blank.xlsx"
    assert template(tmp_path, name, "--output", target).exit_code == 0
    book = openpyxl.load_workbook(target)
    offered = {cell.value for column in book["Lists"].iter_cols() for cell in column}
    assert (grade is None) or grade in offered
    assert not ({"Inadequate", "Doesn't yet meet Good"} - {grade}) & offered


def test_a_return_can_be_a_register(tmp_path):
    """--layout register: a column for each question, tables side by side."""
    target = tmp_path / "blank.xlsx"
    template(tmp_path, "core-audit", "--layout", "register", "--output", target)
    labels = [cell.value for cell in openpyxl.load_workbook(target).worksheets[0][3]]
    assert labels[0] == "Case reference"
    assert {"Action 1", "Due date 5", "Theme of strength 4"} <= set(labels)


def test_one_thing_at_a_time(tmp_path):
    """Nothing, or two things: the sentence says what there is."""
    said = "Name a pro forma, or give one of --from, --diff and --dictionary."
    assert refusal(tmp_path) == said
    assert refusal(tmp_path, "core-audit", "--dictionary") == said


def test_a_form_is_drafted_used_and_read(tmp_path):
    """From a council's workbook to a round that is cleaned with it: the draft needs no edit to be used."""
    council = tmp_path / "data" / "council"
    shutil.copytree(REPOSITORY / "data" / "council", council)
    source = REPOSITORY / "data" / "raw" / "2017-12" / "returns" / "WY-105999 audit.xlsx"
    draft = council / "proformas" / "wy-105999-audit.yml"
    done = template(tmp_path, "--from", source, "--output", draft)
    assert "20 questions and 4 tables; it reads" in done.output
    folder = tmp_path / "data" / "raw" / "2017-12"
    (folder / "returns").mkdir(parents=True)
    shutil.copy(source, folder / "returns")
    settings = (REPOSITORY / "data" / "raw" / "2017-12" / "round.yml").read_text(encoding="utf-8")
    (folder / "round.yml").write_text(settings.replace("core-audit", "wy-105999-audit"), encoding="utf-8")
    workspace = Workspace.at(tmp_path)
    intake = take_in(workspace, load_round(workspace, "2017-12"), Key(b"k" * 40))
    assert intake["returns"]["outcome"].tolist() == ["used"]
    assert intake["problems"].empty


def test_a_finished_draft_is_never_written_over(tmp_path):
    """Somebody may have worked on it."""
    template(tmp_path, "core-audit", "--output", tmp_path / "a.xlsx")
    (tmp_path / "a.yml").write_text("mine", encoding="utf-8")
    said = refusal(tmp_path, "--from", tmp_path / "a.xlsx", "--output", tmp_path / "a.yml")
    assert "a.yml is there already; nothing was changed" in said
    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.xlsx", None, "There is no file"),
        ("cut.xlsx", b"PK\x03\x04", "cannot be used"),
        ("text.xlsx", b"words", "cannot be used"),
        ("numbers.xlsx", "book", "No form could be made out"),
    ],
)
def test_a_workbook_that_is_no_form_is_refused(tmp_path, name, content, says):
    """With its reason and no file made."""
    path = tmp_path / name
    if content == "book":
        book = openpyxl.Workbook()
        book.worksheets[0].append([1, 2, 3])
        book.save(path)
    elif content is not None:
        path.write_bytes(content)
    assert says in refusal(tmp_path, "--from", path, "--output", tmp_path / "out.yml")
    assert not (tmp_path / "out.yml").exists()


def test_two_versions_are_compared(tmp_path):
    """By name and by path; the figures whose trend begins anew are named where a round counts the form."""
    shutil.copytree(REPOSITORY / "data" / "council", tmp_path / "data" / "council")
    shutil.copytree(REPOSITORY / "data" / "raw" / "2017-12", tmp_path / "data" / "raw" / "2017-12")
    later = tmp_path / "later.yml"
    text = (PACKAGED / "core-audit.yml").read_text(encoding="utf-8")
    text = text.replace('"2017.2"', '"2018.1"').replace("{id: oversight, ", '{id: oversight, meaning: "In writing", ')
    later.write_text(text, encoding="utf-8")
    told = template(tmp_path, "--diff", "core-audit", later).output.splitlines()
    assert told[0] == "Core audit of a case file: version 2017.2 → 2018.1 of core-audit"
    assert told[1].startswith(
        '  oversight ("Management oversight"): it meant what its label says, and means "In writing"'
    )
    assert "Not to be set beside version 2017.2: oversight." in told
    (figures,) = [line for line in told if line.startswith("Figures whose trend begins anew: ")]
    assert all("oversight" in name for name in figures.partition(": ")[2].split(", "))


def test_a_changed_answer_breaks_the_figures_that_count_it(tmp_path):
    """Themes by their columns, grades by the base of everything that rests on them; nothing else."""
    space = Workspace.at(REPOSITORY)
    round_ = load_round(space, "2017-12")
    definitions = all_definitions(Rules(round_, load_scheme(space, round_.scheme), load_vocabularies(space)))
    form = load_pro_forma(Workspace.at(tmp_path), "core-audit")
    fewer = {"themes": Vocabulary("themes", (Term("supervision", "Supervision"),))}
    changes = changed_fields(form, form, load_vocabularies(space), load_vocabularies(space) | fewer)
    assert {c.field for c in changes} == {"strengths.theme", "weaknesses.theme"}
    broken = {name.split(".")[0] for name in broken_measures(changes, definitions)}
    assert broken == {"themes", "strengths", "weakness_actions", "weakness_actions_done"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("name: x", '"version" is missing; "title" is missing'),
        ("sections: []", '"sections"'),
        ("- {id: alert_made, label: Whom", None),
    ],
)
def test_a_form_that_cannot_be_used_says_which_question(tmp_path, wrong, says):
    """A field is named by its id, since nobody counts to the fortieth."""
    path = tmp_path / "form.yml"
    text = HARBOUR.read_text(encoding="utf-8")
    if says is None:
        text, says = (
            text.replace("vocabulary: told}", "vocabulery: told}"),
            r'vocabulery" (of "alert_made") is not a setting (is it misspelt?)',
        )
    elif wrong.startswith("sections"):
        text = text[: text.index("sections:")] + wrong
    else:
        text = wrong
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_pro_forma(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


def test_the_data_dictionary_is_what_the_forms_say():
    """data/raw/README.md is what ``caseaudit template --dictionary`` writes: run it again where this fails."""
    committed = (REPOSITORY / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    assert committed == dictionary(Workspace.at(REPOSITORY))


def test_the_data_dictionary_has_every_question_and_every_answer(tmp_path):
    """Of every form here, the council's own among them, with every spelling that is accepted."""
    own = tmp_path / "data" / "council" / "proformas"
    own.mkdir(parents=True)
    shutil.copy(HARBOUR, own)
    assert template(tmp_path, "--dictionary").exit_code == 0
    page = (tmp_path / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    space = Workspace.at(tmp_path)
    for form in (load_pro_forma(space, name) for name in pro_forma_names(space)):
        for f in (*form.fields, *(f for group in form.groups for f in group.columns)):
            assert all(spelling in page for spelling in (f.label, *f.variants, f"`{f.id}`"[1:]))
    lists = load_vocabularies(space)
    asked = {"aspects", "themes", "oversight", "immediacy", "follow_up_reason", "yes_no"}
    assert all(w in page for n in asked for t in lists[n].terms for w in (t.label, f"`{t.id}`", *t.aliases))
    assert "The Head of Service | `head` | HoS; head" in page


def test_what_an_answer_is_kept_as_is_a_column_of_a_table(tmp_path):
    """Table and column are there, and what they leave out is none of the questions that figures count."""
    space = Workspace.at(tmp_path)
    dropped = set()
    for form in (load_pro_forma(space, name) for name in pro_forma_names(space)):
        for group, f in (*((None, f) for f in form.fields), *((g, f) for g in form.groups for f in g.columns)):
            kept = kept_as(form, f, group)
            if kept is None:
                dropped.add(f"{form.name}.{f.id}")
            else:
                assert kept[1] in TABLES[kept[0]].names
    assert not dropped & {f"core-audit.{id_}" for id_ in ("grade", "case_ref", "audit_date", "oversight", "drift")}


def test_a_draft_is_not_called_after_the_return_it_was_made_from():
    """The name of a file can hold a case reference, and the name of a form ends in tables and reports."""
    source = REPOSITORY / "data" / "raw" / "2017-12" / "returns" / "WY-105999 audit.xlsx"
    assert "105999" not in propose_form(Workspace.at(REPOSITORY), source)
