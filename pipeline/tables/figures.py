"""What was counted, how it may be said in public, what changed, and what documents printed."""

from __future__ import annotations

from pipeline.tables.columns import Table, day, flag, number, text, whole

__all__ = ["FIGURES"]

_MEASURES = (
    text("id", "id of the measure, such as ratings.good", blank=False),
    text("label", "what it counts, in words", blank=False),
    text("by", "the field it is broken down by; blank for the whole service"),
    text("group", "the value of that field; blank for the whole service"),
    text("subset", "the filter that n counts", blank=False),
    text("base", "the filter that `of` counts; blank for a count on its own"),
    text("class", "disclosure class", blank=False, allowed=("A", "B", "C")),
    whole("n", "rows in the subset; blank where it is not available"),
    whole("of", "rows in the base"),
    number("percent", "100 n / of, unrounded"),
    number("lower", "lower end of the 95 % Wilson interval, in percent"),
    number("upper", "upper end of it"),
    text("unit", "what is counted: audits, cases, actions, files, days", blank=False),
    flag("available", "false where the round cannot give it", blank=False),
    text("reason", "why it is not available"),
    text("definition", "version of its definition", blank=False),
    day("as_at", "counted on audits dated up to this day; blank for all"),
)

# How a measure is said in public. Where that is not exactly, n and what is computed from it are blank.
_TOLD = (
    text(
        "status",
        "exact, rounded, range (in words), merged (within another), hidden (a sign), withheld (not at this time)",
        blank=False,
        allowed=("exact", "rounded", "range", "merged", "hidden", "withheld", "unavailable"),
    ),
    text("told", "what stands in the place of the number; blank where the number stands"),
    whole("least", "the least that it can be by what is said"),
    whole("most", "the most that it can be by what is said"),
)

FIGURES = (
    Table("measures", "a measure and a group", ("id", "by", "group"), _MEASURES),
    Table("measures_public", "a measure and a group, protected", ("id", "by", "group"), (*_MEASURES, *_TOLD)),
    Table(
        "changes",
        "a measure in two rounds",
        ("measure",),
        (
            text("measure", "id of the measure", blank=False),
            text("label", "what it counts", blank=False),
            text("family", "claims that are adjusted together", blank=False),
            text("before_round", "the earlier round", blank=False),
            whole("before_n", "n then", blank=False),
            whole("before_of", "of then", blank=False),
            whole("n", "n now", blank=False),
            whole("of", "of now", blank=False),
            number("p", "p-value of Fisher's exact test", blank=False),
            number("adjusted_p", "adjusted over the family by Holm", blank=False),
            flag("licensed", "whether a sentence may speak of change", blank=False),
        ),
    ),
    Table(
        "trends",
        "a measure and a round of its series",
        ("id", "round"),
        (
            text("id", "id of the measure, as the last round calls it", blank=False),
            text("label", "what it counts", blank=False),
            text("family", "claims that are adjusted together", blank=False),
            text("round", "the round", blank=False),
            whole("segment", "rounds on one definition and one set of limits, numbered from 1", blank=False),
            text("begins", "why a segment begins here; blank within one, and for the first"),
            text("chart", "how its limits are made", blank=False, allowed=("p", "xmr")),
            whole("n", "n of the measure in the round", blank=False),
            whole("of", "its base", blank=False),
            number("value", "100 n / of", blank=False),
            number("centre", "mean of the segment, in percent; blank where it has one point"),
            number("lower", "lower limit"),
            number("upper", "upper limit"),
            text(
                "signal",
                "the pattern that the point is part of; blank for common cause",
                allowed=("limit", "trend", "two of three", "shift"),
            ),
            flag("upwards", "whether the signal lies above, or rises"),
            text(
                "variation",
                "what the signal means",
                allowed=("common cause", "improvement", "concern", "neither"),
            ),
            number("target", "what the council aims at, in percent"),
            text("assurance", "whether chance alone would miss it", allowed=("hits", "misses", "hit and miss")),
            flag("trial", "the segment has fewer than 12 points", blank=False),
        ),
    ),
    Table(
        "reconciliation",
        "a finding on a published figure",
        ("line", "about", "measure", "arithmetic"),
        (
            whole("line", "line of published.yml", blank=False),
            text("about", "figure, parts, percents, base, follows, change", blank=False),
            text("measure", "id of the measure", blank=False),
            text("label", "what it counts", blank=False),
            text("published", "as published"),
            text("ours", "as the returns give it"),
            text("kind", "how they differ", blank=False),
            flag("explained", "false where a person has to look into it", blank=False),
            text("arithmetic", "why, with the figures", blank=False),
            text("source", "document it was published in"),
            text("said", "how it was said there"),
        ),
    ),
    Table(
        "printed",
        "a figure as printed",
        ("document", "number"),
        (
            text("document", "the document", blank=False),
            whole("number", "its number in the document, from 1", blank=False),
            text("place", "heading it stands under", blank=False),
            text("round", "round of the figure", blank=False),
            text("measure", "id of the measure", blank=False),
            text("by", "field it is broken down by; blank: the whole service"),
            text("group", "the group"),
            text("text", "what was printed", blank=False),
        ),
    ),
)
