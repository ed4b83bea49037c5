"""The committee report says nothing that is false of a round, however few its audits are."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pipeline.compose import Figures, load_brand
from pipeline.compose.charts import risk_areas_chart
from pipeline.config import Term, Vocabulary, load_vocabularies
from pipeline.tables import as_table
from tests.unit.compose.reports import ALL_CASES, AT_RISK, CLOSED, CURRENT, MONTH, SPACE, report

BRAND = load_brand(SPACE)
ALL_THEMES = load_vocabularies(SPACE)["themes"].labels
NO_GRADE = {"grade": None}
COUNCIL = {"by_council": True, "grade": None}
# Words that betray a number that was not thought of.
ODD = (
    r"\b1 (?:cases|audits|core audits|actions|findings|areas)\b|all 0 |\b(?:nan|NaN)\b|in not available|of the 0 "
    r"|\b0 \(0%\) were|The themes? that follows?[^.]*\. @tbl-themes[^#]*### All themes"
)


def finding(return_id, theme, polarity="weakness"):
    """A theme that an audit names."""
    return {"return_id": return_id, "theme": theme, "polarity": polarity, "number": 1}


def follow_up(case_id, **more):
    """A line of the register of follow-ups."""
    return {"case_id": case_id, **more}


@pytest.mark.parametrize(
    "audits",
    [
        (),
        (CLOSED | NO_GRADE,),
        (CLOSED,),
        (AT_RISK,),
        (CLOSED, CURRENT | NO_GRADE),
        (CLOSED, CURRENT),
        (CURRENT | {"grade": "inadequate"}, CLOSED | COUNCIL),
    ],
    ids=["none", "ungraded", "one closed", "one at risk", "one form ungraded", "both forms", "none at risk"],
)
def test_a_report_of_very_few_cases_is_written_and_reads_well(audits):
    """No case, no grade, one case, one form without a grade: a report all the same, without "1 cases" or "0 of the"."""
    named = [finding(f"R-{n}", "supervision") for n, _ in enumerate(audits[:1], start=1)]
    for findings in ([], named):
        words = report(ALL_CASES, *audits, findings=findings).words
        assert not re.search(ODD, words), re.search(ODD, words)


@pytest.mark.parametrize("grades", [[], ["good"], [None, None], ["good", "not_yet_good"]])
def test_a_monthly_report_of_very_few_audits_is_written_and_reads_well(grades):
    """The same of a month."""
    words = report(MONTH, *({"grade": grade} for grade in grades)).words
    assert not re.search(ODD, words), re.search(ODD, words)


def test_a_table_by_form_stands_only_where_two_forms_have_a_graded_case():
    """The one case of a form without a grade has no column of dashes."""
    assert "tbl-ratings-by-form" in report(ALL_CASES, CLOSED, CURRENT).words
    assert "tbl-ratings-by-form" not in report(ALL_CASES, CLOSED, CURRENT | NO_GRADE).words
    assert "Closed cases | Share | Current cases" in report(ALL_CASES, CLOSED, CURRENT).words


def test_the_base_of_a_months_grades_is_the_admissible_core_audits_and_the_others_are_told():
    """2 of 4: one was inadmissible, one not moderated; neither is in the base, and the report says so."""
    words = report(MONTH, {}, {}, {"admissibility": "inadmissible"}, {"admissibility": None}).words
    assert "are of the 2 admissible core audits with a grade." in words
    assert "Of 4 core audits, 1 was inadmissible and 1 was not yet read again." in words
    assert "0 of 2 admissible core audits with a grade were “Doesn't yet meet Good”" in words
    assert "of admissible core audits with a grade were “Doesn't yet meet Good”" in words
    assert "cases that have one" not in words


def test_the_returns_that_are_no_core_audits_are_explained():
    """3 used, 2 core: the reader is told of the learning audit."""
    words = report(MONTH, {}, {}, {"audit_type": "learning"}).words
    assert "hold 2 core audits, which this report is about, and beside these 1 learning audit." in words
    assert "training to join the auditors" in words
    assert "learning audit" not in report(MONTH, {}, {}).words


def test_a_report_as_at_a_day_says_that_the_returns_are_those_of_all_days():
    """One of two audits is dated later: two returns used, one core audit, and the reason."""
    words = report(MONTH, {}, {"audit_date": date(2017, 12, 20)}, as_at=date(2017, 12, 10)).words
    assert "| Returns used | 2 |" in words
    assert "all other figures count the audits dated up to 10 December 2017 alone" in words
    assert "dated up to" not in report(MONTH, {}).words


def test_what_became_of_actions_is_told_where_a_tracker_tells_it():
    """Done, overdue of due, escalated; not followed up in an audit of all cases; none required."""
    action = {"return_id": "R-1", "number": 1, "status": "done", "due_by_report": True, "overdue": False}
    late = action | {"number": 2, "status": "open", "overdue": True, "escalated": True}
    words = report(MONTH, {}, actions=[action, late]).words
    assert "Auditors required 2 actions. By the day of the report 1 was done." in words
    assert "Of those that were due, 1 of 2 (50%) was overdue." in words
    assert "go to the Head of Service: 1." in words
    assert "not part of these returns" not in words
    assert "not part of these returns" in report(ALL_CASES, CLOSED, actions=[action]).words
    assert "The returns name no action that a manager had to take." in report(MONTH, {}).words


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ((COUNCIL, COUNCIL), "The 2 audits by the council's own staff carry no overall grade and are in none"),
        ((COUNCIL,), "The one audit by the council's own staff carries no overall grade and is in none"),
        ((COUNCIL, {"by_council": True}), "Of the 2 audits by the council's own staff, 1 carries no overall grade"),
    ],
)
def test_the_councils_audits_without_a_grade_are_counted(own, said):
    """Not all of the council's own audits need lack one."""
    assert said in report(ALL_CASES, CLOSED, *(CLOSED | audit for audit in own)).words


