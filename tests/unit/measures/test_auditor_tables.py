"""Concordance with moderators, and the tables about single auditors."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures import (
    across_rounds,
    auditing_over_time,
    concordance,
    consistency,
    inspector_sentence,
    learning_to_core,
    moderation_matrix,
    moderation_pairs,
    near_identical,
    past_audits,
    reaudit_sentence,
    reaudits,
    severity,
    wilson_interval,
    workload,
)
from pipeline.measures.concordance import FEWEST_PAIRS
from pipeline.measures.statistics import agreement_coefficient, weighted_kappa
from tests.unit.measures.conftest import ALL_CASES, RULES, tables, viewed

SAME = {"moderated_grade": "good"}
OTHER = {"moderated_grade": "not_yet_good"}


def pairs_of(*audits: dict[str, object]) -> pd.DataFrame:
    """The pairs of a round of these audits."""
    return moderation_pairs(viewed(*audits), RULES)


def test_the_matrix_has_every_grade_of_the_scheme() -> None:
    """In the scheme's order, given or not; learning audits and audits without both grades are no pairs."""
    pairs = pairs_of(SAME, OTHER, SAME | {"audit_type": "learning"}, SAME | {"grade": None}, {"moderated_grade": None})
    matrix = moderation_matrix(pairs, RULES)
    assert matrix.to_numpy().tolist() == [[0, 0, 0], [0, 1, 1], [0, 0, 0]]
    assert matrix.index.tolist() == matrix.columns.tolist() == ["Outstanding", "Good", "Doesn't yet meet Good"]


def test_a_coefficient_is_withheld_below_twenty_pairs() -> None:
    """With its reason; at twenty it is given."""
    audits = [SAME] * 15 + [OTHER] * 4
    withheld = concordance(pairs_of(*audits), RULES)
    assert not withheld["available"].any()
    assert withheld["value"].isna().all()
    assert withheld["reason"][0] == "only 19 audits have two grades; a coefficient needs at least 20"
    given_ = concordance(pairs_of(*audits, SAME), RULES)
    assert len(audits) + 1 == FEWEST_PAIRS
    assert given_["available"][0]


def test_the_coefficients_are_those_of_the_statistics_in_the_order_of_the_scheme() -> None:
    """Outstanding is as far from not yet good as can be; each interval holds its value; rows in any order."""
    grades = ["outstanding", "good", "not_yet_good"]
    audits = [{"grade": a, "moderated_grade": b} for a in grades for b in grades for _ in range(1 + 8 * (a == b))]
    pairs = pairs_of(*audits)
    table = concordance(pairs, RULES)
    ranks = [[grades.index(a), grades.index(b)] for a, b in zip(pairs["grade"], pairs["moderated_grade"], strict=True)]
    assert table["coefficient"].tolist() == ["AC2, linear weights", "Kappa, quadratic weights"]
    assert table["value"][0] == pytest.approx(agreement_coefficient(ranks, 3, "linear"))
    assert table["value"][1] == pytest.approx(weighted_kappa(*zip(*ranks, strict=True), categories=3))
    assert ((table["lower"] <= table["value"]) & (table["value"] <= table["upper"])).all()
    pd.testing.assert_frame_equal(table, concordance(pairs.sample(frac=1, random_state=1), RULES))


def test_one_grade_throughout_has_no_kappa_and_says_so() -> None:
    """AC2 is stable there, and is given."""
    table = concordance(pairs_of(*[SAME] * 20), RULES)
    assert table["value"][0] == 1
    assert (table["available"][1], table["reason"][1]) == (
        False,
        "every grade given is the same, so kappa has no value",
    )
    assert pd.isna(table["value"][1])


def test_how_often_an_inspector_might_disagree_has_its_interval() -> None:
    """Wilson's, of the pairs; and what limits it. None where no audit was moderated."""
    lower, upper = wilson_interval(1, 4)
    said = inspector_sentence(pairs_of(SAME, SAME, SAME, OTHER))
    assert "another grade in 1 of 4 audits" in said
    assert f"it would be in {lower:.0f}% to {upper:.0f}% of audits (95% interval)" in said
    assert "cannot be estimated: no audit has both" in inspector_sentence(pairs_of())


