"""All checks of one edition of a round."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.check.commentary import literal_numbers
from pipeline.check.documents import Finding, Made, document_findings, known_numbers
from pipeline.check.explorer import explorer_faults
from pipeline.compose import DOCUMENT_KINDS, THEME_HEADING, Commentary, document_path, read_commentary
from pipeline.config import DECK, Round, file_of, load_round, load_vocabularies
from pipeline.manifest import Manifest
from pipeline.workspace import Workspace

__all__ = ["check_round"]

_PAGES = ("html", "pdf")  # what is published of a report
_NEEDED: dict[str, tuple[str, ...]] = {DECK: ("pptx",)}  # a deck is slides and nothing else
_FORMATS = (*_PAGES, "docx", "pptx", "xlsx")  # checked where they were rendered
_CALLED = {"pptx": "slides"}  # what a format is called, where its file ends otherwise
_REFERENCE = re.compile(r"\{[^}]*\}")  # to a figure, in a line of commentary
_BESIDE = "reconciliation"  # an internal page besides the reports of a round: what was published, beside ours


def check_round(
    workspace: Workspace, round_id: str, edition: str = "public", as_at: date | None = None
) -> list[Finding]:
    """Everything that stands against the documents of a round; an empty list if nothing does."""
    round_ = load_round(workspace, round_id)
    paths = workspace.round(round_id, as_at)
    commentary = read_commentary(paths.raw / "commentary.md")
    gaps = [gap for document in round_.reports for gap in DOCUMENT_KINDS[document].gaps(round_, commentary)]
    findings = [Finding(file, part, "this part is still to be written") for file, part in dict.fromkeys(gaps)]
    findings += _unprinted_parts(workspace, round_, commentary)
    if as_at is None:  # what was looked at up to a day has no explorer
        findings += [Finding(*fault) for fault in explorer_faults(workspace, round_, edition, commentary)]
    for line, number in literal_numbers(commentary):
        findings.append(
            Finding(
                "commentary.md",
                f"line {line}",
                f'"{number}" is typed, not referred to: write a reference such as {{ratings.good.n_of}}, or name its '
                "source in square brackets after it",
            )
        )
    rendered = _rendered(Manifest.of(workspace, round_id, as_at))
    typed = [_REFERENCE.sub(" ", line.text) for lines in commentary.parts.values() for line in lines]
    for document in (*round_.reports, _BESIDE):
        made = [f for f in _FORMATS if f"{file_of(document, f)}:{edition}" in rendered]
        if document == _BESIDE and not made:
            continue
        source = document_path(paths, edition, document)
        finished = paths.internal if edition == "internal" else source.parent
        formats = list(dict.fromkeys([*(made if document == _BESIDE else _NEEDED.get(document, _PAGES)), *made]))
        unmade = [format for format in formats if not (finished / file_of(document, format)).is_file()]
        findings += [_unmade(document, format, formats) for format in unmade]
        if not unmade:
            known = known_numbers(workspace, round_, document, typed) if document != _BESIDE else None
            findings += document_findings(Made.of(source, finished, paths.processed / edition, formats), known)
    return findings


def _rendered(manifest: Manifest) -> set[str]:
    """ "file:edition" of the files of the last rendering; an older one's may still lie beside them."""
    return {
        made.split(":", 2)[2] for record in manifest.records.values() for made in record.made if made[:5] == "file:"
    }


def _unprinted_parts(workspace: Workspace, round_: Round, commentary: Commentary) -> Iterator[Finding]:
    """Parts of the commentary under a heading that no document of the round asks for: their words would be lost."""
    kinds = [DOCUMENT_KINDS[document] for document in round_.reports]
    known = [heading for kind in kinds for heading in kind.prompts]
    if any(kind.on_themes for kind in kinds):
        known += [THEME_HEADING + label for label in load_vocabularies(workspace)["themes"].labels.values()]
    for heading in commentary.parts:
        if heading not in known:
            close = difflib.get_close_matches(heading, known, 1)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            yield Finding("commentary.md", heading, f"no document of this round prints a part of that name{hint}")


def _unmade(document: str, format: str, formats: Sequence[str]) -> Finding:
    asked = ",".join(_CALLED.get(each, each) for each in formats)
    return Finding(document, format, f"{format.upper()} has not been made; run the round with --formats {asked}")