def test_the_councils_audits_are_not_said_to_lack_a_grade_that_they_have():
    """All graded: nothing is said."""
    assert "no overall grade and" not in report(ALL_CASES, CLOSED, CLOSED | {"by_council": True}).words


def test_a_theme_that_is_written_about_is_printed_though_no_audit_names_it(tmp_path):
    """After the common ones, with its words and a count of 0."""
    text = "## Theme: Planning (SMART)\n\nPlans were looked at twice.\n"
    made = report(ALL_CASES, CLOSED, commentary=text, folder=tmp_path, findings=[finding("R-1", "supervision")])
    assert [theme for theme, _ in made.context["themes"]] == ["supervision", "planning"]
    assert "Plans were looked at twice." in made.words
    assert "or are written about for another reason" in made.words


def test_themes_that_do_not_follow_are_not_announced():
    """No theme in one audit in ten: the sentence says so."""
    assert "No theme was a weakness in at least one audit in ten." in report(ALL_CASES, CLOSED).words


def test_a_month_states_its_uncertainty_and_a_census_that_it_has_none():
    """The interval of the lowest grade, the eligible cases, and the caution on small numbers; or none of these."""
    month = report(MONTH, {"grade": "good"}, {"grade": "not_yet_good"}).words
    assert "2 of 407 eligible cases were audited" in month
    assert "50%, has a 95% interval of 9% to 91% (Wilson)" in month
    assert "by chance alone" in month
    census = report(ALL_CASES, CLOSED).words
    assert "The figures describe the cases audited and are no estimate from a sample." in census
    assert "interval" not in census
    assert "All cases of the service were to be audited" not in census


def test_alerts_are_told_of_the_high_risk_cases_that_were_asked():
    """One of two high-risk current cases; the alert about another case and a form that does not ask stay out."""
    asked = [AT_RISK | {"immediate_alert": True}, AT_RISK | {"immediate_alert": False}]
    words = report(ALL_CASES, *asked, CURRENT | {"immediate_alert": True}, AT_RISK | {"pro_forma": "closed-case"}).words
    assert "auditors answered yes in 1 of 2 high-risk cases" in words


def test_without_a_register_of_follow_ups_it_is_not_said_that_a_result_is_missing():
    """Nothing is known; with a register, what is not on it is not on record."""
    words = report(ALL_CASES, AT_RISK, AT_RISK).words
    assert "No register of follow-ups was received that names these cases" in words
    assert "no result on record in" not in words
    assert "without a result on record" not in words
    known = report(ALL_CASES, AT_RISK, AT_RISK, follow_ups=[follow_up("C-1", outcome="progress_check")]).words
    assert "accounts for all 2: no further action in 0" in known
    assert "1 of these without a result on record" in known
    assert "was to be reviewed at once" not in known


def test_without_a_meeting_nothing_is_said_of_the_decision_or_the_wards():
    """Both are to be settled, not "not a key decision" and "all wards"."""
    words = report(ALL_CASES.model_copy(update={"meeting": None}), CLOSED).words
    assert words.count("To be settled with the meeting, in round.yml.") == 2
    assert "key decision." not in words
    assert "All wards" not in words
    assert "This is not a key decision." in report(ALL_CASES, CLOSED).words


def test_the_contract_is_measured_by_what_the_outside_team_audited():
    """2 of 4; with the council's own it was 3 (75%)."""
    contract = ALL_CASES.model_copy(update={"tendered_cases": 4})
    words = report(contract, CLOSED, CLOSED, CLOSED | {"by_council": True}).words
    assert "Of the cases in the contract the team audited 2 of 4 (50%); together with the 1 that" in words
    assert "it was 3 (75%)" in words


def test_the_descriptors_state_their_base_and_that_shares_are_rounded():
    """Three cases, three natures: 33 + 33 + 33, of all that were described."""
    natures = ("child_not_seen", "harm_not_recognised", "record_not_adequate")
    words = report(ALL_CASES, *(AT_RISK | {"nature": nature} for nature in natures)).words
    assert "| All cases described in this way | 3 |" in words
    assert "| What was wrong | Cases | Share |" in words
    assert "| How soon to act | Cases | Share |" in words
    assert words.count("do not add to 100% because of rounding") == 1


