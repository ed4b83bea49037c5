"""Pages for those who change caseaudit keep their word: what they name is there, and what they tell to type works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.cli import cli
from tests.conftest import tracked

ROOT = Path(__file__).parents[1]
TRACKED = tracked()
PAGES = [
    *("README.md", "CONTRIBUTING.md", "data/raw/README.md", "notebooks/README.md", "reports/README.md"),
    *("data/README.md", "reports/publishing.md", "reports/unattended.md"),
    *("tests/README.md", "pipeline/run/workspace/README.md", "pipeline/decisions.md", "pipeline/rap.md"),
]
TOP = {name.split("/")[0] for name in TRACKED if "/" in name}
NAMES = {name.rpartition("/")[2] for name in TRACKED}
# What a run makes, or a council puts in: it is not in the repository, or not yet.
NOT_OURS = re.compile(
    r"data/(processed|council/(_brand|proformas|profiles|vocabularies)|raw/(?!README))|reports/(build|internal|published)"
)
OURS = r"\.(py|ipynb|md|jinja|toml|lock|css|lua|scss|typ)"
FENCE = re.compile(r"^[ ]*```\w*\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r'(?<!")\bcaseaudit(?:\.exe)? ([a-z][a-z-]*)([^\n|&;#"`]*)')
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def code(page: str) -> tuple[list[str], list[str]]:
    """The spans of code in a page, and its blocks."""
    blocks = FENCE.findall(page)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", FENCE.sub("", page))], blocks


def absent(page: str) -> list[str]:
    """The files and folders of ours that a page names, in a span of code or a link, and that are not there."""
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page) if not re.match(r"https?:|#", link)]
    found = []
    for name in (*links, *(span for span in code(page)[0] if re.fullmatch(r"[\w.@/-]+", span))):
        path = name.rstrip("/")
        if "/" in path:
            ours = path.split("/")[0] in TOP and not NOT_OURS.match(path)
            there = path in TRACKED or any(known.startswith(f"{path}/") for known in TRACKED)
        else:
            ours = bool(re.search(rf"\w{OURS}$", path)) and "NAME" not in path  # the placeholder of a recipe
            there = path in NAMES
        if ours and not there:
            found.append(name)
    return found


def unknown(page: str) -> Iterator[str]:
    """What a page tells to type that is no command, no option of it, or no target of make."""
    spans, blocks = code(page)
    for text in (*spans, *blocks):
        for name, rest in CALL.findall(text):
            command = cli.commands.get(name)
            if command is None:
                yield f"caseaudit {name}"
                continue
            known = {"--help", *(o for p in command.params if isinstance(p, click.Option) for o in p.opts)}
            yield from (
                f"caseaudit {name} {option}" for option in re.findall(r"--[a-z-]+", rest) if option not in known
            )
        yield from (f"make {t}" for t in re.findall(r"^make ([a-z-]+)", text, re.MULTILINE) if t not in TARGETS)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    """Every file and folder of the repository, by its path or its name alone."""
    assert absent((ROOT / page).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tells_to_type_exists(page: str) -> None:
    """Every command of caseaudit with its options, and every target of make."""
    assert list(unknown((ROOT / page).read_text(encoding="utf-8"))) == []


def test_every_page_beside_the_code_is_looked_at() -> None:
    """A page that somebody adds is one of those above; generated and sample pages, and licences, are not."""
    pages = {
        name for name in TRACKED if re.search(r"(README|CONTRIBUTING|decisions|rap|publishing|unattended)\.md$", name)
    }
    assert pages == set(PAGES)


def test_a_page_that_names_what_is_not_there_is_found_out() -> None:
    """A file, a folder, a bare name, a command, an option, a target; not what a run makes, and no placeholder."""
    wrong = "`pipeline/nowhere.py` `tests/none/` `stage.py` [x](reports/none.md)"
    assert absent(wrong) == ["reports/none.md", "pipeline/nowhere.py", "tests/none/", "stage.py"]
    assert absent("`reports/build/` `data/council/proformas` `NAME.qmd.jinja` `stages.py` `pipeline/run/`") == []
    typed = "`caseaudit rum 2017-12` `caseaudit run 2017-12 --hurry` `make tea`\n```sh\ncaseaudit run --explain\n```\n"
    assert list(unknown(typed)) == ["caseaudit rum", "caseaudit run --hurry", "make tea"]