def people(*who: str, **fields: object) -> list[dict[str, object]]:
    """An audit of each of these auditors."""
    return [{"auditor_id": f"P-{name}", "by_council": True, **fields} for name in who]


def test_severity_is_drawn_towards_the_group_and_stands_in_the_order_of_pseudonyms() -> None:
    """Never of the figures: no league table. An interval holds its estimate."""
    audits = people("b", "b", "b", grade="not_yet_good") + people("a", "a", "c") + people("a", grade="not_yet_good")
    table = severity(viewed(*audits), RULES)
    assert table["auditor_id"].tolist() == ["P-a", "P-b", "P-c"]
    assert table[["below", "audits"]].to_numpy().tolist() == [[1, 3], [3, 3], [0, 1]]
    group = 100 * 4 / 7
    assert ((table["drawn"] - group).abs() < (table["plain"] - group).abs()).all()
    assert ((table["lower"] <= table["drawn"]) & (table["drawn"] <= table["upper"])).all()
    assert not table["apart"].any()


def test_an_auditor_who_is_far_from_the_group_stands_apart() -> None:
    """With enough audits to say so."""
    audits = people(*"aaaaaaaaaaaaaaaaaaaa", grade="not_yet_good") + people(*"bbbbbbbbbbbbbbbbbbbbcccccccccccccccccccc")
    assert severity(viewed(*audits), RULES)["apart"].tolist() == [True, True, True]


def test_workload_expects_an_equal_share_of_those_who_do_core_audits() -> None:
    """Rounded up; nothing of learners; a number that is given goes before; the two sides are shared out apart."""
    audits = people(*"aaab") + people("l", audit_type="learning")
    table = workload(viewed(*audits), RULES).set_index("auditor_id")
    assert table[["core", "other", "expected", "short"]].to_numpy().tolist() == [
        [3, 0, 2, 0],
        [1, 0, 2, 1],
        [0, 1, 0, 0],
    ]
    assert workload(viewed(*audits), RULES, 5)["short"].tolist() == [2, 4, 0]
    assert table[["expected", "short"]].dtypes.tolist() == [int, int]  # they are printed as they are
    learner = people("z", audit_type="learning", by_council=False)  # alone on that side
    assert workload(viewed(*audits, *learner), RULES)["expected"].dtype == int
    outside = people(*"xxxxxx", by_council=False)
    assert workload(viewed(*audits, *outside), RULES)["expected"].tolist() == [2, 2, 0, 6]


def a_round(*audits: dict[str, object], **others: list[dict[str, object]]) -> pd.DataFrame:
    """The audits of a round of these audits."""
    return past_audits(tables(*audits, **others), RULES)


def test_consistency_sets_this_round_beside_those_before() -> None:
    """The same grade as the moderator, then and now; drifted only beyond chance, allowing for how many are tested."""
    before = a_round(*people(*"a" * 12, **SAME), *people("b", **OTHER))
    now = a_round(*people(*"a" * 12, **OTHER), *people("b", "c", **SAME))
    table = consistency({"1": before, "2": now}).set_index("auditor_id")
    columns = ["rounds", "n", "of", "elsewhere_n", "elsewhere_of"]
    assert table[columns].to_numpy().tolist() == [[2, 0, 12, 12, 12], [2, 1, 1, 0, 1], [1, 1, 1, 0, 0]]
    assert table["drifted"].fillna(False).tolist() == [True, False, False]


def test_an_auditor_without_pairs_in_this_round_is_no_claim_among_those_that_are_tested() -> None:
    """Whoever audited and was not moderated cannot have drifted, and does not make it harder to see that others did."""
    before = a_round(*people(*"a" * 12, **SAME), *people(*"bbbb", **SAME))
    now = a_round(*people(*"a" * 12, **OTHER), *people(*"bbbb"))
    table = consistency({"1": before, "2": now}).set_index("auditor_id")
    assert table["p"].isna().tolist() == [False, True]
    assert table.loc["P-a", "adjusted_p"] == table.loc["P-a", "p"]


