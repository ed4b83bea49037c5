"""The public explorer in a real browser: the figures of measures_public as they may be told, and nothing else."""

from __future__ import annotations

import pytest

from pipeline.config import load_round
from pipeline.explore import page_content
from pipeline.explore.pages import explorer_page
from pipeline.explore.public_content import public_content
from pipeline.protect import public_text
from pipeline.store import load_table, save_table
from tests.browser.saving import saved

ALL_CASES = "2012-11-all-cases"


@pytest.fixture
def explorer(opened, published):
    """A function that opens the page in a state of its address."""
    file = published.workspace.round(ALL_CASES).build("public") / "explorer.html"
    return lambda state="", width=1280: opened(file, state, width)


@pytest.fixture
def public(published):
    """The rows of measures_public by id, field and group."""
    table = load_table(published.workspace.round(ALL_CASES).processed, "measures_public")
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return {(row["id"], row["by"], row["group"]): row for row in rows}


def bars(page, section=None):
    """Row → figure of the first table, or of the one in a section."""
    table = page.locator("section", has_text=section).locator("table") if section else page.locator("#view table").first
    rows = table.locator("tbody tr")
    return {
        rows.nth(n).locator("th").inner_text(): rows.nth(n).locator("td.figure").inner_text()
        for n in range(rows.count())
    }


@pytest.mark.parametrize("subject", ["themes", "strengths", "ratings"])
def test_it_shows_the_public_measures(explorer, public, subject):
    """Every one of the subject, as reports write it."""
    page = explorer(f"subject={subject}")
    shares = [row for row in public.values() if row["by"] is None and row["of"] is not None]
    wanted = {r["label"]: public_text(r, "share") for r in shares if r["id"].startswith(f"{subject}.")}
    shown = bars(page)
    assert shown.items() <= wanted.items()
    assert len(shown) >= 7


def test_a_click_goes_to_the_groups_of_a_figure_and_back(explorer, public):
    """By grade, in the order of the grades; the way back of the browser works."""
    page = explorer()
    page.get_by_role("button", name="Supervision", exact=True).click()
    assert page.locator("h2").first.inner_text() == "Supervision: 321 of 1,440 (22%)"
    assert page.evaluate("document.activeElement.tagName") == "H2"
    grades = ("outstanding", "good", "adequate", "inadequate")
    wanted = [(g.capitalize(), public_text(public["themes.supervision", "grade", g], "share")) for g in grades]
    assert list(bars(page, "By grade").items()) == wanted
    page.go_back()
    assert page.locator("h2").first.inner_text() == "What needs to improve"


def test_a_link_opens_what_it_was_copied_from(explorer):
    """A grade by kind of audit, with what was searched."""
    page = explorer("measure=ratings.good&q=closed")
    assert page.locator("h2").first.inner_text().startswith("Good: ")
    assert set(bars(page, "By kind of audit")) == {"Closed cases", "Current cases"}
    assert page.get_by_label("Search the figures").input_value() == "closed"
    assert page.locator("table.figures tbody tr").count() == 1


def test_subjects_search_and_sorting(explorer):
    """Each by its control; a second click turns the order round."""
    page = explorer()
    page.get_by_role("button", name="Strengths", exact=True).click()
    assert page.locator("h2").first.inner_text() == "Strengths"
    page.get_by_label("Search the figures").press_sequentially("outstanding")
    assert page.locator("table.figures tbody tr").count() == 15
    cells = page.locator("table.figures tbody tr td:nth-child(4)")
    page.get_by_role("button", name="Cases", exact=True).click()
    upwards = cells.all_inner_texts()
    page.get_by_role("button", name="Cases", exact=True).click()
    assert cells.all_inner_texts()[0] == upwards[-1]
    assert page.locator("table.figures th[aria-sort=descending]").inner_text() == "Cases"


def test_what_is_saved_is_measures_public(explorer, public, tmp_path):
    """Number by number; nothing of the team, the age or anything else that is not broken down in public."""
    rows = saved(explorer("subject=themes"), "Save 75 as CSV", tmp_path)
    assert rows[0] == ["Measure", "What is counted", "By", "Group", "Told", "n", "of", "Percent", "95% interval"]
    for id_, label, by, group, told, n, of, percent, _ in rows[1:]:
        row = public[id_, by or None, group or None]
        assert (label, told) == (row["label"], public_text(row, "share"))
        exact = row["status"] == "exact"
        wanted = [row[name] if exact else None for name in ("n", "of", "percent")]
        assert [float(value) if value else None for value in (n, of, percent)] == wanted
    assert {row[2] for row in rows[1:]} == {"", "grade"}


def test_the_keyboard_alone_reaches_the_groups(explorer):
    """Tab and Enter."""
    page = explorer()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Supervision":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.includes('measure=themes.supervision')")
    assert page.locator("h2").first.inner_text().startswith("Supervision: ")


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("state", ["", "measure=themes.supervision", "subject=ratings"])
def test_it_is_accessible_and_fits_the_screen(explorer, width, state):
    """axe-core finds nothing, and nothing scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    page = explorer(state, width)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_it_holds_no_case_no_word_and_no_other_group(published):
    """No pseudonym, no passage, no team: what is not in measures_public, or not for the public, is not in the file."""
    paths = published.workspace.round(ALL_CASES)
    text = (paths.build("public") / "explorer.html").read_text(encoding="utf-8")
    returns, findings = (load_table(paths.processed, name) for name in ("returns", "findings"))
    words = [w for w in findings["words"].dropna().unique() if len(w) > 20]
    internal = [*returns["case_id"].dropna(), *returns["team"].dropna().unique(), *words]
    assert [value for value in internal if value in text] == []
    assert set(page_content(text)) == {"round", "subjects", "breakdowns", "figures"}


def test_what_protection_hides_is_told_in_its_words(opened, published, tmp_path):
    """In words without a bar, by a sign, or not at all: as the table says, never the number."""
    space = published.workspace
    rows = load_table(space.round(ALL_CASES).processed, "measures_public")
    told = {
        "outstanding": ("range", "fewer than 5 of 18"),
        "good": ("hidden", "[c]"),
        "adequate": ("withheld", "later"),
    }
    blank = ["n", "percent", "lower", "upper"]
    for group, (status, text) in told.items():
        which = (rows["id"] == "themes.planning") & (rows["group"] == group)
        rows["status"], rows["told"] = rows["status"].mask(which, status), rows["told"].mask(which, text)
        rows[blank] = rows[blank].mask(which)
    other = type(space)(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / ALL_CASES).symlink_to(space.round(ALL_CASES).raw)
    (tmp_path / "data" / "council").symlink_to(space.council)
    save_table(other.round(ALL_CASES).processed, "measures_public", rows)
    round_ = load_round(other, ALL_CASES)
    file = tmp_path / "explorer.html"
    file.write_text(explorer_page(other, round_, public_content(other, round_), "public_explorer"), encoding="utf-8")
    page = opened(file, "measure=themes.planning")
    shown = bars(page, "By grade")
    assert shown == {"Outstanding": "fewer than 5 of 18", "Good": "[c]", "Inadequate": "51 of 409 (12%)"}
    assert page.locator("section", has_text="By grade").locator(".bar span").count() == 1
