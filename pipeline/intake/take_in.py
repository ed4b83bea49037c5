"""The whole of intake: a round's folder → tables, problems and the account of every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.config import Council, Round, Vocabulary, load_council, load_scheme, load_vocabularies
from pipeline.errors import ConfigurationError
from pipeline.forms import ProForma, load_pro_forma, with_own_lists
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.coding import code_findings
from pipeline.intake.containers import passwords_given
from pipeline.intake.files import REGISTERS, Found, find_files, read_files
from pipeline.intake.identity import Key
from pipeline.intake.kept import KEPT, Intake
from pipeline.intake.names import decided_names, identifiers_in, known_words, note_suspects
from pipeline.intake.problems import Place, Problems
from pipeline.intake.questions import Decisions
from pipeline.intake.redaction import Redactor
from pipeline.intake.registers import NEEDED, read_registers
from pipeline.intake.returns import clean_returns
from pipeline.intake.review import note_faults, read_review
from pipeline.intake.suspects import Suspects
from pipeline.tables import as_table
from pipeline.workspace import Workspace

__all__ = ["take_in"]


@dataclass(frozen=True)
class _Settings:
    """What intake goes by."""

    round: Round
    council: Council
    key: Key
    vocabularies: Mapping[str, Vocabulary]
    pro_formas: Mapping[str, ProForma]


def take_in(workspace: Workspace, round_: Round, key: Key, passwords: Sequence[str] | None = None) -> Intake:
    """Read everything in the round's folder, and use what was decided in its review.xlsx. The folder is not changed.

    ``passwords`` are tried on protected files; where none are given, those in the environment (CASEAUDIT_PASSWORD).
    """
    settings = _settings(workspace, round_, key)
    folder = workspace.round(round_.id).raw
    given = passwords_given() if passwords is None else passwords
    read = read_files(find_files(folder), settings.pro_formas, settings.vocabularies, given)
    review = read_review(folder)
    cleaner = _cleaner(read, settings, review.decisions)
    _note_remarks(read, cleaner)
    tables = clean_returns(read, settings.round, settings.council, key, cleaner)
    tables |= read_registers(read, settings.round, settings.council, key, cleaner, tables)
    themes = settings.vocabularies["themes"]
    tables["findings"] = code_findings(folder, tables["findings"], themes, cleaner.problems)
    note_suspects(cleaner)
    note_faults(review, cleaner.problems)
    tables["problems"] = cleaner.problems.rows
    tables["received"] = _received(read, tables["returns"])
    made = {name: as_table(name, tables[name]) for name in KEPT}
    return Intake(made, tuple(cleaner.problems.questions), review.decisions, round_, folder)


def _cleaner(read: list[Found], settings: _Settings, decisions: Decisions) -> Cleaner:
    """The cleaner of a round, which knows its words, takes out its identifiers, and uses what was decided."""
    names, references = identifiers_in(read, settings.pro_formas, decisions)
    pattern = settings.council.case_reference
    certain = Redactor.from_returns(names, references, pattern)
    decided = decided_names(decisions)
    redactor = Redactor.from_returns(names, references, pattern, decided) if decided else certain
    suspects = Suspects(known_words(settings.council, settings.pro_formas.values(), settings.vocabularies))
    if decided:
        suspects.certain = certain
    problems = Problems(redactor, decisions=decisions)
    return Cleaner(settings.vocabularies, settings.round.period.last, redactor, problems, suspects)


def _settings(workspace: Workspace, round_: Round, key: Key) -> _Settings:
    council, scheme = load_council(workspace), load_scheme(workspace, round_.scheme)
    words = load_vocabularies(workspace) | council.vocabularies | {"grade": scheme.vocabulary}
    pro_formas = {used.name: load_pro_forma(workspace, used.name, used.version) for used in round_.pro_formas}
    pro_formas |= {name: load_pro_forma(workspace, name) for name in REGISTERS.values()}
    words = with_own_lists(pro_formas.values(), words)
    _check_pro_formas(pro_formas, round_, words)
    return _Settings(round_, council, key, words, pro_formas)


def _check_pro_formas(pro_formas: Mapping[str, ProForma], round_: Round, words: Mapping[str, Vocabulary]) -> None:
    """ConfigurationError for a pro forma that intake could only misread."""
    for used in round_.pro_formas:
        if used.name in REGISTERS.values():
            raise ConfigurationError(f'Round {round_.id}: "{used.name}" is a register, and no pro forma of returns.')
        if used.version != pro_formas[used.name].version:
            raise ConfigurationError(
                f"Round {round_.id} names version {used.version} of the pro forma {used.name}, but the one here is "
                f"version {pro_formas[used.name].version}. Put the round's own into data/council/proformas, as "
                f"{used.name}@{used.version}.yml."
            )
    for pro_forma in pro_formas.values():
        fields = [*pro_forma.fields, *(f for group in pro_forma.groups for f in group.columns)]
        for field in fields:
            if field.vocabulary is not None and field.vocabulary not in words:
                raise ConfigurationError(
                    f'The pro forma {pro_forma.name} asks for the list "{field.vocabulary}" in "{field.label}", and '
                    "there is no such list. Add it to data/council/vocabularies.yml."
                )
        missing = NEEDED[pro_forma.name] - {f.id for f in fields} if pro_forma.name in NEEDED else set()
        if missing:
            raise ConfigurationError(
                f"The pro forma {pro_forma.name} lacks the field {', '.join(sorted(missing))}, which intake needs."
            )


def _note_remarks(read: list[Found], cleaner: Cleaner) -> None:
    """A problem for everything that was noticed in the cells themselves."""
    for found in read:
        for sheet, remark in found.remarks:
            cleaner.problems.add(
                Place(found.name, cleaner.redact(sheet)),
                cleaner.redact(remark.done),
                "value left out" if remark.lost else "note",
                remark.suggestion,
                cell=remark.cell,
            )


def _received(read: list[Found], returns: list[dict[str, object]]) -> list[dict[str, object]]:
    outcomes_of: dict[object, list[object]] = defaultdict(list)
    for row in returns:
        outcomes_of[row["source_file"]].append(row["outcome"])
    rows: list[dict[str, object]] = []
    for found in read:
        outcomes = outcomes_of[found.name]
        lost = not outcomes if found.kind == "return" else found.refusal is not None
        rows.append(
            {
                "file": found.name,
                "kind": found.kind,
                "found": len(outcomes),
                "used": outcomes.count("used"),
                "merged": outcomes.count("merged"),
                "set_aside": 1 if lost else outcomes.count("set aside"),
            }
        )
    return rows