def test_from_learning_to_core() -> None:
    """A core audit before the first learning one is none that it led to."""
    learning, core = {"audit_type": "learning"}, {"audit_type": "core"}
    rounds = {
        "1": a_round(*people("b", **core), *people("a", **learning)),
        "2": a_round(*people("a", "a", **core), *people("b", **learning, admissibility="inadmissible")),
        "3": a_round(*people("a", **core)),
    }
    table = learning_to_core(rounds)
    assert table.fillna("").to_numpy().tolist() == [
        ["P-a", 1, 1, "1", "1", "2", 3],
        ["P-b", 1, 0, "2", "2", "", 0],
    ]


def test_auditing_is_told_round_by_round() -> None:
    """One definition for all, a column a round; what no round has is left out."""
    sent_back = {"admissibility": "inadmissible", "reasons": "too_brief"}
    table = auditing_over_time({"1": a_round(sent_back, sent_back), "2": a_round({}, sent_back)}, RULES)
    reasons = across_rounds(table, "auditing.reason")
    assert reasons.to_dict("records") == [{"label": "Too brief", "1": "2 of 2 (100%)", "2": "1 of 1 (100%)"}]
    assert across_rounds(auditing_over_time({}, RULES), "auditing.reason").empty


def weakness(*numbers: int) -> list[dict[str, object]]:
    """A weakness of supervision in the audits of these numbers."""
    return [{"return_id": f"R-{n}", "theme": "supervision", "polarity": "weakness"} for n in numbers]


def test_a_weakness_held_slipped_or_is_untested() -> None:
    """By team, since the last round that found it."""
    teams = [{"team": name} for name in ("East", "West", "North")]
    past = {"1": a_round(*teams, findings=weakness(1, 2, 3)), "2": a_round(*teams, findings=weakness(1))}
    views = viewed(*teams[:2], {"team": "North", "admissibility": "inadmissible"}, findings=weakness(1, 3))
    found = reaudits(past, views, RULES)
    assert found[["team", "last_found", "then_n", "then_of", "n", "of", "verdict"]].to_numpy().tolist() == [
        ["East", "2", 1, 1, 1, 1, "slipped"],
        ["North", "1", 1, 1, 0, 0, "untested"],
        ["West", "1", 1, 1, 0, 1, "held"],
    ]
    assert reaudit_sentence(found) == (
        "Of 3 weaknesses of a team in earlier rounds, 1 slipped, that is, were found again in this one, and 1 held. "
        "1 could not be tested, because no audit of the team counts."
    )


WORDS = (
    "The assessment was written within a week of the first visit and says plainly what the worker saw at home. Each "
    "member of the family is described, and their own account is set beside that of the school. What is not known is "
    "listed, with the name of the person who will find it out. The manager read it twice and asked for two changes, "
    "both made. The plan has dates, and somebody looks at them every month. Visit one was late because the car broke."
)


def test_nearly_the_same_words_are_found() -> None:
    """A copy with a word changed is; another text is not; two short remarks are not, however like."""
    changed = WORDS.replace("a week", "one week")
    other = " ".join(f"Nothing here resembles sentence number {n} of that other text." for n in range(8))
    audits = people(*"abcde")
    for audit, text in zip(audits, (WORDS, changed, other, "Good work.", "Good work."), strict=True):
        audit["comments"] = text
    audits[1] |= {"case_id": "C-1"}
    (row,) = near_identical(viewed(*audits)).to_dict("records")
    assert (row["return_id"], row["like"], row["same_auditor"], row["same_case"]) == ("R-2", "R-1", False, True)
    assert 80 <= row["alike"] < 100


