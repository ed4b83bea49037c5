"""The words of the sample rounds are true of their figures, and name them by measure."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.config import Vocabulary
from pipeline.workspace import Workspace

from .reading import ALL_CASES, HEADINGS, ROUNDS, Audit, CaseReturn, admissible

MEASURES = re.compile(
    r"\{(?:ratings\.(?:good|not_yet_good|some_good_features|good_or_better)"
    r"|auditing\.(?:total|admissible|immediately_admissible|inadmissible)"
    r"|oversight\.clear|practice\.drift|(?:themes|strengths)\.([a-z_]+))\.(?:n|n_of|percent|share|words)\}"
)

ALL_CASE_MEASURES = re.compile(
    r"\{(?:coverage\.(?:total|by_council|external|closed_case|current_case)\.n"
    r"|coverage\.(?:auditors|weeks)\.words"
    r"|ratings\.(?:total|inadequate|adequate|good|outstanding|good_or_better|adequate_or_better)\.(?:n|n_of|percent|share)"
    r"|risk\.(?:high_risk_cases|no_further_action|additional_actions|not_recorded)\.(?:n|n_of)"
    r"|risk\.(?:strategy_meeting|conference|inter_agency_checks)\.words"
    r"|practice\.(?:supervision_six_weeks|decisions_carried_out|chronology_up_to_date)\.n_of"
    r"|(?:themes|strengths)\.([a-z_]+)\.share)\}"
)


MARK = re.compile(r" \{themes: ([^}]*)\}$", re.MULTILINE)


def read(path: Path, themes: Vocabulary) -> str:
    """A commentary without the marks of its recommendations, each of which names themes of the list."""
    text = path.read_text(encoding="utf-8")
    named = [name for mark in MARK.findall(text) for name in mark.split(", ")]
    assert named
    assert [name for name in named if themes.match(name) is None] == []
    return MARK.sub("", text)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_commentary_gives_its_numbers_as_measures(
    samples: Workspace, lists: dict[str, Vocabulary], round_id: str
) -> None:
    """Every reference is one that may be used, and no figure is typed."""
    text = read(samples.round(round_id).raw / "commentary.md", lists["themes"])
    used = re.findall(r"\{[^}]*\}", text)
    assert used
    for reference in used:
        found = MEASURES.fullmatch(reference)
        assert found, reference
        assert found[1] is None or found[1] in lists["themes"].ids
    assert not re.search(r"\d+\s*(%|per cent|cases|audits|children)", text)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Summary", "What difference it made", "Analysis", "Other sources", "Recommendations", "Next steps",
    ]  # fmt: skip


def test_the_commentary_is_true_of_the_sample(audits: dict[str, list[Audit]]) -> None:
    """The themes that each commentary calls the most frequent are."""
    claims: dict[str, tuple[list[str], list[str]]] = {
        "2017-07": (["recording_practice"], ["childs_voice", "inter_agency_working"]),
        "2017-08": (["analysis_and_enquiry", "planning", "drift_and_delay"], ["casework"]),
        "2017-09": (
            ["planning", "supervision", "management_oversight", "recording_practice", "drift_and_delay"],
            ["casework"],
        ),
        "2017-11": (["supervision", "drift_and_delay"], ["casework", "childs_voice", "family_engagement"]),
        "2017-12": (["management_oversight", "planning", "supervision"], ["casework", "childs_voice"]),
    }
    for round_id, named in claims.items():
        for group, themes in zip(("weaknesses", "strengths"), named, strict=True):
            counted = Counter(
                row["theme"] for a in admissible(audits[round_id]) for row in a.groups[group] if row["theme"]
            )
            rest = [n for theme, n in counted.items() if theme not in themes]
            assert min(counted[t] for t in themes) > max(rest), (round_id, group, counted)


def test_the_commentary_on_all_cases_gives_its_numbers_as_measures(
    samples: Workspace, lists: dict[str, Vocabulary]
) -> None:
    """Every heading of the committee's report is there in its order, and no figure is typed."""
    text = read(samples.round(ALL_CASES).raw / "commentary.md", lists["themes"])
    for reference in re.findall(r"\{[^}]*\}", text):
        named = ALL_CASE_MEASURES.fullmatch(reference)
        assert named, reference
        assert named[1] is None or named[1] in lists["themes"].ids
    assert not re.search(r"\d\s*(%|per cent|cases|audits|children)", text)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    themes = [h.removeprefix("Theme: ") for h in headings if h.startswith("Theme: ")]
    assert [h for h in headings if not h.startswith("Theme: ")] == list(HEADINGS)
    assert set(themes) <= set(lists["themes"].labels.values())
    improvements = text.split("## Recommendations for improvement\n")[1].split("\n## ")[0]
    assert 8 <= len(re.findall(r"^\d+\. ", improvements, re.MULTILINE)) <= 10


def test_the_commentary_on_all_cases_is_true_of_the_sample(returns: list[CaseReturn]) -> None:
    """The weaknesses and strengths that it calls the most frequent are, in the order in which it names them."""
    weak = Counter(theme for r in returns for theme in r.themes("weaknesses"))
    strong = Counter(theme for r in returns for theme in r.themes("strengths"))
    assert [theme for theme, _ in weak.most_common(4)] == [
        "recording_practice", "management_oversight", "supervision", "analysis_and_enquiry",
    ]  # fmt: skip
    assert [theme for theme, _ in strong.most_common(3)] == ["childs_voice", "casework", "inter_agency_working"]
