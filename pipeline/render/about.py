"""What a document says of itself, from its front matter: for the properties of Word and PowerPoint files."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from pipeline.render.office import About
from pipeline.render.source import Source, parse_date
from pipeline.render.tree import plain

__all__ = ["about_document"]


def about_document(source: Source, words: dict[str, Any]) -> About:
    """Title, authors, marks and date of a document as plain text; ``words`` is the front matter as pandoc reads it."""

    def every(name: str) -> list[str]:
        found = words.get(name, {})
        return [plain(one) for one in (found["c"] if found.get("t") == "MetaList" else [found])] if found else []

    def one(name: str) -> str:
        return ", ".join(every(name))

    return About(
        title=one("title"),
        authors=every("author"),
        keywords=every("keywords"),
        language=str(source.meta.get("lang") or "en-GB"),
        moment=_moment(source),
        running_title=one("running-title"),
        page_mark=one("page-mark"),
        draft_mark=one("draft-mark"),
    )


def _moment(source: Source) -> dt.datetime:
    """When a file says it was made: SOURCE_DATE_EPOCH, else the document's own date, so that bytes repeat."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    day = parse_date(source.meta.get("date")) or dt.date(2000, 1, 1)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
