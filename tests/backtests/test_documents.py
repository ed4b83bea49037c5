"""The published documents of the sample rounds: PDF/UA, every edition marked, the same figures in both formats."""

from __future__ import annotations

import pandas as pd
import pikepdf
import pytest

from pipeline.check import check_round
from pipeline.check.texts import html_text, pdf_text
from pipeline.samples.plans import monthly_rounds, sample_rounds

ALL_CASES = "2012-11-all-cases"
MAIN = {ALL_CASES: "committee_report"} | dict.fromkeys(monthly_rounds(), "monthly_summary")  # round → its document
ROUNDS = list(MAIN)
SECTIONS = [
    "How much did we do?",
    "How well are we doing?",
    "Is anybody better off?",
    "Summary analysis",
    "How does this correlate with other sources?",
    "Recommendations",
    "Next steps",
]


def test_every_sample_round_was_run_and_published(published):
    """No round failed, and each gave its documents and is on the site."""
    assert [(r.round_id, str(r.error)) for r in published.results if r.error] == []
    assert [r.round_id for r in published.results] == list(sample_rounds())
    for result in published.results:
        assert all(f.is_file() and f.stat().st_size > 10_000 for f in result.files)


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize("round_id", ROUNDS)
def test_nothing_stands_against_a_sample_document(published, round_id, edition):
    """Every figure that was printed is in the page and in the PDF, and no word of the machine is."""
    assert check_round(published.workspace, round_id, edition) == []


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_published_pdf_is_tagged_for_assistive_technology(published, round_id):
    """It declares PDF/UA-1, is tagged, has a title, a language and bookmarks."""
    with pikepdf.open(published.workspace.round(round_id).published / f"{MAIN[round_id]}.pdf") as pdf:
        assert str(pdf.Root.Lang).lower() == "en-gb"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert "/Outlines" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith(("Monthly audit summary: ", "Audit of all cases, "))


def test_the_summary_has_its_seven_sections_in_order_in_both_formats(published):
    """Numbered 1 to 7, in the page and in the PDF."""
    folder = published.workspace.round("2017-12").published
    for text in (html_text(folder / "monthly_summary.html"), pdf_text(folder / "monthly_summary.pdf")):
        body = text[text.rindex("About these figures") - 20_000 if len(text) > 20_000 else 0 :]
        places = [body.rindex(f"{n} {title}") for n, title in enumerate(SECTIONS, start=1)]
        assert places == sorted(places)


def test_every_page_of_every_pdf_bears_the_synthetic_mark(published):
    """Page by page, in both editions."""
    import pypdfium2

    for round_id in ROUNDS:
        paths = published.workspace.round(round_id)
        files = [*paths.published.glob("*.pdf"), *paths.internal.glob("*.pdf")]
        assert len(files) == (2 if round_id in ("2017-07", "2017-08", "2017-09") else 3)  # where there is published.yml
        for file in files:
            with pypdfium2.PdfDocument(file) as document:
                assert len(document) >= (2 if file.stem == "reconciliation" else 4)
                assert all("Synthetic data" in page.get_textpage().get_text_bounded() for page in document)


def test_december_says_what_fell_and_what_else_differed_and_nothing_else_fell(published):
    """One licensed sentence on the grades; the doubt beside it; November refuses September."""
    december = html_text(published.workspace.round("2017-12").published / "monthly_summary.html")
    assert "the share fell , from 10 of 21 (48%) in November 2017 to 1 of 25 (4%) now" in december
    assert "the focus theme was assessment then and is planning now" in december
    assert "23 of 25 (92%)" in december
    november = html_text(published.workspace.round("2017-11").published / "monthly_summary.html")
    assert "The round before this one, September 2017, is not set beside it" in november
    findings = november[: november.rindex("About these figures")]
    assert not any(word in findings for word in (" rose", " fell", " improved", " worsened"))


@pytest.mark.parametrize("round_id", ROUNDS)
def test_no_identifier_is_in_a_public_file(published, round_id):
    """Not a case reference, not an auditor's or moderator's name, in any byte of what is published or of its build."""
    paths = published.workspace.round(round_id)
    known = [k.encode() for k in pd.read_parquet(paths.processed / "keys.parquet")["stands_for"]]
    for folder in (paths.published, paths.build("public")):
        for file in folder.rglob("*"):
            if file.is_file() and file.suffix not in (".ttf", ".woff2"):
                content = file.read_bytes()
                assert [k for k in known if k in content] == [], file
    text = pdf_text(paths.published / f"{MAIN[round_id]}.pdf").encode()
    assert [k for k in known if k in text] == []
