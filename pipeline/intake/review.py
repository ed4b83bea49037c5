"""``review.xlsx`` as the analyst filled it in → decisions, and what is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pipeline.config import plain
from pipeline.forms import Sheet
from pipeline.intake.containers import Reader, Refusal
from pipeline.intake.problems import NOTHING_TO_DO, Place, Problems, decided_words
from pipeline.intake.questions import LEAVE, About, Decision, Decisions, Question
from pipeline.intake.values import as_typed

__all__ = ["COLUMNS", "FILE", "SHEET", "ReadReview", "find_header", "note_faults", "read_review"]

FILE, SHEET = "review.xlsx", "Review"
# Field of a question → its column in the workbook, in order; the decision is the one that is filled in.
COLUMNS: Mapping[str, str] = {
    "about": "About",
    "file": "File",
    "sheet": "Sheet",
    "cell": "Cell",
    "field": "Question on the form",
    "found": "What stands there",
    "times": "Times",
    "done": "What was done",
    "suggestion": "Suggestion",
    "decision": "Your decision",
    "allowed": "What you can decide",
}
_NEEDED = ("about", "file", "sheet", "cell", "field", "found", "done", "decision")
Faults = list[dict[str, Any]]


class ReadReview:
    """The decisions in a filled-in ``review.xlsx``, and the faults of the workbook itself as arguments of a problem."""

    def __init__(self) -> None:
        self.decisions = Decisions()
        self.faults: Faults = []

    def fault(self, done: str, severity: str, suggestion: str, **more: Any) -> None:
        """One thing that is wrong with it."""
        self.faults.append({"done": done, "severity": severity, "suggestion": suggestion, **more})


def read_review(folder: Path) -> ReadReview:
    """What the analyst decided, from the ``review.xlsx`` in a round's folder; nothing where there is none."""
    path, read = folder / FILE, ReadReview()
    if not path.is_file() or path.is_symlink():
        return read
    with Reader(()) as reader:
        (content,) = [content for _, content in reader.read([path])]
    if isinstance(content, Refusal):
        read.fault(f"no decision was read: {content.reason}", "set aside", content.suggestion)
        return read
    for sheet in content:
        header = find_header(sheet, COLUMNS, _NEEDED)
        if header is not None:
            read.decisions = Decisions(_decisions(sheet, *header, read))
            return read
    advice = f"Take the blank one in data/processed/{folder.name} and fill that in."
    read.fault("no decision was read: none of its sheets has the columns of a review", "set aside", advice)
    return read


def find_header(sheet: Sheet, labels: Mapping[str, str], needed: Iterable[str]) -> tuple[int, dict[str, int]] | None:
    """The header row of a workbook of ours and the column of each field, wherever somebody has moved them.

    ``labels``: field → its column; None where no row has all that are needed.
    """
    for r, texts in enumerate(sheet.texts):
        places = {text: c for c, text in texts.items()}
        columns = {name: places[plain(label)] for name, label in labels.items() if plain(label) in places}
        if set(needed) <= columns.keys():
            return r, columns
    return None


def _decisions(
    sheet: Sheet, header: int, columns: Mapping[str, int], read: ReadReview
) -> dict[tuple[str, ...], Decision]:
    """Key of a question → what was decided; two rows that decide one question differently decide nothing."""
    taken: dict[tuple[str, ...], list[Decision]] = defaultdict(list)
    for r in range(header + 1, len(sheet.rows)):
        value = sheet.value(r, columns["decision"])
        if value is not None and plain(value):
            cell = sheet.address(r, columns["decision"])
            words = {name: as_typed(sheet.value(r, c) or "") for name, c in columns.items()}
            about = next((a for a in get_args(About) if plain(a) == plain(words["about"])), None)
            if about is None:
                _unknown(words["about"], cell, sheet, read)
                continue
            question = _question(about, words)
            taken[question.key].append(Decision(value, cell, words["found"]))
    return {key: decided[0] for key, decided in taken.items() if _agree(decided, sheet, read)}


def _question(about: About, words: Mapping[str, str]) -> Question:
    """The question that a row of the workbook puts."""
    file, sheet, cell, field, found, done = (words[name] for name in _NEEDED[1:-1])
    return Question(about, file, sheet, cell, field, found, done)


def _unknown(about: str, cell: str, sheet: Sheet, read: ReadReview) -> None:
    read.fault(
        "decision not used: its row does not say what it is about",
        "value left out",
        f"Copy the row from the newest {FILE} and decide there.",
        sheet=sheet.name,
        cell=cell,
        field=COLUMNS["about"],
        found=about,
    )


def _agree(decided: list[Decision], sheet: Sheet, read: ReadReview) -> bool:
    if len({plain(decided_words(d)) for d in decided}) == 1:
        return True
    for decision, other in zip(decided[1:], decided, strict=False):
        read.fault(
            f"decision not used: {other.cell} decides the same question otherwise",
            "value left out",
            "Keep the one that is right, and clear the other.",
            sheet=sheet.name,
            cell=decision.cell,
            field=COLUMNS["decision"],
            found=decided_words(decision),
        )
    return False


def note_faults(read: ReadReview, problems: Problems) -> None:
    """A problem for everything that is wrong with the decisions, once all that a round asks is known."""
    place = Place(FILE)
    for fault in read.faults:
        problems.add(Place(FILE, fault.pop("sheet", "")), **fault, asks=False)
    asked = {q.key: q for q in problems.questions}
    for key, why in read.decisions.refused.items():
        decision = read.decisions.taken[key]
        problems.add(
            place,
            f"decision not used: {why}",
            "value left out",
            f"Decide one of these: {asked[key].allowed if key in asked else LEAVE}.",
            cell=decision.cell,
            field=COLUMNS["decision"],
            found=decided_words(decision),
            asks=False,
        )
    for key, decision in _stale(read.decisions, asked):
        problems.add(
            place,
            f"decision without effect: nothing in the round asks it any more ({', '.join(filter(None, key[:4]))})",
            "note",
            f"{NOTHING_TO_DO} if the return was mended. Otherwise decide it anew in the newest {FILE}.",
            cell=decision.cell,
            field=COLUMNS["decision"],
            found=decided_words(decision),
        )


def _stale(decisions: Decisions, asked: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], Decision]]:
    """Decisions that fit no question; one on a name holds for all that is written later, and fits always."""
    known = set(asked)
    return (
        (key, decision) for key, decision in decisions.taken.items() if key not in known and key[0] != "may be a name"
    )