def test_the_outcomes_have_a_note_on_rounding():
    """1, 1 and 1 of 3 are 99%."""
    reviews = [follow_up("C-1", outcome="progress_check"), follow_up("C-2", outcome="no_further_action")]
    words = report(ALL_CASES, AT_RISK, AT_RISK, AT_RISK, follow_ups=reviews).words
    assert "| All high-risk cases | 3 | | : What the reviews" in words.replace("  ", " ")
    assert "do not add to 100% because of rounding" in words[words.index("What the reviews") :]


def areas(a_round, counts):
    """A chart of areas of concern, from their counts of 41."""
    common = {"subset": "s", "class": "C", "unit": "cases", "definition": "1", "available": True, "of": 41}
    rows = [{**common, "id": f"risk_areas.{i}", "label": f"area {i}", "n": n} for i, n in enumerate(counts)]
    return risk_areas_chart(Figures("d", a_round, {a_round.id: as_table("measures", rows)}), BRAND)


@pytest.mark.parametrize(
    ("counts", "bars", "told"),
    [
        ((9, 8, 7, 6, 5, 4, 3, 2), 8, None),
        ((9, 8, 7, 6, 5, 4, 3, 2, 1), 8, "the eight areas"),
        ((9, 8, 7, 6, 5, 4, 3, 2, 2, 1), 9, "the nine areas"),
        ((9, 8, 7, 6, 5, 4, 2, 2, 2, 2, 2, 1), 6, "the six areas"),
    ],
)
def test_a_chart_of_some_areas_says_so_and_does_not_split_what_is_as_common(a_round, counts, bars, told):
    """Eight, or as many as tie with the eighth; caption and description say that there are more."""
    chart = areas(a_round, counts)
    assert len(chart.figure.axes[0].get_yticklabels()) == bars
    assert ("named most often" in chart.title) == (told is not None)
    if told:
        assert f"({told} named most often)" in chart.title
        assert f"{told} of concern named most often" in chart.alt


def test_every_area_of_a_high_risk_case_is_in_a_table():
    """Also those that the chart leaves out."""
    themes = list(ALL_THEMES)[:9]
    found = [finding("R-1", theme) | {"number": n} for n, theme in enumerate(themes)]
    words = report(ALL_CASES, AT_RISK, findings=found).words
    table = words[words.index("| Area of concern") : words.index("All areas of concern in high-risk")]
    assert [label for label in (ALL_THEMES[theme] for theme in themes) if f"| {label} |" not in table] == []
    assert "| All high-risk cases | 1 |" in table


def test_a_theme_in_the_worst_grade_is_set_beside_the_best_that_has_enough_cases(monkeypatch):
    """Outstanding where it has enough, not the lower of two."""
    monkeypatch.setattr("pipeline.compose.committee._ENOUGH", 1)
    grades = ("outstanding", "good", "inadequate")
    words = report(ALL_CASES, *(CLOSED | {"grade": g} for g in grades), findings=[finding("R-3", "supervision")]).words
    assert "of the cases graded Inadequate, and in 0 of 1 (0%) of those graded Outstanding." in words


def test_other_sources_are_announced_only_where_there_are_some():
    """No table, no sentence on a table."""
    assert "sets the audits beside what other sources found" not in report(ALL_CASES, CLOSED).words
    told = [{"finding_id": "F-1", "source": "s", "theme": "supervision", "kind": "development"}]
    assert "@tbl-sources sets the audits" in report(ALL_CASES, CLOSED, outside_findings=told).words


def test_a_label_with_markup_or_a_dollar_is_printed_as_it_is():
    """A heading is text like any other; a dollar in a chart begins no formula."""
    odd = "Cost of $x_1$ and {{< meta a >}} *now*"
    themes = Vocabulary("themes", (Term("odd", odd), Term("other", "Other")))
    made = report(ALL_CASES, CLOSED, vocabularies={"themes": themes}, findings=[finding("R-1", "odd")])
    assert f"### {odd.replace('{{', '{ {').replace('}}', '} }')} {{.unnumbered}}" in made.words
    assert {p["place"] for p in made.printed} >= {odd}
    figure = made.context["charts"]["themes"].figure
    assert all(not text.get_parse_math() for text in figure.axes[0].get_yticklabels())


def test_nothing_is_noted_as_printed_that_only_chose_the_words():
    """A count of 0 that a condition asked for is not in the report, so it is not in the list of what is."""
    noted = {p["measure"] for p in report(ALL_CASES, CLOSED, CLOSED | {"by_council": True}).printed}
    assert not noted & {"coverage.by_council_ungraded", "risk.not_described"}
    assert {p["place"] for p in report(ALL_CASES, CLOSED).printed if p["measure"] == "coverage.by_council"} == set()
