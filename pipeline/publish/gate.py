"""The gate: what stands against publishing a round, each with what to do. It only refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.check import Finding, check_round
from pipeline.check.identifiers import Identifiers, identifiers_of
from pipeline.compose import DOCUMENT_KINDS, commentary_for, stories_of
from pipeline.config import Round, load_published, load_round
from pipeline.manifest import Manifest, documents_are_fresh
from pipeline.publish.copying import copied_lines
from pipeline.publish.finished import finished_documents
from pipeline.publish.protecting import changed_since
from pipeline.publish.signing import signed_by
from pipeline.store import load_table, read_json
from pipeline.workspace import Workspace

__all__ = ["gate", "left_out", "traces_in"]


def gate(workspace: Workspace, round_id: str, *, signed: bool = True) -> list[Finding]:
    """Every reason against publishing, with what to do; an empty list lets the round through.

    Commentary complete, figures verified in every format, files accessible (check); what was published elsewhere
    explained; nothing protected given away; no identifier in any byte; signed, unless ``signed`` is False.
    """
    round_ = load_round(workspace, round_id)
    if not documents_are_fresh(workspace, round_, "public"):
        made = (workspace.round(round_id).build("public") / "_quarto.yml").is_file()
        why = "what it was made from has changed since it was made" if made else "it has not been made yet"
        reason = f"{why}; first run: caseaudit run {round_id}"
        return [Finding(round_id, "the public edition", reason)]
    found = [
        *_as_rendered(workspace, round_),
        *check_round(workspace, round_id, "public"),
        *_commentary(workspace, round_),
        *_reconciliation(workspace, round_),
        *_protection(workspace, round_),
        *_traces(workspace, round_),
    ]
    if not found:
        found += changed_since(workspace, round_id)
    if signed and not found:  # who signs should sign what will be published
        found += _signature(workspace, round_)
    return list(dict.fromkeys(found))


def left_out(workspace: Workspace, round_id: str) -> list[str]:
    """What the public edition leaves out, and what to do about it; it stops nothing.

    Stories that nobody approved, with how to approve them; figures of the commentary that protection does not tell.
    """
    stories = [
        f"commentary.md, line {story.line}: this story or quote is left out of the public edition, since nobody "
        'approved it. If it may be read by everybody, add below "texts:" in approvals.yml, and run the round again: '
        f"- {{sha256: {story.sha256}, kind: story, by: THE ROLE, date: THE DAY}}"
        for story in stories_of(workspace, round_id)
        if not story.approved
    ]
    return [*stories, *_untold(workspace, load_round(workspace, round_id))]


def _untold(workspace: Workspace, round_: Round) -> Iterator[str]:
    """The figures in the commentary in whose place the public edition has words."""
    folder = workspace.round(round_.id).processed / "public"
    parts = commentary_for(workspace, round_.id, "public").parts.values()
    words = " ".join(line.text for part in parts for line in part)
    for document in round_.reports:
        if (folder / f"printed_{document}.parquet").is_file():
            printed = load_table(folder, "printed", document)
            hidden = printed[printed["text"].str.startswith("a number that is ")]
            for row in hidden.drop_duplicates("measure").itertuples():
                if f"{{{row.measure}." in words:  # the report's own words are made for it
                    yield (
                        f"commentary.md: {row.measure} reads “{row.text}” in the public {document}. Leave it out if "
                        "its sentence says nothing without it."
                    )


def _as_rendered(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """Finished files that are gone, or were changed by hand since they were rendered: nobody has checked those."""
    manifest = Manifest.of(workspace, round_.id)
    for record in manifest.records.values():
        for source, digest in record.made.items():
            kind, *_, edition = source.split(":")
            if kind == "file" and edition == "public" and manifest.digests.of(source) != digest:
                reason = f"it is not as it was rendered; first run: caseaudit run {round_.id}"
                yield Finding(source.split(":")[2], "the file", reason)


def _commentary(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """Parts of which nothing is left in public, and words of a return that were copied out."""
    public = commentary_for(workspace, round_.id, "public")
    for heading in dict.fromkeys(
        h for name in round_.reports for h in public.gaps(tuple(DOCUMENT_KINDS[name].prompts))
    ):
        if commentary_for(workspace, round_.id, "internal").parts.get(heading):
            yield Finding("commentary.md", heading, "all of this part waits for approval; write something beside it")
    for number in copied_lines(workspace, round_.id):
        yield Finding(
            "commentary.md",
            f"line {number}",
            'it repeats the words of a return; say it in your own words, or begin it with ">" and have it approved',
        )


def _reconciliation(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """What was published elsewhere and is not what the returns give, without an explanation."""
    paths = workspace.round(round_.id)
    if not load_published(paths.figures_published):
        return
    if not (paths.processed / "reconciliation.parquet").is_file():
        yield Finding(
            "published.yml", "all of it", f"it was not set beside the returns; run: caseaudit reconcile {round_.id}"
        )
        return
    for row in load_table(paths.processed, "reconciliation").query("not explained").to_dict("records"):
        told = f"{row['label']}: published {row['published']}, the returns give {row['ours']}"
        yield Finding(
            "published.yml",
            f"line {row['line']}",
            f'{told} ({row["kind"]}); mend it, or say why with "because:" and run the round again',
        )


def _protection(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """What protection found, as ``protection.json`` tells it; no account is no permission."""
    paths = workspace.round(round_.id)
    account: Any = read_json(paths.protection)
    given_away = account.get("given_away") if isinstance(account, dict) else None
    if not isinstance(given_away, list) or not paths.statements.is_file():
        reason = f"there is no account of what it gives away; run: caseaudit run {round_.id} --edition public"
        yield Finding(round_.id, "small numbers", reason)
        return
    for label in given_away:
        yield Finding(
            round_.id,
            "small numbers",
            f"{label} can be worked out from all that was published; take a measure or a breakdown out of the "
            "report, or choose a stricter disclosure_profile in round.yml",
        )


def _traces(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """Identifiers in any byte of the finished files; the words themselves are not told."""
    known = identifiers_of(workspace, round_.id)
    for document in finished_documents(workspace, round_):
        for path in document.files:
            yield from traces_in(known, path)


def traces_in(known: Identifiers, path: Path) -> Iterator[Finding]:
    """What identifies somebody in one file, as findings."""
    for trace in known.traces(path):
        around = f' ("…{trace.around}…")' if trace.around else ""
        advice = "take it out of commentary.md or round.yml"
        if trace.what == "the name of somebody in the round":
            advice += ', or where the word is no name add it below "words:" in approvals.yml'
        yield Finding(path.name, trace.place or "its bytes", f"{trace.what} stands there{around}; {advice}")


def _signature(workspace: Workspace, round_: Round) -> Iterator[Finding]:
    """A real round is signed by somebody who answers for it; a synthetic one carries its mark instead."""
    if round_.synthetic or signed_by(workspace, round_):
        return
    yield Finding(
        "sign_off.yml",
        "signature",
        "nobody signed the public edition as it is now; whoever answers for it reads it, and then: "
        f'caseaudit publish {round_.id} --sign "THEIR ROLE"',
    )
