"""The explorer pages against the measures, and the kept views against what they were counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.compose import Commentary, stale_views
from pipeline.config import Round, load_round, load_scheme
from pipeline.explore import EXPLORER, page_content
from pipeline.measures import measure_text
from pipeline.protect import public_text
from pipeline.store import load_table
from pipeline.tables import plain_rows
from pipeline.workspace import Workspace

__all__ = ["explorer_faults"]

_PREFIXES = ("themes", "strengths")  # in the order of the places of a polarity in the page
Found = tuple[str, str, str]  # document, place, message


def explorer_faults(workspace: Workspace, round_: Round, edition: str, commentary: Commentary) -> Iterator[Found]:
    """Every number of the edition's explorer page that is not the measure's, and what else is wrong with it.

    For the internal edition also each view in the commentary whose figures may no longer be true.
    """
    paths = workspace.round(round_.id)
    if edition == "internal":
        asked = {line.text for lines in commentary.parts.values() for line in lines}
        for name in stale_views(workspace, round_.id):
            if f"{{view.{name}}}" in asked:
                yield "commentary.md", f"view {name}", "the returns have changed since it was kept: keep it again"
    elif not round_.broken_down_in_public:
        return
    page = (paths.internal if edition == "internal" else paths.build(edition)) / EXPLORER
    if not page.is_file():
        yield EXPLORER, edition, f"it has not been made; run the round with --edition {edition}"
        return
    try:
        content = page_content(page.read_text(encoding="utf-8"))
        found = list(_internal(workspace, content) if edition == "internal" else _public(workspace, round_, content))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        yield EXPLORER, edition, f"its content cannot be read ({error}); run the round again"
        return
    yield from ((EXPLORER, place, message) for place, message in found)


def _internal(workspace: Workspace, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the page says of a theme without a filter, and what it counts by itself, in each round and grade."""
    ids, grades = [theme["id"] for theme in content["themes"]], content["grades"]
    marks = {(audit, theme, polarity) for audit, theme, polarity, _ in content["findings"]}
    for r, one in enumerate(content["rounds"]):
        mine = {n: audit for n, audit in enumerate(content["audits"]) if audit[0] == r}
        labels = load_scheme(workspace, load_round(workspace, one["id"]).scheme).vocabulary.labels
        bases = Counter(grades[audit[2]] if audit[2] >= 0 else None for audit in mine.values())
        sums: Counter[tuple[str, str | None]] = Counter()
        for audit, theme, polarity in marks:
            if audit in mine:
                name, grade = f"{_PREFIXES[polarity]}.{ids[theme]}", mine[audit][2]
                sums.update([(name, None), (name, grades[grade])] if grade >= 0 else [(name, None)])
        for row in _rows(workspace, one["id"], "measures"):
            if not row["available"] or row["id"].split(".")[0] not in _PREFIXES or row["by"] not in (None, "grade"):
                continue
            group = labels[row["group"]] if row["by"] else None
            counted = sums[row["id"], group], bases[group] if group else len(mine)
            place = f"{one['label']}, {row['label']}{f', {group}' if group else ''}"
            if counted != (row["n"], row["of"]):
                yield (
                    place,
                    f"it counts {counted[0]} of {counted[1]}, the measure {row['id']} {row['n']} of {row['of']}",
                )
            said = content["measures"][one["id"]].get(row["id"])
            if row["by"] is None and said != measure_text(row, "share"):
                yield place, f'it says "{said}", the measure {row["id"]} "{measure_text(row, "share")}"'


def _public(workspace: Workspace, round_: Round, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every figure of the page, as it may be told."""
    rows = {(row["id"], row["by"], row["group"]): row for row in _rows(workspace, round_.id, "measures_public")}
    for figure in content["figures"]:
        place = ", ".join(filter(None, [figure["label"], figure["group"]]))
        row = rows.get((figure["id"], figure["by"], figure["group"]))
        if row is None:
            yield place, f"measures_public has no {figure['id']} of this group"
            continue
        exact = row["status"] == "exact"
        told = [row[part] if exact else None for part in ("n", "of", "percent")]
        written = public_text(row, "n" if row["of"] is None else "share")
        if [figure[part] for part in ("n", "of", "percent")] != told or figure["text"] != written:
            yield place, f'it says "{figure["text"]}", the measure {figure["id"]} "{written}"'


def _rows(workspace: Workspace, round_id: str, table: str) -> list[dict[str, Any]]:
    return plain_rows(load_table(workspace.round(round_id).processed, table))
