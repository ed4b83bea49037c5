"""A round in which every field that takes words holds an attack, written through the real forms and registers."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.config import load_council, load_scheme, load_vocabularies
from pipeline.forms import fill, load_pro_forma
from pipeline.store import save_workbook
from pipeline.workspace import Workspace
from tests.attacks.typed import ATTACKS
from tests.conftest import REPOSITORY, ROUND

__all__ = ["CANARY", "COMMENTARY", "MONTH", "NAMES", "typed_into", "write_hostile_round"]

MONTH = "2017-12"
CANARY = "Kestrel-4711"
"""What stands in files and in the environment that no document may read."""

NAMES = ("<q onfocus=zap()>", "{{< meta zip >}}", "=ZUP()", "[zed](javascript:zum())")
"""What is typed for a person's name or a case: other words, since these are taken out of all text of their round."""

CHOSEN = ("team", "grade", "audit_date", "plan_type", "audit_type", "age_band")  # and not written freely
PARTS = ("Summary", "What difference it made", "Analysis", "Other sources", "Recommendations", "Next steps")
BOLD = "*a* _b_ ~~c~~ **d** H~2~O x^2^"  # commentary alone may be bold
COMMENTARY = tuple(" ".join(attack.split()) for attack in ATTACKS if attack != BOLD)
FILES = ("=CMD('calc')!A1", "<img src=x onerror=alert(1)>", "{{< env HOME >}}", '#read("x") $y$', "@SUM(1) ..%2e%2e")


def typed_into(root: Path) -> tuple[str, ...]:
    """The attacks, and those that name the files in a folder that hold the canary."""
    secret = (root / "secret").as_posix()
    return (
        *ATTACKS,
        f"{{{{< include {secret}.md >}}}} {{{{< include ../secret.md >}}}} {{{{< env CASEAUDIT_CANARY >}}}}",
        f'#read("{secret}.txt") #read("../secret.txt") #read("../../../secret.txt")',
        f"![x]({secret}.svg) ![x](../secret.svg) ![x](%2e%2e/secret.svg) ![x](file://{secret}.svg)",
    )


def write_hostile_round(root: Path) -> Workspace:
    """A workspace with the round, not yet run; and secrets in and round the folders that a run works in."""
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    workspace = Workspace.at(root)
    folder = workspace.round(MONTH).raw
    for part in ("returns", "sources"):
        (folder / part).mkdir(parents=True)
    settings = ROUND.format(id=MONTH, synthetic="true") + "reports: [monthly_summary, briefing_deck]\n"
    (folder / "round.yml").write_text(settings, encoding="utf-8")
    words = "\n\n".join([*COMMENTARY, "\n".join(f"- {attack}" for attack in COMMENTARY)])
    commentary = "".join(f"## {part}\n\n{words}\n\n" for part in PARTS)
    (folder / "commentary.md").write_text(commentary, encoding="utf-8")
    for place in (root, root / "reports", root / "reports" / "build"):
        place.mkdir(exist_ok=True)
        for ending in ("md", "txt", "svg"):
            (place / f"secret.{ending}").write_text(f"<svg>{CANARY}</svg>", encoding="utf-8")
    writer = _Writer(workspace)
    writer.write_returns(folder / "returns")
    writer.write_registers(folder)
    return workspace


class _Writer:
    """Fills in forms of a workspace with attacks."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.attacks = workspace, typed_into(workspace.root)
        grades = load_scheme(workspace, "practice-2017").vocabulary
        self.lists = load_vocabularies(workspace) | load_council(workspace).vocabularies | {"grade": grades}
        self.aspect, self.theme = (next(iter(self.lists[name].labels.values())) for name in ("aspects", "themes"))

    def write_returns(self, folder: Path) -> None:
        """A return for each attack, each name, and each name of a file; attacks where a list is to be chosen from."""
        for n, attack in enumerate(self.attacks):
            self._write_return(folder / f"words {n}.xlsx", n, attack)
        for n, name in enumerate(NAMES, 100):
            self._write_return(folder / f"name {n}.xlsx", n, "Seen.", auditor=name)
            self._write_return(folder / f"case {n}.xlsx", n, "Seen.", case_ref=f"{name} 1")
        for k, field in enumerate(CHOSEN):
            for n, attack in enumerate(self.attacks[k :: len(CHOSEN)], 200 + 20 * k):
                self._write_return(folder / f"choice {n}.xlsx", n, "Seen.", **{field: attack})
        for n, name in enumerate(FILES, 900):
            self._write_return(folder / f"{name}.xlsx", n, "Seen.", grade="Godo")

    def _write_return(self, path: Path, n: int, words: str, **answers: str) -> None:
        """A return with the same words in every field that takes words."""
        usual = {
            "case_ref": f"WY-1{n:05}",
            "auditor": "J. Okafor",
            "auditor_organisation": words,
            "audit_date": "10/12/2017",
            "audit_type": "Core",
            "team": "Leaving Care",
            "age_band": "18+",
            "plan_type": "Care leaver",
            "grade": ("Good", "Not yet good")[n % 2],
            "case_of_concern": "No",
            "oversight": "Clear",
            "drift": "No",
            "impact_story": words,
            "comments": words,
        }
        groups = {
            "judgements": [{"section": self.aspect, "grade": "Good", "evidence": words, "impact": words}],
            "strengths": [{"theme": self.theme, "words": words}],
            "weaknesses": [{"theme": self.theme, "words": words}],
            "actions": [{"words": words, "owner_role": "Team Manager", "due": "10/02/2018"}],
        }
        self._save("core-audit", path, usual | answers, groups)

    def write_registers(self, folder: Path) -> None:
        """A row for each attack in every register; each of the returns was moderated by one of the names."""
        every, case = self.attacks, "WY-100000"
        moderated = {"auditor": "J. Okafor", "admissibility": "Immediately admissible", "reasons": every[0]}
        self._save(
            "moderation",
            folder / "moderation.xlsx",
            [{"case_ref": f"WY-1{n:05}", "moderator": NAMES[n % len(NAMES)], **moderated} for n in range(len(every))],
        )
        self._save(
            "concerns",
            folder / "concerns.xlsx",
            [{"case_ref": f"{name} 2", "found": "11/12/2017", "stage": a} for name in NAMES for a in every],
        )
        self._save(
            "action-tracker",
            folder / "actions.xlsx",
            [{"case_ref": case, "words": a, "note": a, "owner_role": a, "status": a} for a in every],
        )
        found = {"kind": "Strength", "theme": self.theme}
        self._save(
            "outside-findings",
            folder / "sources" / "inspection.xlsx",
            [{"source": a, "service": a, "words": a, **found} for a in every],
        )

    def _save(self, form: str, path: Path, answers: Any, groups: Any = None) -> None:
        filled = fill(load_pro_forma(self.workspace, form), self.lists, answers, groups)
        save_workbook(filled, path, date(2017, 1, 2))
