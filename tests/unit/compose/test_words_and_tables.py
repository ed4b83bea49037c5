"""Sentences that figures allow, and the tables that stand beside them."""

from __future__ import annotations

import pytest

from pipeline.compose import Figures
from pipeline.compose.report_tables import Column, pipe_table, rounding_note, side_by_side, sources_table
from pipeline.compose.wording import association_sentence, change_sentences, comparison_note, plural
from pipeline.config import Term, Vocabulary
from pipeline.errors import CompositionError
from pipeline.measures import Change
from pipeline.tables import as_table


def row(id_, n, of, **more):
    """A row of measures."""
    common = {"label": id_, "subset": "audits", "class": "B", "unit": "audits", "definition": "1", "available": of != 0}
    return {**common, "id": id_, "n": n, "of": of, **more}


def change(measure, n, of, before_n, before_of, adjusted_p, family="ratings"):
    """A claim between two rounds."""
    return Change(measure, "Some good features", family, n, of, before_n, before_of, adjusted_p, adjusted_p)


@pytest.fixture
def figures(a_round, the_round_before):
    """A round and the one before it."""
    now = [row("a", 1, 25), row("b", 19, 27), row("c", 6, 27), row("d", 2, 27), row("none", None, 0)]
    then = [row("a", 10, 21), row("b", 12, 24), row("c", 9, 24), row("d", 3, 24)]
    tables = {a_round.id: as_table("measures", now), the_round_before.id: as_table("measures", then)}
    return Figures("document", a_round, tables)


def test_a_licensed_change_is_said_with_both_figures_and_what_else_differed(figures, the_round_before):
    """The share fell, from and to, and the doubt that goes with it; the other shares are said not to have changed."""
    changes = [change("a", 1, 25, 10, 21, 0.004), change("b", 19, 27, 12, 24, 0.9)]
    said = " ".join(change_sentences(figures, changes, "ratings", the_round_before, ["the focus theme differed"]))
    assert "the share fell**, from 10 of 21 (48%) in November 2017 to 1 of 25 (4%) now" in said
    assert "But the focus theme differed" in said
    assert "There is no evidence of another change in the grades since November 2017." in said


@pytest.mark.parametrize("p", [0.05, 0.2, 1.0])
def test_without_a_licence_no_sentence_says_rose_fell_or_improved(figures, the_round_before, p):
    """At 5 % and above the only sentence is that there is no evidence of a change."""
    said = " ".join(change_sentences(figures, [change("a", 1, 25, 10, 21, p)], "ratings", the_round_before, ["x"]))
    assert said == "There is no evidence of a change in the grades since November 2017."


def test_a_family_without_claims_says_nothing(figures, the_round_before):
    """Silence, not a sentence about nothing."""
    assert change_sentences(figures, [], "ratings", the_round_before, []) == []


def test_the_round_before_is_set_beside_this_one_or_it_is_said_why_not(a_round, the_round_before):
    """First of its series; a month missing between; a definition that changed."""
    earlier = the_round_before.model_copy(
        update={
            "period": the_round_before.period.model_copy(
                update={"last": the_round_before.period.first.replace(month=9)}
            )
        }
    )
    assert "first round of its series" in comparison_note(a_round, None, [])
    assert "counted by one definition" in comparison_note(a_round, the_round_before, [])
    assert "No audits were reported" in comparison_note(a_round, earlier, [])
    assert "is not set beside it: the grades changed" in comparison_note(
        a_round, the_round_before, ["the grades changed"]
    )


def test_two_things_are_said_to_go_together_only_if_chance_does_not_explain_it(a_round):
    """0 of 4 against 16 of 21 may be said; 1 of 4 against 9 of 21 may not."""
    tables = {a_round.id: as_table("measures", [row("w", 0, 4), row("x", 16, 21), row("y", 1, 4), row("z", 9, 21)])}
    figures = Figures("document", a_round, tables)
    assert "more than chance" in association_sentence(figures, "w", "x")
    assert "could be chance" in association_sentence(figures, "y", "z")


def test_a_table_sets_two_rounds_side_by_side_with_count_and_share(figures, a_round, the_round_before):
    """This round first; what is not available is a dash, never a number."""
    both = Column.of_rounds([a_round, the_round_before])
    table = side_by_side(figures, both, [("b", "At once"), ("none", "None")], "What", "Caption", "id")
    assert "| At once | 19 | 70\\% | 12 | 50\\% |" in table
    figures.measures[the_round_before.id]
    only = side_by_side(figures, Column.of_rounds([a_round]), [("none", "None")], "What", "Caption", "id")
    assert "| None | – | – |" in only
    assert "{#tbl-id tbl-colwidths=" in only


