"""The committee report of the all-case round: the council's template, and what it says of every high-risk case."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from pipeline.check.texts import html_text, pdf_text

ROUND = "2012-11-all-cases"
SECTIONS = [
    "Classification",
    "Key decision",
    "Wards affected",
    "Purpose",
    "Recommendations",
    "Key points summary",
    "Alternative options",
    "Reasons for recommendations",
    "Introduction and background",
    "Key considerations",
    "Community impact",
    "Equality and human rights",
    "Financial implications",
    "Legal implications",
    "Risk management",
    "Consultees",
    "Appendices",
    "Background papers",
]


@pytest.fixture(scope="module", params=["html", "pdf"])
def public(published, request):
    """The text of the published report in each format."""
    read = {"html": html_text, "pdf": pdf_text}[request.param]
    return read(published.workspace.round(ROUND).published / f"committee_report.{request.param}")


@pytest.fixture(scope="module")
def page(published):
    """The published page as HTML."""
    file = published.workspace.round(ROUND).published / "committee_report.html"
    return file.read_text(encoding="utf-8")


def test_the_report_has_the_18_sections_of_the_template_in_order(public):
    """Numbered 1 to 18, after the contents, with the appendices behind them."""
    titles = [f"{n} {title}" for n, title in enumerate(SECTIONS, start=1)]
    places = [public.rindex(title) for title in [*titles, "Appendix A: The pro formas", "Appendix B: The descriptors"]]
    assert places == sorted(places)


def test_the_report_begins_with_the_header_block(public):
    """Meeting, date, title of report, report by: before the contents."""
    head = public[: public.index("Contents")]
    said = ["Meeting Health and Social Care Overview and Scrutiny Committee", "Date 2 May 2013", "Title of report"]
    assert [part for part in [*said, "Report by Head of Quality Assurance"] if part not in head] == []


def test_every_paragraph_has_a_number_of_its_own(page):
    """The published original gave 10.10 twice; here the numbers run on and none stands twice."""
    numbers = re.findall(r'<span class="para">([\dA-C.]+)</span>', page)
    assert len(numbers) == len(set(numbers)) > 60
    assert numbers[0] == "1.1"
    assert {"5.3", "6.6", "9.5", "10.4.9", "16.3", "18.3"} <= set(numbers)
    ordered = [tuple(map(int, n.split("."))) for n in numbers if n[0].isdigit()]
    assert ordered == sorted(ordered)


def test_the_rating_table_is_on_the_cases_that_were_graded(public):
    """The 91 audits without a grade are in no percentage: 409 of 1,349 are 30%, and no share is of 1,440."""
    for row in (
        "Outstanding 18 1%",
        "Good 294 22%",
        "Adequate 628 47%",
        "Inadequate 409 30%",
        "All cases with a grade 1,349",
    ):
        assert row in public
    assert "The 91 audits by the council's own staff carry no overall grade" in public.replace("\u2019", "'")


def test_every_high_risk_case_is_accounted_for(public):
    """17 + 13 + 0 + 11 are the 41; of the 9 + 1 + 2 + 1 with additional action the public reads ranges."""
    assert (
        "no further action in 17, additional action in 13, a progress check in 0, and no result on record in 11"
        in public
    )
    for row in ("No further action 17 41%", "Additional action 13 32%", "Progress check 0 0%", "Not recorded 11 27%"):
        assert row in public
    few = ("Initial child protection conference", "Inter-agency checks", "Other")
    parts = ("Strategy meeting 9 or more", *(f"{part} fewer than 5" for part in few))
    assert all(f"– {part}" in public for part in parts)
    assert "All high-risk cases 41" in public


def test_only_the_internal_report_lists_the_cases_without_a_result(published, page):
    """Appendix C names the eleven by reference for those who must act; the public edition knows nothing of it."""
    paths = published.workspace.round(ROUND)
    internal = html_text(paths.internal / "committee_report.html")
    listed = internal[internal.rindex("Appendix C: High-risk cases without a result on record") :]
    references = set(pd.read_parquet(paths.processed / "keys.parquet").query("kind == 'case'")["stands_for"])
    assert len(references & set(re.findall(r"WY-\d{6}", listed))) == 11
    assert "Appendix C" not in page
    assert "WY-" not in page


def test_the_report_says_what_the_outside_team_cost_by_either_count(public):
    """£57.50 a case in the contract, £68.20 a case that the team audited; 84% and 90% of the contract."""
    assert "£57.50 for each of the 1,600 cases in the contract, or £68.20 for each of the 1,349 cases" in public
    assert "Of the cases in the contract the team audited 1,349 of 1,600 (84%)" in public
    assert "it was 1,440 (90%)" in public


def test_the_alerts_are_told_of_the_high_risk_cases(public):
    """13 of the 38 high-risk cases whose form asks, not of the 998 current cases."""
    assert "auditors answered yes in 13 of 38 high-risk cases" in public
    assert "of 998 current cases" not in public


def test_every_area_of_concern_is_named_and_the_chart_says_that_it_shows_some(public):
    """The caption says so; a table has the others. In public seven are told by number, and the others in words."""
    assert "(the seven areas named most often)" in public
    assert "Planning (SMART) fewer than 5" in public
    assert "All cases described in this way 409" in public


def test_the_appendix_asks_what_the_forms_ask(public):
    """Every question of both forms, from their definitions, with the lists that auditors chose from."""
    for words in (
        "Audit of a closed case, version 2012.1",
        "Risk assessment of a current case, version 2012.1",
        "Supervision in the last six weeks Yes; No; Not applicable",
        "Overall grade Outstanding; Good; Adequate; Inadequate",
        "Immediacy Immediate; Within days; Within weeks; Historic",
    ):
        assert words in public
