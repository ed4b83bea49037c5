"""Views kept for the commentary: what is kept, where it is shown, and when it is no longer true."""

from __future__ import annotations

import pytest

from pipeline.check import check_round
from pipeline.compose import compose_briefing_deck, keep_view, picture, say, stale_views, table
from pipeline.compose.charts.chart import Chart, canvas
from pipeline.compose.figures import Figures
from pipeline.compose.kept_views import load_view, view_passage
from pipeline.config import load_round
from pipeline.errors import CompositionError
from pipeline.run import Options, run_round
from pipeline.store import load_table, save_table
from tests.unit.compose.kept_rounds import taken_in

ROWS = table(["Theme", "Audits, 95% sure"], [["Supervision | *all*", "2 of 3 (67%)"], ["Planning", "0 of 3 (0%)"]])


@pytest.fixture
def space(small_rounds):
    """A small round, taken in."""
    small_rounds.write()
    taken_in(small_rounds.workspace)
    return small_rounds.workspace


def drawn():
    """A chart of nothing much, as a notebook shows it."""
    return picture(Chart("any", "It is so", "A line at 19 of 37 (51%).", canvas(3, 2)[0]), "")


def refer(space, *names, part="Summary"):
    """Put kept views into the commentary of the round, in the part of that name."""
    path = space.round("2017-12").raw / "commentary.md"
    lines = "\n".join(f"{{view.{name}}}" for name in names)
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"## {part}\n", f"## {part}\n\n{lines}\n"), encoding="utf-8"
    )


def test_a_table_and_a_chart_are_kept_with_their_captions(space):
    """As a person may read and edit them: CSV, pictures, a line of YAML; the cells come back as they were."""
    made = [
        *keep_view(space, "2017-12", "north", " In the  north ", ROWS),
        *keep_view(space, "2017-12", "line", "A line", drawn()),
    ]
    folder = space.round("2017-12").raw / "views"
    assert {p.name for p in made} == {"north.csv", "north.yml", "line.svg", "line.png", "line.yml"}
    view = load_view(folder, "north")
    assert (view.caption, view.heads, view.rows) == ("In the north", ROWS.heads, ROWS.rows)
    assert load_view(folder, "line").alt == "It is so. A line at 19 of 37 (51%)."


def test_a_name_is_kept_anew_as_a_whole(space):
    """A chart under the name of a table leaves no table behind."""
    keep_view(space, "2017-12", "one", "A", ROWS)
    keep_view(space, "2017-12", "one", "B", drawn())
    assert not (space.round("2017-12").raw / "views" / "one.csv").exists()


@pytest.mark.parametrize(
    ("name", "caption", "shown", "said"),
    [
        ("North team", "x", ROWS, 'cannot be called "North team"'),
        ("../north", "x", ROWS, "cannot be called"),
        ("north", "  ", ROWS, "Write a caption"),
        ("north", "x", say("words"), "a chart, or a table of at most 40 rows"),
        ("north", "x", table(["A"], [["1"]] * 41), "narrow the choice"),
    ],
)
def test_what_is_no_view_is_refused(space, name, caption, shown, said):
    """Nothing is written."""
    with pytest.raises(CompositionError, match=said):
        keep_view(space, "2017-12", name, caption, shown)
    assert not (space.round("2017-12").raw / "views").exists()


@pytest.mark.slow
def test_the_internal_report_shows_a_view_and_the_public_one_does_not(space, without_kernels):
    """Its cells are noted as printed, and intake does not take it for a return."""
    keep_view(space, "2017-12", "north", "In the north", ROWS)
    keep_view(space, "2017-12", "line", "A line", drawn())
    refer(space, "north", "line")
    run_round(space, "2017-12", Options(engine="embedded", quiet=True))
    paths = space.round("2017-12")
    pages = {
        e: (f / "monthly_summary.html").read_text(encoding="utf-8")
        for e, f in {"internal": paths.internal, "public": paths.build("public")}.items()
    }
    assert "In the north" in pages["internal"]
    assert "Supervision | *all*" in pages["internal"]
    assert "A line at 19 of 37 (51%)." in pages["internal"]
    assert "In the north" not in pages["public"]
    printed = load_table(paths.processed / "internal", "printed", "monthly_summary")
    assert {"In the north", "2 of 3 (67%)", "0 of 3 (0%)"} <= set(printed[printed["measure"] == "view.north"]["text"])
    assert [
        f for f in check_round(space, "2017-12", "internal") if "view" in f.message or "no measure" in f.message
    ] == []
    received = load_table(paths.processed, "received").set_index("file")
    assert set(received.loc[received.index.str.startswith("views/"), "kind"]) == {"words"}


def test_the_internal_deck_says_where_a_view_stands(space):
    """A slide has no room for it; its caption is noted as printed. What is written beside it stands as ever."""
    keep_view(space, "2017-12", "north", "In the north, 2017", ROWS)
    refer(space, "north", part="Next steps")
    deck = compose_briefing_deck(space, load_round(space, "2017-12"), "internal")
    slide = deck.path.read_text(encoding="utf-8").partition("## What happens next")[2]
    assert "- Go on\\.\n\nIn the report, under “Next steps”: In the north\\, 2017\n" in slide
    printed = deck.printed
    assert set(printed.loc[printed["measure"] == "view.north", "text"]) == {"In the north, 2017"}


@pytest.mark.slow
def test_a_view_that_is_not_there_and_one_within_a_line_name_the_line(space, without_kernels):
    """With what there is, or what to do."""
    keep_view(space, "2017-12", "north", "In the north", ROWS)
    refer(space, "south")
    with pytest.raises(Exception, match=r'line \d+: There is no kept view "south". Kept are north.'):
        run_round(space, "2017-12", Options(editions=("internal",), formats=("html",), quiet=True))
    path = space.round("2017-12").raw / "commentary.md"
    path.write_text(path.read_text(encoding="utf-8").replace("{view.south}", "See {view.north}."), encoding="utf-8")
    with pytest.raises(Exception, match=r"line \d+: \{view.north\} is a kept view: write it on a line of its own"):
        run_round(space, "2017-12", Options(editions=("internal",), formats=("html",), quiet=True))


def test_a_view_is_stale_when_what_it_counts_has_changed(space):
    """Not when the same tables are written again."""
    keep_view(space, "2017-12", "north", "In the north", ROWS)
    folder = space.round("2017-12").processed
    returns = load_table(folder, "returns")
    save_table(folder, "returns", returns)
    assert stale_views(space, "2017-12") == []
    save_table(folder, "returns", returns.assign(team="Front Door"))
    assert stale_views(space, "2017-12") == ["north"]


def test_a_table_of_words_alone_has_no_column_of_numbers(a_round, tmp_path):
    """Nothing to align to the right, and nothing noted but the caption."""
    (tmp_path / "w.yml").write_text("caption: Words\n", encoding="utf-8")
    (tmp_path / "w.csv").write_text("A,B\nx,y\n", encoding="utf-8")
    figures = Figures("document", a_round, {})
    assert "|:---|:---|" in view_passage(load_view(tmp_path, "w"), figures)
    assert [p["text"] for p in figures.printed] == ["Words"]
