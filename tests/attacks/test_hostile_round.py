"""A round full of attacks, from its returns to every file that is made of it: they are shown as typed and do nothing.

Nothing runs in a browser, in a PDF, in Office or in a spreadsheet; nothing is fetched; nothing is read that a document
has no business with.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import openpyxl
import pytest

from pipeline.check.texts import read_text
from pipeline.run import Options, make_packs, run_batch, write_batch_report
from pipeline.workspace import Workspace
from tests.attacks.hostile import CANARY, COMMENTARY, MONTH, NAMES, typed_into, write_hostile_round
from tests.attacks.typed import as_typed, assert_office_file_is_inert, assert_pdf_is_inert, squeeze
from tests.browser.looking import WIDTHS, faults_for_readers, not_reached

pytestmark = pytest.mark.slow  # a round of a hundred returns in all formats, and a browser
PAGES = (
    *("published/index.html", "monthly_summary.html", "explorer.html", "commentary_figures.html"),
    *("batch_report.html", "teams/*.html", "coaching/*.html"),
)
"""A page of each kind."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def space(tmp_path_factory) -> Iterator[Workspace]:
    """The hostile round, run in all formats and published, with its packs and the report of the batch."""
    workspace = write_hostile_round(tmp_path_factory.mktemp("hostile"))
    os.environ["CASEAUDIT_CANARY"] = CANARY
    try:
        options = Options(engine="embedded", quiet=True, formats=("html", "pdf", "docx", "slides", "xlsx"))
        with pytest.MonkeyPatch.context() as patch:  # the gate refuses words copied out of a return, and these all are
            patch.setattr("pipeline.publish.publishing.gate", lambda *_: [])
            results = run_batch(workspace, [MONTH], options, publish=True)
        assert [str(result.error) for result in results if result.error] == []
        make_packs(workspace, MONTH, engine="embedded")
        write_batch_report(workspace, results)
    finally:
        del os.environ["CASEAUDIT_CANARY"]
    yield workspace


def finished(space: Workspace, *endings: str) -> list[Path]:
    """The finished files of the round with these endings, and what was kept of it for people."""
    places = (space.published, space.internal, space.round(MONTH).processed)
    found = sorted(path for place in places for path in place.rglob("*") if path.suffix in endings)
    assert found
    return found


@dataclass
class Opened:
    """What a page shows, and what it did that no page of ours may do."""

    text: str
    did: list[str] = field(default_factory=list)


@pytest.fixture
def look(browser) -> Callable[[str], Opened]:
    """A function that opens a page in a browser and watches what it does."""

    def opened(address: str) -> Opened:
        page, did = browser.new_page(), []
        page.add_init_script("window.alert = window.confirm = window.prompt = (said) => console.log('dialog', said)")
        page.on("console", lambda message: did.append(f"console {message.text}"))
        page.on("pageerror", lambda error: did.append(f"error {error}"))
        page.on("popup", lambda popup: did.append(f"popup {popup.url}"))
        page.on("request", lambda made: did.append(f"request {made.url[:80]}"))
        page.goto(address)
        page.wait_for_timeout(50)
        shown = Opened(page.evaluate("document.body.innerText"), [d for d in did if not d.startswith("request data:")])
        page.close()
        shown.did.remove(f"request {address[:80]}")
        return shown

    return opened


def missing(attacks: tuple[str, ...], text: str) -> list[str]:
    """The attacks that a text does not hold as they were typed; where a line breaks is left to the reader of it."""
    squeezed = squeeze(text)
    return [a for a in attacks if squeeze(as_typed(a)) not in squeezed and squeeze(a) not in squeezed]


def test_no_page_does_anything(space, look):
    """No dialog, no request, nothing on the console and no error, on any page that is made."""
    pages = finished(space, ".html")
    assert [name for name in PAGES if not any(path.match(name) for path in pages)] == []
    assert {path.name: seen.did for path in pages if (seen := look(path.as_uri())).did} == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_page_can_be_used_by_everybody(space, browser, name, width):
    """However odd the words: axe-core finds nothing, nothing scrolls sideways, the keyboard reaches everything."""
    path = next(path for path in finished(space, ".html") if path.match(name))
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    faults = [*faults_for_readers(page), *not_reached(page)]
    page.close()
    assert faults == []


@pytest.mark.parametrize("state", ["theme=%3Cimg src=x onerror=alert(1)%3E", "q=</script><script>alert(1)</script>"])
def test_an_address_of_the_explorer_is_no_program(space, look, state):
    """What stands behind the # is looked up or searched for, and nothing else."""
    page = space.round(MONTH).internal / "explorer.html"
    assert look(f"{page.as_uri()}#{state}".replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")).did == []


def test_the_explorer_shows_the_words_as_typed(space, look):
    """Every attack is among the auditors' words, to be read."""
    page = space.round(MONTH).internal / "explorer.html"
    seen = look(f"{page.as_uri()}#theme=recording_practice&more=9")
    assert seen.did == []
    assert missing(typed_into(space.root), seen.text) == []


def test_commentary_is_shown_as_typed_in_every_format(space, look):
    """On the page, in print, in Word and on slides, in both editions."""
    for path in finished(space, ".html", ".pdf", ".docx", ".pptx"):
        if path.stem in ("monthly_summary", "briefing_deck"):
            text = look(path.as_uri()).text if path.suffix == ".html" else read_text(path)
            assert missing(COMMENTARY, text) == [], path


def test_what_a_browser_shows_of_the_notebooks_does_nothing(space, look, tmp_path):
    """The tables that executed notebooks show, on a page without any policy."""
    shown = []
    for path in finished(space, ".ipynb"):
        for cell in nbformat.read(str(path), as_version=4).cells:
            shown += [
                output.data["text/html"] for output in cell.get("outputs", ()) if "text/html" in output.get("data", {})
            ]
    page = tmp_path / "outputs.html"
    page.write_text("<!DOCTYPE html><meta charset=utf-8>" + "\n".join(shown), encoding="utf-8")
    seen = look(page.as_uri())
    assert seen.did == []
    assert len(missing(typed_into(space.root), seen.text)) < len(typed_into(space.root)) / 2


def test_pdfs_and_office_files_hold_no_program(space):
    """No action, no field, no outside relation, no part but pictures and words."""
    for path in finished(space, ".pdf"):
        assert_pdf_is_inert(path)
    for path in finished(space, ".docx", ".pptx"):
        assert_office_file_is_inert(path)


def test_a_workbook_holds_what_was_typed_as_text(space):
    """No cell of a workbook is a formula or leads out of it; the tracker and the review show every attack."""
    for path in finished(space, ".xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], path
            assert [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target] == [], path
    attacks = typed_into(space.root)
    assert missing(attacks, read_text(space.round(MONTH).internal / "action_tracker.xlsx")) == []
    assert missing(attacks, read_text(space.round(MONTH).processed / "review.xlsx")) == []


def test_no_cell_of_a_csv_begins_like_a_formula(space):
    """A spreadsheet that opens it runs nothing; what was typed stands behind an apostrophe."""
    (path,) = finished(space, ".csv")
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    assert "'=CMD('calc')!A1" in cells


def test_nothing_was_read(space):
    """No secret that an attack names is in any file, and no name of an auditor is in a public one."""
    for path in finished(space, ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".ipynb"):
        text = path.read_text(encoding="utf-8") if path.suffix in (".csv", ".ipynb", ".html") else read_text(path)
        assert CANARY not in text, path
        assert "root:x:0" not in text, path
        if space.published in path.parents:
            assert [name for name in NAMES if squeeze(name) in squeeze(text)] == [], path
