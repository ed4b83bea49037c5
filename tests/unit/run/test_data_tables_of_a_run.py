"""The workbook of data tables as a format of a run: made with the document, finished, kept fresh, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from pipeline.config import load_vocabularies
from pipeline.forms import fill, load_pro_forma
from pipeline.publish import publish_round
from pipeline.run import Options, run_batch
from pipeline.store import read_json, save_workbook

BOTH = Options(formats=("html", "pdf", "xlsx"), engine="embedded", quiet=True)
NAME = "monthly_summary_data.xlsx"


@pytest.fixture
def run(small_rounds, without_kernels):
    """A function that runs December, one case of concern in it, and gives the result."""
    folder = small_rounds.write(answers={"case_of_concern": "Yes"})
    register = fill(
        load_pro_forma(small_rounds.workspace, "concerns"),
        load_vocabularies(small_rounds.workspace),
        [{"case_ref": "WY-100000", "found": date(2017, 12, 10)}],
    )
    save_workbook(register, folder / "concerns.xlsx", date(2017, 1, 2))

    def once(**more):
        (result,) = run_batch(small_rounds.workspace, ["2017-12"], replace(BOTH, **more))
        if result.error:
            raise result.error
        return result

    return once


def done(result):
    """The names of the steps that were done."""
    return {ended.step.name for ended in result.steps if ended.how == "done"}


def texts(path):
    """Every text and number of a workbook."""
    return [str(v) for sheet in openpyxl.load_workbook(path) for row in sheet.values for v in row if v is not None]


@pytest.mark.slow
def test_a_workbook_is_among_the_finished_files_of_each_edition_and_is_published(run, small_rounds):
    """Internal: closed to others, with the case. Public: without, and on the site beside the page."""
    files = [f for f in run().files if f.suffix == ".xlsx"]
    assert [f.name for f in files] == [NAME, NAME]
    internal, public = sorted(files, key=lambda f: "public" in f.parts)
    assert internal.stat().st_mode & 0o077 == 0
    publish_round(small_rounds.workspace, "2017-12")
    site = small_rounds.workspace.published / "2017-12"
    assert (site / NAME).read_bytes() == public.read_bytes()
    assert read_json(site / "about.json")["versions"][0]["documents"][0]["files"][-1]["name"] == NAME
    assert "Public edition" in texts(public) and "Synthetic data: no real child, family, worker or council" in texts(
        public
    )
    assert "WY-100000" in texts(internal)
    assert not [text for text in texts(public) if "WY-" in text]


@pytest.mark.slow
def test_a_workbook_alone_needs_no_engine(run):
    """Nothing is rendered where only the data are asked for."""
    result = run(formats=("xlsx",))
    pages_for_managers = {"commentary_figures.html", "explorer.html"}
    assert {f.suffix for f in result.files if f.name not in pages_for_managers} == {".xlsx"}
    assert [e.told for e in result.steps if e.step.work == "render" and "engine" in e.told] == []


@pytest.mark.slow
def test_a_workbook_that_is_gone_is_made_again(run, small_rounds):
    """The internal copy by finishing, the one beside the document by writing it."""
    editions = {"editions": ("internal",), "formats": ("html", "xlsx")}
    run(**editions)
    assert done(run(**editions)) == set()
    paths = small_rounds.workspace.round("2017-12")
    (paths.internal / NAME).unlink()
    assert done(run(**editions)) == {"rendering the monthly summary, internal"}
    (paths.build("internal") / NAME).unlink()
    assert "monthly summary, internal" in done(run(**editions))
    assert (paths.build("internal") / NAME).is_file()
