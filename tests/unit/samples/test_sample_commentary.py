"""The words of the sample rounds are true of their figures, and name them by measure."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from pipeline.config import Vocabulary
from pipeline.workspace import Workspace

from .reading import ROUNDS, Audit, admissible

MEASURES = re.compile(
    r"\{(?:ratings\.(?:good|not_yet_good|some_good_features|good_or_better)"
    r"|auditing\.(?:total|admissible|immediately_admissible|inadmissible)"
    r"|oversight\.clear|practice\.drift|(?:themes|strengths)\.([a-z_]+))\.(?:n|n_of|percent|words)\}"
)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_commentary_gives_its_numbers_as_measures(made: Workspace, lists: dict[str, Vocabulary], round_id: str) -> None:
    """Every reference is one that may be used, and no figure is typed."""
    text = (made.round(round_id).raw / "commentary.md").read_text(encoding="utf-8")
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