def test_a_table_can_set_groups_side_by_side_each_with_its_base(a_round):
    """Columns of closed and of current cases; a last row says what the shares are of."""
    rows = [row("a", 9, 30), *(row("a", n, of, by="pro_forma", group=g) for g, n, of in (("x", 3, 10), ("y", 6, 20)))]
    figures = Figures("document", a_round, {a_round.id: as_table("measures", rows)})
    columns = [Column(group.upper(), None, ("pro_forma", group)) for group in ("x", "y", "z")]
    table = side_by_side(figures, columns[:2], [("a", "Found")], "What", "Caption", "id", "All")
    assert "| Found | 3 | 30\\% | 6 | 30\\% |" in table
    assert "| All | 10 |  | 20 |  |" in table
    assert "| Found | – | – |" in side_by_side(figures, columns[2:], [("a", "Found")], "What", "Caption", "id")
    assert {(p["by"], p["group"]) for p in figures.printed} == {("pro_forma", "x"), ("pro_forma", "y")}
    assert "| All | – |  |" in side_by_side(figures, columns[2:], [("a", "Found")], "What", "Caption", "id", "All")
    with pytest.raises(CompositionError, match='no measure "a" of z'):
        figures.text("a", "n", None, ("pro_forma", "z"))


def test_other_sources_agree_disagree_or_do_so_partly(a_round):
    """Weakness against weakness is yes, weakness against strength no, and neither chiefly is partly."""
    counts = {"p": (5, 1, 1, 0), "q": (5, 1, 0, 1), "r": (3, 3, 1, 0), "s": (4, 0, 0, 0), "t": (0, 0, 1, 0)}
    prefixes = ("themes", "strengths", "sources", "sources_good")
    measured = [row(f"{p}.{t}", n, 9) for t, found in counts.items() for p, n in zip(prefixes, found, strict=True)]
    figures = Figures("document", a_round, {a_round.id: as_table("measures", measured)})
    themes = Vocabulary("themes", tuple(Term(t, t.upper()) for t in counts))
    table = sources_table(figures, themes)
    assert "| P | 5 | 1 | 1 | 0 | Yes |" in table
    assert "| Q | 5 | 1 | 0 | 1 | No |" in table
    assert "| R | 3 | 3 | 1 | 0 | Partly |" in table
    assert "| T | 0 | 0 | 1 | 0 | Audits silent |" in table
    assert "| S |" not in table  # no other source names it
    assert "No finding from another source" in sources_table(figures, Vocabulary("themes", ()))


def test_the_rounding_note_stands_where_shown_percents_do_not_add_to_100(figures, a_round, the_round_before):
    """70 + 22 + 7 = 99 and 50 + 38 + 13 = 101 need it; 100 does not."""
    note = rounding_note(figures, Column.of_rounds([a_round, the_round_before]), ["b", "c", "d"])
    assert note == "Shares for December 2017 and November 2017 do not add to 100% because of rounding."
    whole = Figures("d", a_round, {a_round.id: as_table("measures", [row("a", 1, 2), row("b", 1, 2)])})
    assert rounding_note(whole, Column.of_rounds([a_round]), ["a", "b"]) == ""


@pytest.mark.parametrize("hidden", ["a", "b"])
def test_shares_that_the_public_is_not_told_need_no_rounding_note(a_round, hidden):
    """67 + 17 + 17 = 101, and one of them is not said: there is no sum to wonder at."""
    told = [row(id_, n, 6, status="exact", percent=100 * n / 6) for id_, n in (("a", 4), ("b", 1), ("c", 1))]
    columns = Column.of_rounds([a_round])

    def note(rows):
        figures = Figures("d", a_round, {a_round.id: as_table("measures_public", rows)})
        return rounding_note(figures, columns, ["a", "b", "c"])

    assert note(told) == "The shares do not add to 100% because of rounding."
    less = {"n": None, "percent": None, "available": False, "status": "hidden"}
    assert note([r | less if r["id"] == hidden else r for r in told]) == ""
    assert note([r | {"percent": None} for r in told]) == ""


@pytest.mark.parametrize(("n", "words"), [(0, "cases"), (1, "case"), (2, "cases")])
def test_one_is_singular_and_none_is_plural(n, words):
    """0 cases, 1 case, 2 cases; were and was."""
    assert plural(n, "case") == words
    assert plural(n, "was", "were") == ("was" if n == 1 else "were")


def test_a_pipe_table_aligns_its_numbers_right():
    """The first column is left, the others right."""
    assert pipe_table(["A", "B"], [["x", "1"]], "Caption", "t").splitlines()[:3] == [
        "| A | B |",
        "|:---|---:|",
        "| x | 1 |",
    ]
