"""What a council changes stands in one file: each change is made for real in a workspace, and seen to take effect."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from pipeline.check import check_round
from pipeline.check.texts import html_text
from pipeline.config import load_scheme
from pipeline.measures import measure_rows, measure_text
from pipeline.protect import public_text
from pipeline.publish.pages import write_pages
from pipeline.publish.protecting import protect_round
from pipeline.run import Options, clean_round, run_round, write_template
from pipeline.store import load_table
from pipeline.workspace import Workspace, packaged

PACKAGE = Path(__file__).parents[1] / "pipeline"
INPUTS = ("data/raw", "data/council", "notebooks", "reports/templates", "reports/theme")
INTERNAL = Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_kernels")]


def digests(*folders: Path) -> dict[str, str]:
    """Every file below the folders, by its content."""
    files = [f for folder in folders for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts]
    return {str(f): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def everything(workspace: Workspace) -> dict[str, str]:
    """What people put into a workspace, and what is packaged."""
    ours = [packaged(name) for name in ("notebooks", "reports/templates", "reports/theme")]
    return digests(*(workspace.root / name for name in INPUTS), PACKAGE, *ours)


@contextmanager
def one_change(workspace: Workspace, name: str, text: str) -> Iterator[None]:
    """Write one new file; whatever is done in the block, no other file that people or we wrote is touched."""
    before, path = everything(workspace), workspace.root / name
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    yield
    after = everything(workspace)
    assert {f for f in after if before.get(f) != after[f]} == {str(path)}
    assert before.keys() <= after.keys()


def ours(name: str, *swaps: tuple[str, str]) -> str:
    """A packaged file with some of its text swapped, as somebody who copied it would have it."""
    beside = PACKAGE / name
    text = (beside if beside.is_file() else packaged(name)).read_text(encoding="utf-8")
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def page_of(workspace: Workspace, document: str = "monthly_summary", options: Options = INTERNAL) -> str:
    """The words of the internal page of the round, run as far as needed."""
    run_round(workspace, "2017-12", options)
    return html_text(workspace.round("2017-12").internal / f"{document}.html")


def counted(workspace: Workspace, measure: str, table: str = "measures") -> str:
    """How a measure of the whole service reads."""
    write = public_text if table == "measures_public" else measure_text
    rows = measure_rows(load_table(workspace.round("2017-12").processed, table), write)
    (said,) = [row["display"] for row in rows if row["id"] == measure and row["by"] is None]
    return str(said)


def test_a_new_grade_is_one_scheme(small_rounds):
    """It is counted, it stands in the report, and the next blank offers it; the scheme alone says that there is one."""
    small_rounds.write(grades=("Excellent", "Good", "Good"))
    workspace = small_rounds.workspace
    grade = ("grades:\n", "grades:\n  - {id: excellent, label: Excellent, good_or_better: true}\n")
    with one_change(
        workspace, "data/council/schemes/practice-2017.yml", ours("config/schemes/practice-2017.yml", grade)
    ):
        assert "Excellent" in page_of(workspace)
    assert counted(workspace, "ratings.excellent").startswith("1 of 3")
    assert "excellent" in load_scheme(workspace, "practice-2017").good_or_better


def test_a_new_theme_is_one_list(small_rounds):
    """It is read from returns, counted, and told in the report."""
    weak = {"weaknesses": [{"theme": "Life-story work", "words": "None was done."}]}
    small_rounds.write(groups=weak)
    workspace = small_rounds.workspace
    theme = ("\nthemes:\n", "\nthemes:\n  life_story_work: {label: Life-story work}\n")
    with one_change(workspace, "data/council/vocabularies.yml", ours("config/vocabularies.yml", theme)):
        assert "Life-story work" in page_of(workspace)
    assert counted(workspace, "themes.life_story_work").startswith("3 of 3")


def test_another_form_is_one_pro_forma(small_rounds, tmp_path):
    """Blank and reader are made from it: what the new label asks is found in a return that was filled in on it."""
    workspace, label = (
        small_rounds.workspace,
        re.search(r"id: auditor, label: ([^,}]+)", ours("forms/proformas/core-audit.yml")),
    )
    assert label
    own = ours("forms/proformas/core-audit.yml", (f"id: auditor, label: {label[1]}", "id: auditor, label: Who looked"))
    with one_change(workspace, "data/council/proformas/core-audit.yml", own):
        write_template(workspace, "core-audit", None, tmp_path / "blank.xlsx")
    cells = {cell.value for row in load_workbook(tmp_path / "blank.xlsx").worksheets[0] for cell in row}
    assert any(str(value).startswith("Who looked") for value in cells)
    small_rounds.write()
    clean_round(workspace, "2017-12", INTERNAL)
    returns = load_table(workspace.round("2017-12").processed, "returns")
    assert list(returns["outcome"]) == ["used"] * 3
    assert returns["auditor_id"].notna().all()


def test_a_paragraph_of_the_committee_report_is_one_template(small_rounds):
    """A council's own template takes the place of ours; its paragraph is numbered like any other."""
    settings = small_rounds.write() / "round.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "reports: [committee_report]\n", encoding="utf-8")
    name = "reports/templates/committee_report.qmd.jinja"
    heading = '# {{ heading("Community impact") }}\n'
    own = ours(name, (heading, heading + "\n[]{.para} Wards were told before members were.\n"))
    with one_change(small_rounds.workspace, name, own):
        text = page_of(small_rounds.workspace, "committee_report")
    assert re.search(r"\d+\.\d+ Wards were told before members were\.", text)


