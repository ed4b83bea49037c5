"""A version of a round on the site: all its files, the pages that list it, its lines of the ledger; or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.check import Finding
from pipeline.check.identifiers import identifiers_of
from pipeline.compose import day_in_words
from pipeline.config import Round, load_round
from pipeline.errors import GateError
from pipeline.manifest import documents_are_fresh
from pipeline.protect import ledger_lines, read_ledger, signed
from pipeline.publish.finished import Finished, finished_documents
from pipeline.publish.gate import gate, traces_in
from pipeline.publish.on_site import Document, File, OnSite, Version, known_round, put, refuse_unknown
from pipeline.publish.pages import summary_of, write_pages
from pipeline.publish.provenance import checksums, provenance
from pipeline.publish.signing import SignOff, add_signature, signed_by
from pipeline.publish.swapping import new_site, swap
from pipeline.store import PUBLIC, write_json, write_text
from pipeline.workspace import Workspace

__all__ = ["Publication", "publish_round", "sign_round"]

_BESIDE = ("SHA256SUMS", "provenance.json")  # what lies beside the files of a version


@dataclass(frozen=True)
class Publication:
    """The version of a round that holds now, its files, and whether anything had to be changed for that."""

    version: int
    files: tuple[Path, ...]
    changed: bool


def publish_round(workspace: Workspace, round_id: str, note: str | None = None) -> Publication:
    """Put the public edition of a round on the site: its first version, or with a ``note`` a correction.

    The same files again change nothing but pages that another version of caseaudit would write otherwise. GateError
    with every reason if the gate refuses, if a correction has no note, or if another round on the site cannot be
    listed; StoreError if it cannot be written. Nothing is touched then.
    """
    round_ = load_round(workspace, round_id)
    refuse_unknown(workspace, round_id)
    before = known_round(workspace.published, round_id)
    finished = finished_documents(workspace, round_)
    same = before and not before.withdrawn and before.last.files == _digests(finished)
    if before and same and documents_are_fresh(workspace, round_, "public"):
        changed = _pages_alone(workspace)
        return Publication(before.last.number, _files(workspace, round_id, finished), changed)
    if found := gate(workspace, round_id):
        raise _refusal(round_id, found)
    if before and not (note and note.strip()):
        raise GateError(_needs_a_note(before, finished))
    made = _next_version(before, finished, note)
    with new_site(workspace) as site:
        _put_files(workspace, round_, site / round_id, before, made, finished)
        known = OnSite(
            round=round_id,
            title=round_.title,
            period=round_.label,
            period_last=round_.period.last,
            summary=tuple(summary_of(workspace, round_)),
            synthetic=round_.synthetic,
            versions=(*(before.versions if before else ()), made),
        )
        put(site, known)
        _tell(workspace, round_id, site, made)
        write_pages(workspace, site)
        _refuse_traces(workspace, round_id, site)
        swap(workspace)
    return Publication(made.number, _files(workspace, round_id, finished), True)


def sign_round(workspace: Workspace, round_id: str, role: str) -> SignOff:
    """Sign the public edition of a round as it is now, for a role and of today; it is kept in sign_off.yml.

    GateError with every reason if anything but the signature stands against publishing it, or the role names somebody.
    """
    if found := gate(workspace, round_id, signed=False):
        raise _refusal(round_id, found)
    if identifiers_of(workspace, round_id).in_words(role):
        raise GateError(
            'Sign by your role, such as "Head of Safeguarding": this names somebody, and everybody reads it.'
        )
    return add_signature(workspace, load_round(workspace, round_id), role)


def _refusal(round_id: str, found: Iterable[Finding]) -> GateError:
    """What stands against publishing a round, as one refusal."""
    told = "\n".join(f"  – {f.document}, {f.place}: {f.message}" for f in found)
    return GateError(f"Round {round_id} cannot be published yet, and nothing was changed:\n{told}")


def _digests(finished: Iterable[Finished]) -> dict[str, str]:
    return {path.name: File.of(path).sha256 for document in finished for path in document.files if path.is_file()}


def _files(workspace: Workspace, round_id: str, finished: Iterable[Finished]) -> tuple[Path, ...]:
    folder = workspace.round(round_id).published
    return tuple(folder / path.name for document in finished for path in document.files)


def _needs_a_note(before: OnSite, finished: Iterable[Finished]) -> str:
    now, then = _digests(finished), before.last.files
    other = ", ".join(sorted(name for name in {*now, *then} if now.get(name) != then.get(name)))
    since = f"was published as version {before.last.number} on {day_in_words(before.last.published)}, and by now"
    since = f"{since} its files are others: {other}"
    if before.withdrawn:
        since = f"was withdrawn on {day_in_words(before.withdrawn.on)}"
    return (
        f"Round {before.round} {since}. Nothing was changed. To publish it again say why, for all to read: "
        f'caseaudit publish {before.round} --note "WHY"'
    )


def _next_version(before: OnSite | None, finished: Iterable[Finished], note: str | None) -> Version:
    documents = [
        Document(title=d.title, about=d.about, files=tuple(File.of(path) for path in d.files)) for d in finished
    ]
    return Version(
        number=before.last.number + 1 if before else 1,
        published=dt.date.today(),
        note=note.strip() if before and note else None,
        documents=tuple(documents),
    )


def _put_files(
    workspace: Workspace,
    round_: Round,
    folder: Path,
    before: OnSite | None,
    made: Version,
    finished: Iterable[Finished],
) -> None:
    """The files of a version, after those of the version before it were moved into a folder of their own."""
    folder.mkdir(exist_ok=True)
    if before and not before.withdrawn:
        kept = folder / f"v{before.last.number}"
        kept.mkdir()
        for name in (*before.last.files, *_BESIDE):
            (folder / name).rename(kept / name)
    elif before is None:  # whatever lies there is no version of ours
        shutil.rmtree(folder)
        folder.mkdir()
    for document in finished:
        for path in document.files:
            shutil.copyfile(path, folder / path.name)
    write_text(folder / "SHA256SUMS", checksums(made), PUBLIC)
    write_json(folder / "provenance.json", provenance(workspace, round_, made, signed_by(workspace, round_)), PUBLIC)


def _tell(workspace: Workspace, round_id: str, site: Path, made: Version) -> None:
    """The statements of a version at the end of the ledger; what was published elsewhere stands there once."""
    ledger = site / workspace.ledger.name
    known = ledger.read_text(encoding="utf-8").splitlines() if ledger.is_file() else []
    statements = read_ledger(workspace.round(round_id).statements.read_text(encoding="utf-8").splitlines())
    own = [s for s in statements if s.document == round_id]
    elsewhere = [line for line in ledger_lines(s for s in statements if s.document != round_id) if line not in known]
    pins = hashlib.sha256(checksums(made).encode()).hexdigest()
    lines = [*known, *elsewhere, *ledger_lines(signed(own, round_id, made.number, pins))]
    write_text(ledger, "".join(f"{line}\n" for line in lines), PUBLIC)


def _refuse_traces(workspace: Workspace, round_id: str, site: Path) -> None:
    """GateError if a page, a note, the ledger or what lies beside the files holds an identifier."""
    known = identifiers_of(workspace, round_id)
    beside = [site / round_id / name for name in (*_BESIDE, "about.json", "index.html")]
    found = [f for path in (*beside, site / "index.html", site / workspace.ledger.name) for f in traces_in(known, path)]
    if found:
        raise _refusal(round_id, found)


def _pages_alone(workspace: Workspace) -> bool:
    """Write the pages of the site anew if they would be others by now; whether they were."""
    with new_site(workspace) as site:
        pages = [site / "index.html", *sorted(site.glob("[!.]*/index.html"))]
        was = {page: page.read_bytes() for page in pages if page.is_file()}
        written = write_pages(workspace, site)
        if all(was.get(page) == page.read_bytes() for page in written):
            return False
        swap(workspace)
    return True
