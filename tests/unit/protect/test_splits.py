"""Splits: what is hidden beside a small part tells nothing, even to a reader who runs this code on every month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from pipeline.config import Profile, load_profile
from pipeline.measures import all_definitions
from pipeline.protect.ladder import rung
from pipeline.protect.rows import MeasureRow, measure_rows_of
from pipeline.protect.splits import hide_in_splits, splits_of
from tests.attacks.months import PACKAGED, RANGES, counted, graded, monthly_rules

ANSWERS = ("clear", "partial", "absent")
DFE = load_profile(PACKAGED, "dfe-local")
World = tuple[int, ...]


@pytest.fixture(scope="module")
def oversight() -> list[MeasureRow]:
    """The three answers on management oversight, whatever their numbers."""
    rules = monthly_rules("2017-12")
    asked = [d for d in all_definitions(rules) if d.id.startswith("oversight.")]
    audits = [audit | {"oversight": "clear"} for audit in graded("good", 1)]
    return measure_rows_of(counted(rules, audits, asked), asked, "2017-12")


def said(rows: list[MeasureRow], world: World, profile: Profile) -> tuple[str, ...]:
    """How the parts are said; a number as itself."""
    total = sum(world)
    each = [replace(row, n=n, of=total, told=rung(n, total, True, profile)) for row, n in zip(rows, world, strict=True)]
    hidden = hide_in_splits(each, profile, lambda _: True)
    return tuple(row.told.text or str(row.told.least) for row in hidden if row.told)


@pytest.mark.parametrize("profile", [RANGES, DFE], ids=["ranges", "dfe-local"])
@pytest.mark.parametrize("total", [10, 12, 13, 17, 21, 25, 40])
def test_who_knows_the_code_finds_no_small_number(oversight, total, profile) -> None:
    """Every way in which so many audits can be answered, as published: each small number keeps three values or more.

    A lone small number of none is left to the figures around it; a part that is all of a base is where nothing else is.
    """
    worlds = [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)]
    by_output: dict[tuple[str, ...], list[World]] = defaultdict(list)
    for world in worlds:
        by_output[said(oversight, world, profile)].append(world)
    for output, possible in by_output.items():
        for part, text in enumerate(output):
            values = {world[part] for world in possible}
            small = {n for n in values if 0 < n < profile.threshold}
            assert text.isdigit() or not small or len(values) >= 3, (output, possible)


@pytest.mark.parametrize(
    ("world", "text"),
    [
        ((12, 9, 9), ("12", "9", "9")),
        ((4, 14, 7), ("[c]", "[c]", "7")),  # the 4 follows from the others
        ((14, 7, 4), ("14", "[c]", "[c]")),
        ((3, 2, 16), ("fewer than 5 of 21", "fewer than 5 of 21", "16")),  # 5 together: 1 to 4 each
        ((4, 4, 13), ("[c]", "[c]", "[c]")),  # 8 together: 4 each
        ((1, 5, 15), ("[c]", "[c]", "[c]")),  # 6 together, of which one is 5 or more
        ((0, 9, 12), ("fewer than 5 of 21", "9", "12")),  # nobody: told as 0 by the audit
        ((18, 2, 1), ("17 or more of 21", "fewer than 5 of 21", "fewer than 5 of 21")),
    ],
)
def test_what_is_said_of_three_parts(oversight, world, text) -> None:
    """Under the ranges of the standard ladder."""
    assert said(oversight, world, RANGES) == text


def test_an_unprinted_rest_that_is_small_hides_a_part(oversight) -> None:
    """Two of the three are printed, 9 and 10 of 21: two are left, and nobody said so."""
    parts = [
        replace(row, n=n, of=21, told=rung(n, 21, True, RANGES)) for row, n in zip(oversight, (9, 10), strict=False)
    ]
    assert [split.rest for split in splits_of(parts)] == [2]
    hidden = hide_in_splits(parts, RANGES, lambda _: True)
    assert [row.told.status for row in hidden if row.told] == ["exact", "hidden"]
