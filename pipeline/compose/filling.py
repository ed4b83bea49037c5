"""Filling a template with a round's figures and words: the Markdown of a document, in which typed text is only text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import yaml

from pipeline.compose.beside import SYNTHETIC_MARK, edition_in_words, titled
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DocumentKind
from pipeline.compose.material import Material
from pipeline.compose.passages import bars_passage
from pipeline.compose.prose import Prose
from pipeline.compose.wording import day_in_words
from pipeline.errors import CompositionError
from pipeline.markdown import escape, front_matter

__all__ = ["fill_template"]


def fill_template(
    kind: DocumentKind, material: Material, figures: Figures, words: Mapping[str, Any], gaps: Sequence[str]
) -> str:
    """The document of a kind as Markdown. ``words``: what its context gives; ``gaps``: the missing parts.

    CompositionError names template and line where it cannot be filled.
    """
    import jinja2

    template = material.workspace.own_or_packaged("reports", "templates", f"{kind.name}.qmd.jinja")
    # an environment of its own for each document: two that threads fill at once must never share their figures
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.globals.update(
        {
            "heading": lambda text: Prose(escape(figures.under(text))),
            "figure": figures.said,
            "available": figures.available,
            "some": figures.some,
            "told": figures.told,
            "named": lambda id_: Prose(f"{{#{id_}}}"),
            "pagebreak": Prose("{{< pagebreak >}}"),
            "bars": partial(bars_passage, material, figures, words["charts"]),
        }
    )
    try:
        body = environment.get_template(template.name).render(words)
    except CompositionError as error:
        raise CompositionError(str(error)) from None  # jinja's frames would break a notebook's traceback
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{template}{f', line {line}' if line else ''}"
        raise CompositionError(f"{where}: the template cannot be filled ({error.message}).") from error
    front = yaml.safe_dump(_front(kind, material, gaps), sort_keys=False, allow_unicode=True)
    return f"---\n{front}---\n\n{_tidy(body)}"


def _finalize(value: object) -> object:
    """Everything else that a template prints is escaped: typed text cannot become markup."""
    return value if isinstance(value, Prose) else escape(value)


def _tidy(body: str) -> str:
    """No more than one blank line in a row."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def _front(kind: DocumentKind, material: Material, gaps: Sequence[str]) -> dict[str, Any]:
    round_, council = material.round, material.council
    title = titled(kind, material)
    return front_matter(
        title=escape(title),
        subtitle=escape(f"{council.name}, {council.department}"),
        author=escape(council.report_by),
        date=round_.reported,
        running_title=escape(f"{council.name}: {title}"),
        page_mark=escape(SYNTHETIC_MARK) if round_.synthetic else None,
        draft_mark="Draft: words are still missing" if gaps else None,
        edition=escape(kind.marked) or edition_in_words(material),
        details=_header_block(material, title) if kind.for_meeting else (),
        keywords=["case audit", "children's social care"],
        toc=kind.contents,
    )


def _header_block(material: Material, title: str) -> list[tuple[str, str]]:
    """What a report to a committee begins with (domain.md, Committee report)."""
    meeting = material.round.meeting
    unnamed = "still to be named, in round.yml"
    said = {
        "Meeting": meeting.committee if meeting else unnamed,
        "Date": day_in_words(meeting.date) if meeting else unnamed,
        "Title of report": title,
        "Report by": material.council.report_by,
    }
    return [(term, escape(words)) for term, words in said.items()]
