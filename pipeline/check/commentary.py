"""The rule for numbers in commentary (domain.md): a figure of the round is a reference, so that it cannot go stale."""

from __future__ import annotations

import re

from pipeline.compose import Commentary

__all__ = ["literal_numbers"]

_NUMBER = re.compile(
    r"(?<![\w.,{])(\d[\d,]*(?:\.\d+)?)\s*(%|per\s?cent\b|cases?\b|(?:core |case )?audits?\b|child(?:ren)?\b)",
    re.IGNORECASE,
)
# A number from elsewhere is marked by naming its source in square brackets after it: 14% [DfE, 2016].
_FROM_ELSEWHERE = re.compile(r"\s*(?:of [^.;]{0,60})?\[[^\]]{3,}\]")


def literal_numbers(commentary: Commentary) -> list[tuple[int, str]]:
    """(line, number with its noun) for each number typed before %, cases, audits or children without its source."""
    found = []
    for lines in commentary.parts.values():
        for line in lines:
            for number in _NUMBER.finditer(line.text):
                if not _FROM_ELSEWHERE.match(line.text, number.end()):
                    found.append((line.number, number[0]))
    return found
