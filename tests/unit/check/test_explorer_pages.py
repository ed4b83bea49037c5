"""check looks at every number of both explorer pages, and at the views that were kept."""

from __future__ import annotations

import json
import shutil

import pytest

from pipeline.check import check_round
from pipeline.compose import keep_view, table
from pipeline.explore import page_content
from pipeline.store import load_table, save_table
from pipeline.workspace import Workspace

ALL_CASES, MONTH = "2012-11-all-cases", "2017-12"


@pytest.fixture
def space(published, tmp_path):
    """The sample rounds as they were run, to change."""
    for part in ("data/raw", "data/council", "data/processed", "reports/internal", "reports/build"):
        shutil.copytree(published.workspace.root / part, tmp_path / part)
    return Workspace.at(tmp_path)


def page(space, edition, round_id=ALL_CASES):
    """The explorer page of an edition."""
    paths = space.round(round_id)
    return (paths.internal if edition == "internal" else paths.build("public")) / "explorer.html"


def found(space, edition, round_id=ALL_CASES):
    """What check finds wrong with the explorer: place and message."""
    return [(f.place, f.message) for f in check_round(space, round_id, edition) if f.document == "explorer.html"]


def alter(file, change):
    """Change the content of a page and write it back."""
    text = file.read_text(encoding="utf-8")
    content = page_content(text)
    before = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    change(content)
    after = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    harmless = before.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    assert harmless in text
    file.write_text(text.replace(harmless, after), encoding="utf-8")


@pytest.mark.parametrize(("edition", "round_id"), [("internal", ALL_CASES), ("public", ALL_CASES), ("internal", MONTH)])
def test_the_pages_as_made_hold_the_measures(published, edition, round_id):
    """Nothing is found."""
    assert found(published.workspace, edition, round_id) == []


def test_a_finding_too_many_is_found_by_theme_and_by_grade(space):
    """The page would count one more than the measure."""
    supervision = [t["id"] for t in page_content(page(space, "internal").read_text(encoding="utf-8"))["themes"]].index(
        "supervision"
    )

    def one_more(content):
        having = {audit for audit, theme, polarity, _ in content["findings"] if (theme, polarity) == (supervision, 0)}
        graded = [n for n, audit in enumerate(content["audits"]) if audit[2] >= 0 and n not in having]
        content["findings"].append([graded[0], supervision, 0, -1])

    alter(page(space, "internal"), one_more)
    (whole, message), (graded, _) = found(space, "internal")
    assert whole.endswith(", Supervision")
    assert "of 1440, the measure themes.supervision" in message
    assert graded.startswith(f"{whole}, ")


def test_a_figure_said_otherwise_is_found(space):
    """In the internal page by its text, in the public one by text and number."""
    alter(page(space, "internal"), lambda c: c["measures"][ALL_CASES].update({"themes.planning": "7 of 8 (88%)"}))
    assert [m for _, m in found(space, "internal")] == [
        'it says "7 of 8 (88%)", the measure themes.planning "133 of 1,440 (9%)"'
    ]

    def one_more(content):
        figure = next(f for f in content["figures"] if f["n"] is not None)
        figure["n"] += 1

    alter(page(space, "public"), one_more)
    assert len(found(space, "public")) == 1


def test_a_number_that_protection_hides_may_not_stand_in_the_public_page(space):
    """A row told in words since the page was made: its number, and its share, are found."""
    folder = space.round(ALL_CASES).processed
    rows = load_table(folder, "measures_public")
    which = (rows["id"] == "themes.planning") & (rows["group"] == "adequate")
    hidden = {
        "status": "range",
        "told": "fewer than 70 of 628",
        "n": None,
        "percent": None,
        "lower": None,
        "upper": None,
    }
    for name, value in hidden.items():
        rows[name] = rows[name].mask(which, value)
    save_table(folder, "measures_public", rows)
    assert [m for _, m in found(space, "public")] == [
        'it says "69 of 628 (11%)", the measure themes.planning "fewer than 70 of 628"'
    ]


def test_a_page_that_is_gone_or_broken_is_found_and_a_month_has_no_public_one(space):
    """What to do is said."""
    page(space, "public").unlink()
    page(space, "internal").write_text("<html>", encoding="utf-8")
    assert "run the round with --edition public" in found(space, "public")[0][1]
    assert "cannot be read" in found(space, "internal")[0][1]
    assert found(space, "public", MONTH) == []


def test_a_kept_view_that_may_be_stale_stands_against_the_internal_edition(space):
    """Once the commentary refers to it, and something that it counts has changed."""
    paths = space.round(MONTH)
    keep_view(space, MONTH, "north", "In the north", table(["A"], [["1"]]))
    returns = load_table(paths.processed, "returns")
    save_table(paths.processed, "returns", returns.assign(team="Front Door"))

    def stale():
        return [f.place for f in check_round(space, MONTH, "internal") if "keep it again" in f.message]

    assert stale() == []
    commentary = paths.raw / "commentary.md"
    commentary.write_text(
        commentary.read_text(encoding="utf-8").replace("## Analysis", "## Analysis\n\n{view.north}"), "utf-8"
    )
    assert stale() == ["view north"]
