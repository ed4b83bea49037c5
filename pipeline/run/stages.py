"""The whole run on one screen: the steps of a round, what each reads and what it makes.

::

    data/raw/<round>/ ─ 01 clean ─┬─ 02 ratings ─┐
                                  ├─ 03 themes ──┼─ 05 trends ─┬──────── 06, 07 … (internal) ─ render ─ reports/internal
                                  └─ 04 auditing ┘       │     └ protect ─ 06, 07 … (public) ─ render ─ publish
                                     ↑         measures of earlier rounds
                 tables of earlier rounds (auditors, and what was audited again)

    06 writes the committee report, 07 the monthly summary: a round says which of them it gets. Where published.yml
    lists figures, the internal edition has a page more, which sets them beside ours (run/reconciling.py).

A step waits for the steps that make what it reads, and is done only if something that it reads has changed
(manifest.py). Steps that do not wait for each other may be done side by side, also those of different rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.manifest import placed, table_source

if TYPE_CHECKING:
    from pipeline.config import Round
    from pipeline.run.options import Options

__all__ = ["DOCUMENTS", "Step", "document_steps", "forgetting_steps", "page_steps", "table_steps"]

# What 01 makes; 02 to 04 read all of it, so that none of them can be stale.
CLEAN_TABLES = (
    "returns", "judgements", "findings", "actions", "moderations", "concerns", "follow_ups", "outside_findings",
    "received", "problems", "keys",
)  # fmt: skip
CLEANING = "cleaning the returns"
# What 04 reads of earlier rounds (measures/auditors.py).
PAST_TABLES = ("returns", "moderations", "findings", "judgements", "follow_ups")
# Measures of one subject each, made side by side.
SUBJECTS = {"ratings": "02_ratings", "themes": "03_themes", "auditing": "04_auditor_quality"}
# The documents that a round can ask for, each written once an edition.
DOCUMENTS = {"committee_report": "06_committee_report", "monthly_summary": "07_monthly_summary"}
_RECONCILING = "setting what was published beside it"
Sources = tuple[str, ...]
Id = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One thing that a run does: a function of ``run/work.py`` with what it is asked for, by round and name.

    ``reads`` and ``makes`` are sources (manifest.py). ``every_time``: it is done whatever has changed.
    """

    round_id: str
    name: str
    work: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    as_at: date | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[tuple[str, str], ...] = ()
    every_time: bool = False
    besides: Mapping[str, Any] = field(default_factory=dict)  # asked for too, but no reason to do it again

    @property
    def place(self) -> str:
        """Its round, and the day that it is as at if there is one."""
        return placed(self.round_id, self.as_at)

    @property
    def id(self) -> tuple[str, str]:
        """Its place and its name, which no other step of a run has."""
        return self.place, self.name


def table_steps(round_: Round, earlier: tuple[Round, ...], options: Options, as_at: date | None) -> list[Step]:
    """The tables of a round, up to its measures; ``earlier``: the rounds before it in its series."""
    here = _Here(round_, as_at)
    cleaned = here.tables(CLEAN_TABLES)
    key = () if round_.synthetic else ("key",)
    steps = [here.step(CLEANING, "clean", (f"returns:{round_.id}", "notebook:01_clean_returns", *key), cleaned)]
    if options.strict:
        cleaning = steps[0].id
        steps.append(
            replace(here.step("counting what was set aside", "refuse_set_aside"), after=(cleaning,), every_time=True)
        )
    before = tuple(s.id for s in steps)
    counting = [_count(here, subject, notebook, cleaned, before) for subject, notebook in SUBJECTS.items()]
    counting = [_look_back(step, earlier) if step.name == "auditing" else step for step in counting]
    history = [f"settings:{b.id}" for b in earlier] + [table_source(b.id, "measures") for b in earlier]
    trends = here.step(
        "trends",
        "set_beside",
        ("notebook:05_trends", "theme", *(part for s in counting for part in s.makes), *history),
        here.tables(("measures", "changes")),
    )
    waits = (*(s.id for s in counting), *((b.id, "trends") for b in earlier))
    return [*steps, *counting, replace(trends, after=waits), *_protecting(here)]


def _count(here: _Here, subject: str, notebook: str, cleaned: Sources, after: tuple[Id, ...]) -> Step:
    made = here.step(
        subject, "count", (f"notebook:{notebook}", "theme", *cleaned), here.tables((f"measures_{subject}",))
    )
    return replace(made, asked={"notebook": notebook}, after=after)


