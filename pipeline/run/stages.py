"""The whole run on one screen: the steps of a round, what each reads and what it makes.

::

    data/raw/<round>/ ─ 01 clean ─┬─ 02 ratings ─┐
                                  ├─ 03 themes ──┼─ 05 trends ─┬──────── 06, 07 … (internal) ─ render ─ reports/internal
                                  └─ 04 auditing ┘       │     └ protect ─ 06, 07 … (public) ─ render ─ publish
                                     ↑         measures of earlier rounds
                 tables of earlier rounds (auditors, and what was audited again)

    06 writes the committee report, 07 the monthly summary: a round says which of them it gets, and whether a briefing
    deck is written with it. Where published.yml lists figures, the internal edition has a page more, which sets them
    beside ours (run/reconciling.py).

A step waits for the steps that make what it reads, and is done only if something that it reads has changed
(manifest/). Steps that do not wait for each other may be done side by side, also those of different rounds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import DECK, formats_of
from pipeline.manifest import table_source
from pipeline.run.step import Here, Id, Sources, Step
from pipeline.workspace import PASSWORD_VARIABLE

if TYPE_CHECKING:
    from pipeline.config import Round
    from pipeline.run.options import Options

__all__ = [
    "document_steps",
    "forgetting_steps",
    "looking_steps",
    "page_steps",
    "protecting_steps",
    "public_explorer_steps",
    "reconciling_steps",
    "table_steps",
]

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
# The documents that a round can ask for, each written once an edition; the deck is written with the first of them.
DOCUMENTS = {"committee_report": "06_committee_report", "monthly_summary": "07_monthly_summary"}
RECONCILING = "setting what was published beside it"


def table_steps(round_: Round, earlier: tuple[Round, ...], options: Options, as_at: date | None) -> list[Step]:
    """The tables of a round, up to its measures; ``earlier``: the rounds before it in its series."""
    here = Here(round_, as_at)
    cleaned = here.tables(CLEAN_TABLES)
    key = () if round_.synthetic else ("key",)
    cleaning_step = here.step(CLEANING, "clean", (f"returns:{round_.id}", "notebook:01_clean_returns", *key), cleaned)
    # a password is kept nowhere, so nobody can tell whether it is the one of the last run
    steps = [replace(cleaning_step, every_time=bool(os.environ.get(PASSWORD_VARIABLE)))]
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
        here.tables(("measures", "changes", "trends")),
    )
    waits = (*(s.id for s in counting), *((b.id, "trends") for b in earlier))
    return [*steps, *counting, replace(trends, after=waits)]


def _count(here: Here, subject: str, notebook: str, cleaned: Sources, after: tuple[Id, ...]) -> Step:
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


def protecting_steps(
    round_: Round, earlier: tuple[Round, ...], quarter: Sequence[Round], was_published: bool, as_at: date | None
) -> list[Step]:
    """What a round may say in public: besides its measures it rests on what was told before it.

    ``quarter``: the earlier months of the quarter that it closes. ``was_published``: something was published of it
    elsewhere, which is true of its returns or not.
    """
    here = Here(round_, as_at)
    elsewhere = (f"published:{round_.id}", table_source(round_.id, "reconciliation")) if was_published else ()
    step = here.step(
        "protecting",
        "protect",
        (
            *here.tables(("measures", "returns")),
            *(() if as_at else elsewhere),
            *(table_source(r.id, "measures") for r in quarter),
            *(f"protection:{r.id}" for r in earlier),
            f"ledger:{round_.id}",
            f"commentary:{round_.id}",  # a story in it closes an open sample
        ),
        (*here.tables(("measures_public",)), f"protection:{here.place}"),
    )
    waits = [(here.place, "trends"), *((r.id, "protecting") for r in earlier)]
    return [replace(step, after=(*waits, *(((round_.id, RECONCILING),) if was_published and not as_at else ())))]


def document_steps(
    round_: Round, earlier: tuple[Round, ...], document: str, edition: str, options: Options
) -> list[Step]:
    """Writing a document in one edition, with the briefing deck where that is written beside it, and rendering them."""
    here, words = Here(round_, options.as_at), document.replace("_", " ")
    table, last = ("measures", "trends") if edition == "internal" else ("measures_public", "protecting")
    series = [f"settings:{r.id}" for r in earlier] + [table_source(r.id, table) for r in earlier]
    # the internal edition may open every table, the public one nothing but the protected measures
    own = here.tables((table, *(CLEAN_TABLES if edition == "internal" else ())))
    written = (document, DECK) if round_.deck_beside == document else (document,)
    words_and_looks = (f"commentary:{round_.id}", *(f"template:{name}" for name in written), "theme")
    notebook = DOCUMENTS[document]
    writing = replace(
        here.step(
            f"{words}, {edition}",
            "write",
            (f"notebook:{notebook}", *words_and_looks, *series, *own),
            tuple(source for name in written for source in here.written(name, edition)),
        ),
        asked={"edition": edition, "document": document, "notebook": notebook},
        after=(*((r.id, last) for r in earlier), (here.place, last)),
        every_time=options.discard_edits,
        besides={"discard_edits": options.discard_edits},
    )
    return [writing, *(step for name in written for step in _rendering(here, name, edition, options, writing.id))]


def _rendering(here: Here, document: str, edition: str, options: Options, after: Id) -> list[Step]:
    """The files of a document in those of the formats asked for that it can have; nothing where there is none."""
    formats = [format for format in options.formats if format in formats_of(document)]
    if not formats:
        return []
    files = tuple(here.file(document, format, edition) for format in formats)
    step = here.step(
        f"rendering the {document.replace('_', ' ')}, {edition}",
        "render",
        (f"engine:{options.engine}", *here.written(document, edition)),
        files,
    )
    asked = {"edition": edition, "document": document, "formats": formats, "engine": options.engine}
    return [replace(step, asked=asked, after=(after,))]


def looking_steps(round_: Round, earlier: tuple[Round, ...]) -> list[Step]:
    """Pages that managers alone look at: the figures beside the prompts for the commentary; the explorer of themes."""
    here = Here(round_, None)
    reads = (table_source(round_.id, "measures"), f"commentary:{round_.id}", "template:commentary_figures.html")
    prompts = here.step(
        "figures for the commentary", "prompt", reads, (f"file:{round_.id}:commentary_figures.html:internal",)
    )
    series = [table_source(r.id, name) for r in (*earlier, round_) for name in (*CLEAN_TABLES, "measures")]
    looks = (*_explorer_looks("explorer"), *(f"settings:{r.id}" for r in earlier))
    explorer = here.step("the explorer", "explore", (*looks, *series), (f"file:{round_.id}:explorer.html:internal",))
    waits = (*((r.id, "trends") for r in earlier), (round_.id, "trends"))
    return [replace(step, asked={"edition": "internal"}, after=waits) for step in (prompts, explorer)]


def public_explorer_steps(round_: Round) -> list[Step]:
    """The page for the public on what ``measures_public`` breaks down; a finished file like a rendered document."""
    here = Here(round_, None)
    reads = (*_explorer_looks("public_explorer"), *here.tables(("measures_public",)))
    step = here.step("rendering the explorer, public", "explore", reads, (here.file("explorer", "html", "public"),))
    asked = {"edition": "public", "document": "explorer", "formats": ["html"]}
    return [replace(step, asked=asked, after=((here.place, "protecting"),))]


def _explorer_looks(name: str) -> Sources:
    shared = ("template:explorer_shared.js", "template:explorer.css", "theme")
    return (f"template:{name}.html", f"template:{name}.js", *shared)


def reconciling_steps(round_: Round, earlier: tuple[Round, ...], named: tuple[str, ...]) -> list[Step]:
    """Setting what was published of a round beside its measures; ``named``: the other rounds that it was given for."""
    here = Here(round_, None)
    sides = tuple(dict.fromkeys([round_.id, *(r.id for r in earlier[-1:]), *named]))
    published = [f"{kind}:{id_}" for id_ in sides for kind in ("settings", "published")]
    measures = [table_source(id_, "measures") for id_ in sides]
    reads = (*published, *measures, *here.tables(CLEAN_TABLES))
    reading = here.step(RECONCILING, "reconcile", reads, here.tables(("reconciliation",)))
    return [replace(reading, after=tuple((id_, "trends") for id_ in sides))]


def page_steps(round_: Round, options: Options) -> list[Step]:
    """The page on what was published of a round."""
    here = Here(round_, None)
    formats = [format for format in options.formats if format in formats_of("reconciliation")]
    files = tuple(here.file("reconciliation", format, "internal") for format in formats)
    looks = ("template:reconciliation", "theme", f"engine:{options.engine}")
    page = replace(
        here.step("the page on what was published", "page", (*looks, *here.tables(("reconciliation",))), files),
        asked={
            "edition": "internal",
            "document": "reconciliation",
            "formats": formats,
            "engine": options.engine,
        },
        after=((round_.id, RECONCILING),),
        every_time=options.discard_edits,
        besides={"discard_edits": options.discard_edits},
    )
    return [page]


def forgetting_steps(round_: Round) -> list[Step]:
    """What an earlier run made of ``published.yml`` goes, with the record of it, where it lists nothing any more."""
    return [Here(round_, None).step(RECONCILING, "forget", (f"published:{round_.id}",))]
