"""One import opens rounds; a choice leaves audits, and what is counted of them is counted as the measures are."""

from __future__ import annotations

import pytest
import yaml

from pipeline.errors import ConfigurationError, StoreError
from pipeline.explore import by_group, change, open_rounds, over_time, prevalence
from pipeline.forms import load_pro_forma
from pipeline.measures import measure_rows
from pipeline.store import load_table


def shown(said, column=1):
    """First column of a table → another."""
    return {row[0]: row[column] for row in said.rows}


def test_one_import_gives_the_tables_and_measures_of_a_series_or_of_one_round(months, counted_samples):
    """Stacked, each row with its round; alone, the same as on disk."""
    assert [one.round.id for one in months.each] == ["2017-07", "2017-08", "2017-09", "2017-11", "2017-12"]
    assert set(months.measures["round"]) == set(months.table("findings")["round"]) == {r.round.id for r in months.each}
    alone = open_rounds(counted_samples.root, "2017-12", earlier=False)
    kept = load_table(counted_samples.round("2017-12").processed, "measures")
    assert alone.measures.drop(columns="round").equals(kept)


def test_a_round_that_was_never_run_says_so(small_rounds):
    """There is nothing to open: first run."""
    small_rounds.write()
    with pytest.raises(StoreError, match="caseaudit run"):
        open_rounds(small_rounds.workspace.root, "2017-12")


@pytest.mark.parametrize(("polarity", "start"), [("weakness", "themes."), ("strength", "strengths.")])
@pytest.mark.parametrize("which", ["months", "all_cases"])
def test_without_a_choice_the_figures_are_the_measures(which, polarity, start, months, all_cases):
    """Every theme with n of N and its share, and its interval, as measured in the latest round."""
    rounds = {"months": months, "all_cases": all_cases}[which]
    table = rounds.latest.measures
    labels = table.drop_duplicates("id").set_index("id")["label"]
    rows = [r for r in measure_rows(table) if r["by"] is None and r["id"].startswith(start)]
    said = prevalence(rounds.choose(polarity=polarity))
    assert shown(said) == {labels[r["id"]]: r["display"] for r in rows}
    assert shown(said, 2) == {labels[r["id"]]: f"{r['lower']:.0f}% to {r['upper']:.0f}%" for r in rows}


def test_a_choice_leaves_what_a_person_would_count(months):
    """Team and grade together, counted by hand from the tables."""
    chosen = months.choose(team="Family Support North", grade="Doesn't yet meet Good", theme="supervision")
    one = months.latest
    audits = one.views["audits"][one.rules.practice.mask(one.views)]
    mine = audits[(audits["team"] == "Family Support North") & (audits["grade"] == "not_yet_good")]
    n = int(mine["weakness_supervision"].sum())
    assert shown(prevalence(chosen))["Supervision"].startswith(f"{n} of {len(mine)} (")


def test_all_teams_stand_beside_the_chosen_one(months):
    """By team the choice of a team is left aside, the choice of a grade is not."""
    whole = by_group(months.choose(theme="supervision"), "team")
    assert by_group(months.choose(theme="supervision", team="Front Door"), "team").rows == whole.rows
    assert by_group(months.choose(theme="supervision", grade="Good"), "team").rows != whole.rows


def test_the_rounds_chosen_are_the_ones_shown(months):
    """A column a round, in order of time."""
    said = over_time(months.choose(rounds=("2017-12", "2017-09")))
    assert said.heads == ("Theme", "September 2017", "December 2017")


def test_whose_audits_are_looked_at_can_be_chosen(all_cases):
    """Those of the council's own staff and of the outside team make up the whole."""
    own, outside, whole = (
        shown(prevalence(all_cases.choose(source=source)))["Supervision"] for source in ("own", "outside", "")
    )
    of_own, of_outside, of_whole = (int(text.split()[2].replace(",", "")) for text in (own, outside, whole))
    assert (of_own, of_outside, of_whole) == (91, 1349, 1440)


def test_another_version_of_the_form_parts_two_rounds_only_in_what_it_asks_otherwise(own_space):
    """November has the version before, which is kept: the same questions are counted together, others are not."""
    before = load_pro_forma(own_space, "core-audit").model_copy(update={"version": "2017.1"})
    kept = own_space.council / "proformas" / "core-audit@2017.1.yml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    asked = yaml.safe_load(before.model_dump_json(exclude_defaults=True))
    kept.write_text(yaml.safe_dump(asked, sort_keys=False), encoding="utf-8")
    settings = own_space.round("2017-11").raw / "round.yml"
    settings.write_text(settings.read_text("utf-8").replace('"2017.2"', '"2017.1"'), encoding="utf-8")
    together = open_rounds(own_space.root, "2017-12").choose().on_one_definition
    assert [one.round.id for one in together.rounds] == ["2017-11", "2017-12"]
    assert "stand beside those of December 2017" in str(change(together))
    kept.unlink()  # nobody knows any more what it asked
    apart = open_rounds(own_space.root, "2017-12").choose()
    assert [one.round.id for one in apart.on_one_definition.rounds] == ["2017-12"]
    assert "is not set beside it" in str(change(apart))


@pytest.mark.parametrize(
    ("field", "word"),
    [("team", "Nowhere"), ("grade", "Excellent"), ("theme", "nonsense"), ("source", "x"), ("polarity", "both")],
)
def test_a_word_that_means_nothing_here_names_what_there_is(months, field, word):
    """The mistake, and the words to choose from."""
    with pytest.raises(ConfigurationError, match=f'There is no {field} "{word}" here; choose one of: \\w'):
        months.choose(**{field: word})


def test_a_round_that_is_not_opened_cannot_be_chosen(months):
    """Its id, and those that can be."""
    with pytest.raises(ConfigurationError, match='no round "2012-11-all-cases" here'):
        months.choose(rounds=("2012-11-all-cases",))
