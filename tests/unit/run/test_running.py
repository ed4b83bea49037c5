"""Running: the history a round needs, freshness by content, kernels that nobody else can listen to."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.check import check_round
from pipeline.check.texts import html_text
from pipeline.compose import DOCUMENT_KINDS
from pipeline.errors import ConfigurationError, GateError, IntakeError
from pipeline.publish import publish_round
from pipeline.run import Options, preview_round, run_round
from pipeline.run.kernels import kernel_manager
from pipeline.store import load_table
from pipeline.workspace import Workspace
from tests.conftest import small_round_run

HTML = Options(editions=("internal", "public"), formats=("html",), engine="embedded", quiet=True)
COUNTED = ["auditing.total", "ratings.good"]


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """November and December, small; December is run."""
    return small_round_run(tmp_path_factory.mktemp("run once") / "workspace", HTML, earlier=["2017-11"])


@pytest.fixture
def two_months(run_once, tmp_path, without_kernels):
    """A copy of them, to change."""
    shutil.copytree(run_once.root, tmp_path / "copy")
    return Workspace.at(tmp_path / "copy")


@pytest.mark.slow
def test_the_measures_of_earlier_rounds_are_made_first_and_their_documents_are_not(two_months):
    """Running December gives November's tables for the trend, and no November documents."""
    earlier = two_months.round("2017-11")
    assert load_table(earlier.processed, "measures").set_index("id").loc["auditing.total", "n"].tolist() == 2
    assert not earlier.build("public").exists()
    page = (two_months.round("2017-12").build("public") / "monthly_summary.html").read_text(encoding="utf-8")
    assert "November 2017" in page


@pytest.mark.slow
def test_a_later_round_takes_up_a_correction_of_an_earlier_one(two_months):
    """A return of November is withdrawn; running December counts November anew."""
    next((two_months.round("2017-11").raw / "returns").iterdir()).unlink()
    run_round(two_months, "2017-12", replace(HTML, editions=("internal",)))
    measures = load_table(two_months.round("2017-11").processed, "measures")
    assert measures.set_index("id").loc["auditing.total", "n"].tolist() == 1


@pytest.mark.slow
def test_an_earlier_round_without_returns_says_what_it_has_to_do_with_this_one(small_rounds, without_kernels):
    """Both rounds by name, and what to do; with the folder taken out, or in another series, the later one is made."""
    folder = small_rounds.write("2017-11", ())
    small_rounds.write("2017-12")
    space, tables = small_rounds.workspace, replace(HTML, editions=("internal",))
    with pytest.raises(
        IntakeError, match=r"^Round 2017-12 needs .* round 2017-11 has none. There is no .* out of data/raw"
    ):
        run_round(space, "2017-12", tables)
    with pytest.raises(IntakeError, match=r"^There is no usable return"):
        run_round(space, "2017-11", tables)
    settings = folder / "round.yml"
    settings.write_text(settings.read_text("utf-8").replace("series: monthly", "series: other"), encoding="utf-8")
    assert run_round(space, "2017-12", tables)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_what_a_run_keeps_is_readable_by_its_owner_alone(two_months):
    """Tables, executed notebooks, manifest and internal documents are 0600 in folders of 0700."""
    paths = two_months.round("2017-12")
    for folder in (paths.processed, paths.internal):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for file in folder.rglob("*"):
            if file.is_file():
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(paths.build("internal").stat().st_mode) == 0o700


@pytest.mark.slow
def test_internal_pages_name_cases_of_concern_and_public_ones_do_not(small_rounds, without_kernels):
    """Those who must act see the reference; it is in no file of the public edition, nor in the executed notebook."""
    from pipeline.config import load_council, load_vocabularies
    from pipeline.forms import fill, load_pro_forma
    from pipeline.store import save_workbook

    folder = small_rounds.write(answers={"case_of_concern": "Yes"})
    space = small_rounds.workspace
    words = load_vocabularies(space) | load_council(space).vocabularies
    register = fill(
        load_pro_forma(space, "concerns"), words, [{"case_ref": "WY-100001", "found": "11/12/2017", "stage": "Open"}]
    )
    save_workbook(register, folder / "concerns.xlsx", date(2017, 1, 2))
    run_round(space, "2017-12", replace(HTML, formats=("html", "pdf")))
    paths = space.round("2017-12")
    assert "WY-100001" in (paths.internal / "monthly_summary.html").read_text(encoding="utf-8")
    for file in paths.build("public").rglob("*"):
        if file.is_file():
            assert b"WY-10000" not in file.read_bytes(), file