def test_texts_that_share_less_than_four_fifths_are_not_told() -> None:
    """A third of the text is another: alike, and not nearly the same."""
    cut = WORDS.index("The manager")
    rest = "Supervision took place twice and looked at what the child had said. Nothing was decided on either day."
    assert near_identical(viewed({"comments": WORDS}, {"comments": WORDS[:cut] + rest})).empty


@pytest.mark.parametrize("at", [0, 20, 45, 70])
def test_a_copy_is_found_wherever_a_word_was_changed(at) -> None:
    """At its beginning, in the middle and at its end, the copy is as much alike as its runs of five words say."""
    words = WORDS.split()[:71]
    changed = [*words[:at], "otherwise", *words[at + 1 :]]
    (found,) = near_identical(viewed({"comments": " ".join(words)}, {"comments": " ".join(changed)})).itertuples()
    touched = len([i for i in range(67) if i <= at < i + 5])
    assert found.alike == pytest.approx(100 * (67 - touched) / (67 + touched))


def test_many_copies_are_each_set_beside_the_first() -> None:
    """Of a hundred copies there are 99 rows and not 4,950: the cost does not grow with the square."""
    found = near_identical(viewed(*[{"comments": WORDS}] * 100))
    assert len(found) == 99
    assert found["like"].nunique() == 1
    assert (found["alike"] == 100).all()


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 5))
def test_likeness_does_not_depend_on_the_order_of_returns(random, cut) -> None:
    """The same pairs, whichever return was read first."""
    texts = [WORDS, WORDS.replace("Visit one", "Visit ten"), WORDS[cut:], "Short."]
    frames = tables(*({"comments": text} for text in texts))
    shuffled = frames | {"returns": frames["returns"].sample(frac=1, random_state=random.randrange(99))}
    pd.testing.assert_frame_equal(*(near_identical(_views(f)) for f in (frames, shuffled)))


def _views(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    from pipeline.measures import build_views

    return build_views(frames, None, RULES)


@pytest.mark.parametrize("rules", [RULES, ALL_CASES], ids=["month", "all cases"])
@pytest.mark.parametrize(
    "audits",
    [
        [],
        [{}],
        [{"admissibility": None}] * 3,
        people(*"aaa"),
        [{"grade": None, "auditor_id": None, "audit_date": None}],
    ],
    ids=["no returns", "one", "no moderation", "one auditor", "nothing answered"],
)
def test_tables_about_auditors_of_a_small_round_never_fail(audits, rules) -> None:
    """No returns, one, no moderation, one auditor, no earlier round: empty, or withheld with a reason."""
    views = viewed(*audits, rules=rules)
    pairs = moderation_pairs(views, rules)
    coefficients = concordance(pairs, rules)
    assert not coefficients["available"].any()
    assert coefficients["reason"].notna().all()
    assert moderation_matrix(pairs, rules).to_numpy().sum() == len(pairs)
    rounds = {"2017-12": views["audits"]}
    severity(views, rules)
    workload(views, rules)
    consistency(rounds)
    assert consistency({}).empty
    assert learning_to_core(rounds).empty
    assert learning_to_core({}).empty
    assert near_identical(views).empty
    assert reaudits({}, views, rules).empty
    assert reaudit_sentence(reaudits({}, views, rules)).startswith("No earlier round")
    across_rounds(auditing_over_time(rounds, rules), "auditing.reason")


def test_moderation_measures_say_which_way_it_went() -> None:
    """Of core audits with both grades: the parts sum to the pairs."""
    from tests.unit.measures.conftest import measured

    made = measured(tables(SAME, OTHER, {"grade": "not_yet_good", **SAME}, {"moderation_date": date(2017, 12, 5)}))
    n = made[made["by"].isna()].set_index("id")[["n", "of"]]
    assert n.loc["auditing.pairs", "n"] == 3
    assert n.loc["auditing.agreed"].tolist() == [1, 3]
    assert n.loc["auditing.moderated_better"].tolist() == [1, 3]
    assert n.loc["auditing.moderated_worse"].tolist() == [1, 3]
    assert n.loc["auditing.disagreed"].tolist() == [2, 3]
