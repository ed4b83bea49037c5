"""All checks of one edition of a round."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.check.commentary import literal_numbers
from pipeline.check.documents import Finding, Made, document_findings, known_numbers
from pipeline.compose import DOCUMENT_KINDS, THEME_HEADING, Commentary, document_path, read_commentary
from pipeline.config import DECK, Round, load_round, load_vocabularies
from pipeline.manifest import Manifest
from pipeline.workspace import Workspace

__all__ = ["Finding", "check_round"]

_NEEDED = {DECK: ("pptx",)}  # a deck is slides and nothing else
_ALSO = ("docx", "pptx", "xlsx")  # checked where they were rendered
_FORMATS = {"pptx": "slides"}  # what a format is called, where its file ends otherwise
_REFERENCE = re.compile(r"\{[^}]*\}")  # to a figure, in a line of commentary
_ENDS = {"xlsx": "_data.xlsx"}  # after the document's name, where not its kind alone


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
    for document in round_.reports:
        source = document_path(paths, edition, document)
        needed = _NEEDED.get(document, ("html", "pdf"))
        also = [f for f in _ALSO if f"{document}{_ENDS.get(f, f'.{f}')}:{edition}" in rendered and f not in needed]
        forms = [*needed, *also]
        unmade = [form for form in forms if not source.with_name(f"{document}{_ENDS.get(form, f'.{form}')}").is_file()]
        findings += [_unmade(document, form, forms) for form in unmade]
        if not unmade:
            made = Made.of(source, paths.processed / edition, forms)
            findings += document_findings(made, known_numbers(workspace, round_, document, typed))
    return findings


def _rendered(manifest: Manifest) -> set[str]:
    """ "document.form:edition" of the files of the last rendering; an older one's may still lie beside them."""
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


def _unmade(document: str, form: str, forms: Sequence[str]) -> Finding:
    asked = ",".join(_FORMATS.get(each, each) for each in forms)
    return Finding(document, form, f"{form.upper()} has not been made; run the round with --formats {asked}")