def test_a_chart_is_a_line_of_the_template(small_rounds):
    """A bar a measure, by name: drawn, described, numbered, and each of its numbers checked like any other."""
    small_rounds.write()
    workspace, name = small_rounds.workspace, "reports/templates/monthly_summary.qmd.jinja"
    asked = '{{ bars("oversight", "How clear oversight was", "oversight.clear", "oversight.partial") }}\n\n'
    with one_change(
        workspace,
        name,
        ours(
            name, ('# {{ heading("Is anybody better off?") }}', f'{asked}# {{{{ heading("Is anybody better off?") }}}}')
        ),
    ):
        assert "How clear oversight was" in page_of(workspace)
        assert [f.message for f in check_round(workspace, "2017-12", "internal") if "pdf" not in f.place] == []
    drawn = workspace.round("2017-12").build("internal") / "figures" / "monthly_summary" / "oversight.svg"
    assert "3 (100%)" in drawn.read_text(encoding="utf-8")


def test_a_stricter_disclosure_rule_is_one_profile(small_rounds):
    """Six of twenty could be told; with a threshold of seven they cannot."""
    small_rounds.write(grades=("Good",) * 14 + ("Not yet good",) * 6)
    workspace = small_rounds.workspace
    run_round(workspace, "2017-12", Options(editions=("public",), formats=("html",), engine="embedded", quiet=True))
    assert counted(workspace, "ratings.not_yet_good", "measures_public").startswith("6 of 20")
    stricter = ours("config/profiles/standard.yml", ("threshold: 5", "threshold: 7"))
    with one_change(workspace, "data/council/profiles/standard.yml", stricter):
        protect_round(workspace, "2017-12", None)
    assert "fewer than 7" in counted(workspace, "ratings.not_yet_good", "measures_public")


PURPLE = 'color: {palette: {navy: "#4a1f5c", link: "#6b2d84"}}\n'


def test_another_brand_is_one_list_of_colours(small_rounds):
    """On the page, in print, in Word, on slides, in charts and on the site; what it does not name stays as it was."""
    small_rounds.write()
    workspace = small_rounds.workspace
    formats = Options(editions=("internal",), formats=("html", "docx"), engine="embedded", quiet=True)
    with one_change(workspace, "data/council/_brand.yml", PURPLE):
        page_of(workspace, options=formats)
        (index,) = write_pages(workspace, workspace.root)
    internal, theme = workspace.round("2017-12").internal, workspace.round("2017-12").build("internal") / "theme"
    with ZipFile(internal / "monthly_summary.docx") as word, ZipFile(theme / "reference.pptx") as slides:
        looks = {
            "Word": word.read("word/styles.xml").decode(),
            "slides": "".join(slides.read(n).decode() for n in slides.namelist() if n.endswith(".xml")),
        }
    for path in (
        *(internal / "monthly_summary.html", internal / "explorer.html", internal / "commentary_figures.html", index),
        *(theme / "typst-template.typ", theme / "slides.scss", theme / "_brand.yml"),
    ):
        looks[path.name] = path.read_text(encoding="utf-8")
    assert [name for name, text in looks.items() if "4a1f5c" not in text.lower()] == []
    assert [name for name, text in looks.items() if "16324f" in text.lower()] == []
    assert "#eaf0f6" in looks["typst-template.typ"]
    svg = workspace.round("2017-12").build("internal") / "figures" / "monthly_summary" / "admissibility.svg"
    assert "#4a1f5c" in svg.read_text(encoding="utf-8")


def test_the_theme_takes_no_colour_but_by_a_name_of_the_brand():
    """A colour of the palette stands in the theme's files where it is named, and is written out nowhere else."""
    palette = dict(re.findall(r'^    ([\w-]+): "(#[0-9a-f]{6})"', ours("reports/theme/_brand.yml"), re.MULTILINE))
    for name in ("report.css", "typst-template.typ", "slides.scss"):
        lines = [
            line for line in ours(f"reports/theme/{name}").splitlines() if not line.startswith("@page")
        ]  # no var()
        unnamed = re.sub(
            rf'(?<![\w-])(?:--|\$)?(?:{"|".join(palette)}): (?:rgb\(")?#[0-9a-f]{{6}}', "", "\n".join(lines)
        )
        assert {colour for colour in palette.values() if colour in unnamed} == set(), name