@pytest.mark.slow
def test_a_refused_round_leaves_the_site_as_it_was(two_months):
    """December's words go missing after it was published: the gate refuses, and not a byte of the site changes."""
    both = replace(HTML, formats=("html", "pdf"))
    run_round(two_months, "2017-12", both)
    publish_round(two_months, "2017-12")
    before = {f: f.read_bytes() for f in two_months.published.rglob("*") if f.is_file()}
    (two_months.round("2017-12").raw / "commentary.md").unlink()
    with pytest.raises(GateError, match="has changed since it was made"):
        publish_round(two_months, "2017-12")
    run_round(two_months, "2017-12", both)
    with pytest.raises(GateError, match="still to be written"):
        publish_round(two_months, "2017-12")
    assert {f: f.read_bytes() for f in two_months.published.rglob("*") if f.is_file()} == before


def test_an_unknown_edition_or_format_is_refused_before_anything_runs():
    """Options check themselves."""
    with pytest.raises(ConfigurationError, match="edition"):
        Options(editions=("secret",))
    with pytest.raises(ConfigurationError, match="format"):
        Options(formats=())


def test_a_document_can_be_looked_at_once_it_is_written(small_rounds, monkeypatch):
    """Another word, or too early: what the round has, and what to run first; then the file that Quarto is to show."""
    small_rounds.write()
    space = small_rounds.workspace
    with pytest.raises(ConfigurationError, match='Round 2017-12 has no "poem"; it has: monthly_summary'):
        preview_round(space, "2017-12", "internal", "poem")
    with pytest.raises(ConfigurationError, match=r"has not been written yet\. First run: caseaudit run 2017-12"):
        preview_round(space, "2017-12", "internal")
    written = space.round("2017-12").build("internal") / "monthly_summary.qmd"
    written.parent.mkdir(parents=True)
    written.write_text("# Words\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.render.preview_document", lambda path: 7 if path == written else 0)
    assert preview_round(space, "2017-12", "internal") == 7


@pytest.mark.skipif(os.name != "posix", reason="private sockets are POSIX's")
def test_a_kernel_is_reached_through_a_folder_that_only_its_owner_can_open():
    """No network port carries case material; the folder is 0700."""
    manager = kernel_manager()()
    try:
        assert manager.transport == "ipc"
        assert stat.S_IMODE(Path(manager.ip).parent.stat().st_mode) == 0o700
    finally:
        Path(manager.ip).parent.rmdir()


@pytest.mark.slow
def test_a_monthly_round_can_have_a_committee_report_as_well(small_rounds, without_kernels):
    """Both documents in one build folder, each with its own list of printed figures, and both on the site."""
    folder = small_rounds.write()
    settings = folder / "round.yml"
    meeting = "meeting: {committee: Scrutiny, date: 2018-02-01}\nreports: [monthly_summary, committee_report]\n"
    settings.write_text(settings.read_text(encoding="utf-8") + meeting, encoding="utf-8")
    words = "\n\n".join(f"## {part}\n\nSome." for part in DOCUMENT_KINDS["committee_report"].prompts)
    commentary = folder / "commentary.md"
    commentary.write_text(commentary.read_text(encoding="utf-8") + words.replace("## Recommendations\n\nSome.", ""))
    space = small_rounds.workspace
    run_round(space, "2017-12", replace(HTML, formats=("html", "pdf")))
    report = html_text(space.round("2017-12").build("public") / "committee_report.html")
    assert "Meeting Scrutiny" in report
    internal = html_text(space.round("2017-12").internal / "committee_report.html").replace("\u2019", "'")
    assert "Doesn't yet meet Good 2 67%" in internal
    assert "2 67%" not in report  # three audits are too few for any share in public
    assert "Cases at high risk" not in report  # which a monthly round does not count
    assert check_round(space, "2017-12") == []
    publish_round(space, "2017-12")
    index = html_text(space.published / "index.html")
    assert "Monthly audit summary: December 2017" in index
    assert "Report to the Scrutiny. Reported on 28 December 2017." in index


@pytest.mark.slow
def test_a_round_as_at_a_day_keeps_its_documents_apart_and_says_so(small_rounds, without_kernels):
    """The title carries the day; the documents of the whole round are not touched, and nothing is reconciled."""
    folder = small_rounds.write()
    (folder / "published.yml").write_text("figures:\n  - {measure: auditing.total, count: 3, source: slides}\n")
    space = small_rounds.workspace
    day = date(2017, 12, 11)
    files = run_round(space, "2017-12", replace(HTML, as_at=day))
    assert {f.stem for f in files} == {"monthly_summary"}
    assert all("as-at-2017-12-11" in str(f) for f in files)
    assert "December 2017, as at 11 December 2017" in html_text(files[0])
    assert not (space.round("2017-12").internal / "monthly_summary.html").exists()
