"""All checks of one edition of a round."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.check.commentary import literal_numbers
from pipeline.check.explorer import explorer_faults
from pipeline.check.structure import docx_faults, pptx_faults
from pipeline.check.texts import flat, read_text
from pipeline.compose import DOCUMENT_KINDS, THEME_HEADING, Commentary, document_path, read_commentary
from pipeline.config import DECK, Round, load_round, load_vocabularies
from pipeline.manifest import Manifest
from pipeline.store import load_table
from pipeline.workspace import Workspace

__all__ = ["Finding", "check_round"]

_NEEDED = {DECK: ("pptx",)}  # a deck is slides and nothing else
_ALSO = ("docx", "pptx")  # checked where they were rendered
_FORMATS = {"pptx": "slides"}  # what a format is called, where its file ends otherwise
_STRUCTURE = {"docx": docx_faults, "pptx": pptx_faults}
_MACHINE_WORDS = re.compile(r"\b(?:nan|NaN|NaT|None|null|undefined|[a-z]+_[a-z_]+)\b|<NA>")
_PLAN_TYPE_NONE = "None"  # the label of the plan type "none" is a word for people


@dataclass(frozen=True)
class Finding:
    """Something that stands against publishing: where, what, and what to do."""

    document: str
    place: str
    message: str


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
    for document in round_.reports:
        source = document_path(paths, edition, document)
        needed = _NEEDED.get(document, ("html", "pdf"))
        also = [form for form in _ALSO if f"{document}.{form}:{edition}" in rendered and form not in needed]
        findings += _document(source, paths.processed / edition, (*needed, *also))
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


def _document(source: Path, folder: Path, forms: Sequence[str]) -> Iterator[Finding]:
    made = {form: source.with_suffix(f".{form}") for form in forms}
    missing = [form for form, path in made.items() if not path.is_file()]
    asked = ",".join(_FORMATS.get(form, form) for form in forms)
    for form in missing:
        yield Finding(source.stem, form, f"{form.upper()} has not been made; run the round with --formats {asked}")
    printed = load_table(folder, "printed", source.stem) if not missing else None
    for form, path in made.items():
        if printed is None:
            continue
        text = read_text(path)
        # pictures carry their figures as alt text; in a PDF alt text is no part of the text that is read back
        expected = printed if form != "pdf" else printed[printed["place"] != "Charts"]
        for row in expected.drop_duplicates("text").itertuples():
            if flat(str(row.text)) not in text:
                yield Finding(
                    source.stem, f"{form}, {row.place}", f'the figure "{row.text}" ({row.measure}) is not there'
                )
        for word in sorted(set(_MACHINE_WORDS.findall(text)) - {_PLAN_TYPE_NONE}):
            yield Finding(source.stem, form, f'"{word}" is a word of the machine')
        for fault in _STRUCTURE[form](path) if form in _STRUCTURE else ():
            yield Finding(source.stem, form, fault)