def _look_back(step: Step, earlier: tuple[Round, ...]) -> Step:
    """Auditors, and weaknesses that were audited again, are looked at over the rounds before this one as well."""
    from pipeline.config import RECENT

    recent = earlier[-RECENT:]
    reads = [f"settings:{r.id}" for r in recent] + [table_source(r.id, name) for r in recent for name in PAST_TABLES]
    waits = tuple((r.id, CLEANING) for r in recent)
    return replace(step, reads=(*step.reads, *reads), after=(*step.after, *waits))


def _protecting(here: _Here) -> list[Step]:
    """Only a synthetic round has a public table yet (protect/)."""
    if not here.round.synthetic:
        return []
    step = here.step("protecting", "protect", here.tables(("measures",)), here.tables(("measures_public",)))
    return [replace(step, after=((here.place, "trends"),))]


def document_steps(
    round_: Round, earlier: tuple[Round, ...], document: str, edition: str, options: Options
) -> list[Step]:
    """Writing a document in one edition, and rendering it."""
    here, words = _Here(round_, options.as_at), document.replace("_", " ")
    asked = {"edition": edition, "document": document}
    table, last = ("measures", "trends") if edition == "internal" else ("measures_public", "protecting")
    series = [f"settings:{r.id}" for r in earlier] + [table_source(r.id, table) for r in earlier]
    # the internal edition may open every table, the public one nothing but the protected measures
    own = here.tables((table, *(CLEAN_TABLES if edition == "internal" else ())))
    words_and_looks = (f"commentary:{round_.id}", f"template:{document}", "theme")
    project = f"project:{here.place}:{document}:{edition}"
    notebook = DOCUMENTS[document]
    writing = replace(
        here.step(
            f"{words}, {edition}", "write", (f"notebook:{notebook}", *words_and_looks, *series, *own), (project,)
        ),
        asked=asked | {"notebook": notebook},
        after=(*((r.id, last) for r in earlier), (here.place, last)),
        every_time=options.discard_edits,
        besides={"discard_edits": options.discard_edits},
    )
    files = tuple(f"file:{here.place}:{document}.{form}:{edition}" for form in options.formats)
    rendering = replace(
        here.step(f"rendering the {words}, {edition}", "render", (f"engine:{options.engine}", project), files),
        asked=asked | {"formats": list(options.formats), "engine": options.engine},
        after=(writing.id,),
    )
    return [writing, rendering]


def page_steps(round_: Round, earlier: tuple[Round, ...], named: tuple[str, ...], options: Options) -> list[Step]:
    """The page on what was published of a round; ``named``: the other rounds that its figures were given for."""
    here = _Here(round_, None)
    sides = tuple(dict.fromkeys([round_.id, *(r.id for r in earlier[-1:]), *named]))
    published = [f"{kind}:{id_}" for id_ in sides for kind in ("settings", "published")]
    measures = [table_source(id_, "measures") for id_ in sides]
    found = here.tables(("reconciliation",))
    reading = here.step(_RECONCILING, "reconcile", (*published, *measures, *here.tables(CLEAN_TABLES)), found)
    files = tuple(f"file:{round_.id}:reconciliation.{form}:internal" for form in options.formats)
    looks = ("template:reconciliation", "theme", f"engine:{options.engine}")
    page = replace(
        here.step("the page on what was published", "page", (*looks, *found), files),
        asked={
            "edition": "internal",
            "document": "reconciliation",
            "formats": list(options.formats),
            "engine": options.engine,
        },
        after=(reading.id,),
        every_time=options.discard_edits,
        besides={"discard_edits": options.discard_edits},
    )
    return [replace(reading, after=tuple((id_, "trends") for id_ in sides)), page]


def forgetting_steps(round_: Round) -> list[Step]:
    """What an earlier run made of ``published.yml`` goes, with the record of it, where it lists nothing any more."""
    return [_Here(round_, None).step(_RECONCILING, "forget", (f"published:{round_.id}",))]


@dataclass(frozen=True)
class _Here:
    """A round, as at a day if one is given, of which steps are being made."""

    round: Round
    as_at: date | None

    @property
    def place(self) -> str:
        return placed(self.round.id, self.as_at)

    def tables(self, names: tuple[str, ...]) -> Sources:
        return tuple(table_source(self.round.id, name, self.as_at) for name in names)

    def step(self, name: str, work: str, reads: Sources = (), makes: Sources = ()) -> Step:
        """A step that reads these, the settings of the round, and what every step reads."""
        every = ("council", "code", "packages", f"settings:{self.round.id}")
        return Step(self.round.id, name, work, (*every, *dict.fromkeys(reads)), makes, self.as_at)
