"""A newcomer's first two months, step by step, by the commands of the README's "A round of your own" and no other.

Each test is one step and needs those before it. What people do between the commands (type into a blank form, decide in
review.xlsx, write the words) is done here as they would do it: in the cells and files that they see.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import openpyxl
import pytest
from docx import Document

REPOSITORY = Path(__file__).parents[1]
_, _, TUTORIAL = (REPOSITORY / "README.md").read_text(encoding="utf-8").partition("\n## A round of your own\n")
BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", TUTORIAL.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
JANUARY, FEBRUARY = "2018-01", "2018-02"
NOT_YET = "Doesn't yet meet Good"
WORDS = """
## Summary

Of the admissible audits, {ratings.not_yet_good.n_of} did not yet meet Good.

## What difference it made

Plans were changed after children were heard.

> A girl of nine told her social worker that nobody had asked her before.

## Analysis

Supervision was named most often ({themes.supervision.n_of}).

## Other sources

Nothing else came in this month.

## Recommendations

1. Record supervision on the file within a week.

## Next steps

- Managers talk about it at their next meeting.
"""

pytestmark = pytest.mark.slow
Done = subprocess.CompletedProcess[str]


class Walk:
    """A person at a shell: a clone with its environment, their home, and the folder that they work in."""

    def __init__(self, home: Path) -> None:
        self.home, self.clone, self.audits = home, home / "clone", home / "audits"
        tools = self.clone / ".venv" / "bin"
        tools.mkdir(parents=True)
        (tools / "activate").write_text(f'PATH="{tools}:$PATH"\n', encoding="utf-8")
        (tools / "caseaudit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n', encoding="utf-8")
        (tools / "caseaudit").chmod(0o755)
        gone = ("CASEAUDIT_KEY", "CASEAUDIT_PASSWORD", "XDG_CONFIG_HOME")
        environment = {name: value for name, value in os.environ.items() if name not in gone}
        path = f"{tools}:{environment['PATH']}"
        self.environment = environment | {"HOME": str(home), "PATH": path, "PYTHONPATH": str(REPOSITORY)}

    def types(self, command: str) -> Done:
        """A line typed in the folder, as long as there is one."""
        here = self.audits if self.audits.is_dir() else self.clone
        return subprocess.run(
            ["sh", "-c", command], cwd=here, env=self.environment, capture_output=True, text=True, check=False,
            timeout=900,
        )  # fmt: skip

    def follows(self, block: int) -> list[Done]:
        """The commands of a block of the tutorial, each of which ends well."""
        if block == 0:  # goes from one folder into another
            done = [self.types(BLOCKS[0].replace("\n", " && ").removesuffix(" && "))]
        else:
            done = [self.types(line.strip()) for line in BLOCKS[block].strip().splitlines()]
        for each in done:
            assert each.returncode == 0, f"{each.args}\n{each.stdout[-3000:]}\n{each.stderr[-3000:]}"
        return done

    def refused(self, command: str, code: int) -> str:
        """What a wrong turn is told: a sentence and its exit code, never a traceback."""
        done = self.types(f"caseaudit {command}")
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr
        return done.stdout + done.stderr

    def raw(self, name: str = "", round_id: str = JANUARY) -> Path:
        """A file that the person keeps for a round."""
        return self.audits / "data" / "raw" / round_id / name


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """One person for all the steps."""
    yield Walk(tmp_path_factory.mktemp("a person's home"))


def answers(ref: str | None, auditor: str, day: object, grade: str, team: str = "Leaving Care") -> dict[str, object]:
    """What an auditor types, by the label that stands before the cell; of a table, the first row."""
    return {
        "Case reference *": ref, "Child's age *": "18+", "Team *": team, "Plan *": "Care leaver", "Auditor *": auditor,
        "Type of audit *": "Core", "Date of audit *": day, "Practitioner took part": "Yes",
        "Theme to improve": "Supervision", "What was missing": "None was recorded since September.",
        "Overall grade *": grade, "Some good features": "No", "Case of concern *": "No",
        "Management oversight": "Partial", "Drift or delay for this child": "No",
        "Action": "Record supervision on the file", "Owner": "Team manager", "Due date": dt.date(2018, 2, 1),
    }  # fmt: skip


BELOW = ("Theme to improve", "What was missing", "Action", "Owner", "Due date")  # the labels that head a table


def fill_in(blank: Path, completed: Path, typed: Mapping[str, object]) -> Path:
    """A copy of the blank return with these answers, each in a cell that is not locked."""
    book = openpyxl.load_workbook(blank)
    page = book["Audit"]
    for row in list(page.iter_rows()):
        for cell in row:
            if cell.value in typed:
                below = cell.value in BELOW
                answer = page.cell(cell.row + below, cell.column + (not below))
                assert not answer.protection.locked, cell.value
                answer.value = typed[cell.value]
    completed.parent.mkdir(exist_ok=True)
    book.save(completed)
    return completed


def change(path: Path, edit: Callable[[Any], None], sheet: int = 0) -> None:
    """A workbook opened, changed and saved."""
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[sheet])
    book.save(path)


def add_rows(path: Path, rows: list[tuple[object, ...]]) -> None:
    """Rows typed into a register, under its header."""

    def edit(page: Any) -> None:
        for r, row in enumerate(rows, start=4):
            for c, value in enumerate(row, start=1):
                page.cell(r, c).value = value

    change(path, edit)


def save_as_csv(workbook: Path) -> None:
    """A return as somebody saves it who chooses CSV in Excel."""
    rows = openpyxl.load_workbook(workbook)["Audit"].iter_rows(values_only=True)
    with workbook.with_suffix(".csv").open("w", newline="", encoding="cp1252") as file:
        for row in rows:
            csv.writer(file).writerow(f"{v:%d/%m/%Y}" if isinstance(v, dt.date) else v for v in row)
    workbook.unlink()


def type_in_word(completed: Path, typed: Mapping[str, object]) -> None:
    """The same questions in a table of a Word document, as far as this auditor copied them."""
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for label, value in typed.items():
        if label not in BELOW:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label.removesuffix(" *"), str(value)
    document.save(str(completed))


def test_a_folder_a_key_and_the_council(walk):
    """The first block: a workspace outside the repository, and a key in the person's own settings."""
    (done,) = walk.follows(0)
    assert "council.yml" in done.stdout
    assert "Keep a copy in a safe place" in done.stdout
    council = walk.audits / "data" / "council" / "council.yml"
    said = council.read_text(encoding="utf-8").replace("The council  ", "Wyeshire County Council  ")
    council.write_text(re.sub(r"^# (teams:|  - )", r"\1", said, flags=re.MULTILINE), encoding="utf-8")


def test_a_round_has_a_folder_and_says_what_to_do_with_it(walk):
    """Also where the id is no month; before there is a return nothing is run, and it says so at once."""
    assert "is no round id: an id is a year and a month" in walk.refused("new-round 2018-1", 2)
    told = walk.refused(f"run {JANUARY}", 2)
    assert f"Start one with: caseaudit new-round {JANUARY}" in told
    (done,) = walk.follows(1)
    assert f"data/raw/{JANUARY}/blank/core-audit.xlsx" in done.stdout
    assert f"then: caseaudit clean {JANUARY}" in done.stderr
    assert "Put the completed pro formas (Excel workbooks) into that folder." in walk.refused(f"run {JANUARY}", 3)
    assert "it has not been made yet" in walk.refused(f"publish {JANUARY} --dry-run", 5)


def test_what_came_in_is_read_and_each_fault_is_told_with_its_cell(walk):
    """Sloppy answers are understood; a missing case, an unknown grade and a short Word form are told, a line each."""
    blank, returns = walk.raw("blank/core-audit.xlsx"), walk.raw("returns")
    day = dt.date(2018, 1, 16)
    fill_in(blank, returns / "okafor.xlsx", answers("WY-200001", "J. Okafor", dt.date(2018, 1, 9), "Good"))
    sloppy = answers("wy 200002", "okafor, J", "12th Jan 2018", "not yet good", "16 plus") | {"Some good features": "y"}
    fill_in(blank, returns / "copy of audit FINAL (2).xlsx", sloppy)
    fill_in(blank, returns / "lee.xlsx", answers("WY-200003", "B. Lee", day, "Adequate"))
    fill_in(blank, returns / "audit.xlsx", answers(None, "B. Lee", day, NOT_YET))
    save_as_csv(fill_in(blank, returns / "khan.xlsx", answers("WY-200005", "S. Khan", day, NOT_YET, "Front Door")))
    type_in_word(returns / "patel.docx", answers("WY-200006", "A. Patel", "19/01/2018", "Good"))
    (done,) = walk.follows(2)
    assert "6 returns found: 5 used, 0 merged, 1 set aside." in done.stdout
    assert "returns/audit.xlsx Audit!C5 – Case reference: return set aside: it names no case." in done.stdout
    assert "returns/lee.xlsx Audit!C43 – Overall grade: value left out" in done.stdout
    assert "copy of audit FINAL" not in done.stdout
    assert len([line for line in done.stdout.splitlines() if "patel.docx" in line]) == 1
    assert f"fill in: data/processed/{JANUARY}/review.xlsx" in done.stdout


def test_one_is_mended_and_the_others_are_decided(walk):
    """The case in the cell that problems.csv names; the rest in review.xlsx. Then nothing is left, also by --strict."""
    place = walk.audits / "data" / "processed" / JANUARY
    with (place / "problems.csv").open(encoding="utf-8", newline="") as file:
        (fault,) = [row for row in csv.DictReader(file) if "names no case" in row["done"]]
    change(walk.raw(fault["file"]), lambda page: page.__setitem__(fault["cell"], "WY-200004"))
    shutil.copy(place / "review.xlsx", walk.raw("review.xlsx"))

    def decide(page: Any) -> None:
        header = next(r for r in range(1, 20) if page.cell(r, 1).value == "About")
        for r in range(header + 1, page.max_row + 1):
            decision = {"Overall grade": NOT_YET, "Case reference": None}.get(
                page.cell(r, 5).value, "Leave it as it is"
            )
            page.cell(r, 10).value = decision

    change(walk.raw("review.xlsx"), decide)
    cases = ((1, "J. Okafor", "Good"), (2, "J. Okafor", NOT_YET), (3, "B. Lee", NOT_YET), (4, "B. Lee", NOT_YET))
    rows = [
        (f"WY-20000{n}", auditor, "M. Grant", dt.date(2018, 1, 22), grade, "Immediately admissible")
        for n, auditor, grade in (*cases, (5, "S. Khan", NOT_YET), (6, "A. Patel", "Good"))
    ]
    add_rows(walk.raw("moderation.xlsx"), rows)
    (done,) = walk.follows(3)
    assert "6 returns found: 6 used, 0 merged, 0 set aside." in done.stdout
    assert "\n0 left to do" in done.stdout


def test_the_first_run_says_which_words_are_missing_and_where_the_figures_for_them_are(walk):
    """The summary can be read; the page beside it has each part's prompt with what to write for a figure."""
    (done,) = walk.follows(4)
    assert "still to be written in commentary.md: Summary, What difference it made, Analysis" in done.stderr
    page = walk.audits / "reports" / "internal" / JANUARY / "commentary_figures.html"
    assert "4 of 6 (67%)" in page.read_text(encoding="utf-8")
    assert (page.parent / "monthly_summary.html").is_file()
    assert "Summary: this part is still to be written" in walk.refused(f"check {JANUARY}", 5)


def test_a_slip_in_the_words_is_told_with_its_line(walk):
    """A figure of no such name, a heading of no such name, a theme of no such name: each is named with the nearest."""
    walk.raw("commentary.md").write_text(WORDS.replace("not_yet_good", "not_yet_god"), encoding="utf-8")
    told = walk.refused(f"run {JANUARY} --edition internal --quiet", 4)
    assert 'commentary.md, line 4: There is no measure "ratings.not_yet_god"' in told
    settings = walk.raw("round.yml").read_text(encoding="utf-8")
    walk.raw("round.yml").write_text(settings.replace("_theme: assess", "_theme: asses"), encoding="utf-8")
    assert '"assesment" is no focus theme. Did you mean assessment?' in walk.refused(f"run {JANUARY}", 2)
    walk.raw("round.yml").write_text(settings, encoding="utf-8")
    walk.raw("commentary.md").write_text(WORDS, encoding="utf-8")


def test_a_finished_round_waits_for_a_signature_and_says_what_it_leaves_out(walk):
    """run and check end well; the dry run names the story that nobody approved, and who has to sign."""
    *done, dry = [walk.types(line.strip()) for line in BLOCKS[5].strip().splitlines()]
    assert [each.returncode for each in done] == [0, 0], done
    assert f"Nothing stands against publishing round {JANUARY}." in done[-1].stdout
    assert (dry.returncode, "1 finding stands against publishing" in dry.stderr) == (5, True)
    assert "this story or quote is left out of the public edition" in dry.stdout
    assert "ratings.not_yet_good reads “a number that is not given” in the public monthly_summary" in dry.stdout
    assert f'caseaudit publish {JANUARY} --sign "THEIR ROLE"' in dry.stdout
    assert "nobody signed the public edition" in walk.refused(f"publish {JANUARY}", 5)


def test_an_approved_story_is_printed_in_public(walk):
    """What the dry run says is to be written into approvals.yml, with a role and a day, is all that it takes."""
    told = walk.refused(f"publish {JANUARY} --dry-run", 5)
    line = re.search(r"- \{sha256: \w+, kind: story, by: THE ROLE, date: THE DAY\}", told)
    assert line
    approval = line[0].replace("THE ROLE", "Head of Safeguarding").replace("THE DAY", "2018-02-05")
    walk.raw("approvals.yml").write_text(f"texts:\n  {approval}\n", encoding="utf-8")
    assert walk.types(f"caseaudit run {JANUARY} --quiet").returncode == 0
    page = walk.audits / "reports" / "build" / JANUARY / "public" / "monthly_summary.html"
    assert "nobody had asked her before" in page.read_text(encoding="utf-8")


def test_it_is_signed_published_and_served(walk):
    """No name of a case or an auditor is on the site, which the preview serves to this machine."""
    signed, made = walk.follows(6)
    assert "Signed by Head of Safeguarding." in signed.stdout
    assert "Published, version 1." in made.stdout
    site = walk.audits / "reports" / "published"
    page = (site / JANUARY / "monthly_summary.html").read_text(encoding="utf-8")
    assert "January 2018" in page
    assert not re.search("WY-?2000|Okafor|M. Grant", page)
    assert "could be relied on" not in page  # no picture without a bar in it
    assert "do not add to 100%" not in page  # no share is told
    with subprocess.Popen(
        ["caseaudit", "preview", "--port", "0"],
        cwd=walk.audits,
        env=walk.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdout
        address = re.search(r"http://\S+?(?=[\s/])", served.stdout.readline() or "")
        try:
            assert address
            with urlopen(f"{address[0]}/") as answer:
                assert "January 2018" in answer.read().decode()
        finally:
            served.terminate()


def test_managers_get_what_they_must_act_on_and_send_it_back(walk):
    """The tracker of the packs, filled in and saved as actions.xlsx, counts in the next run."""
    (done,) = walk.follows(7)
    (tracker,) = [
        walk.audits / line for line in done.stdout.splitlines() if "tracker" in line and line.endswith("xlsx")
    ]
    shutil.copy(tracker, walk.raw("actions.xlsx"))

    def all_done(page: Any) -> None:
        header = next(row for row in page.iter_rows() if row[0].value == "Case reference")
        status = next(cell for cell in header if cell.value == "Status")
        for r in range(status.row + 1, status.row + 6):
            page.cell(r, status.column).value = "Done"

    change(walk.raw("actions.xlsx"), all_done)
    again = walk.types(f"caseaudit run {JANUARY} --edition internal")
    assert "actions.done: 5 of 5 (100%), it was 0 of 5 (0%)" in again.stderr


def test_an_analyst_looks_behind_the_figures(walk):
    """In the explorer page, and in Python by one import."""
    explorer = walk.audits / "reports" / "internal" / JANUARY / "explorer.html"
    assert "None was recorded since September." in explorer.read_text(encoding="utf-8")
    script = (
        "from pipeline.explore import open_rounds\n"
        f"rounds = open_rounds({str(walk.audits)!r}, {JANUARY!r})\n"
        'print(len(rounds.each), len(rounds.table("findings")))'
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=walk.environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1 5\n"), done.stderr


def test_the_next_month_stands_beside_the_first(walk):
    """A second round of the series: its summary has both months, and January stays as it was published."""
    walk.follows(8)
    blank, returns = walk.raw("blank/core-audit.xlsx", FEBRUARY), walk.raw("returns", FEBRUARY)
    rows = []
    for n, grade in enumerate(("Good", "Good", NOT_YET, NOT_YET)):
        day = dt.date(2018, 2, 12 + n)
        fill_in(blank, returns / f"{n}.xlsx", answers(f"WY-30000{n}", "J. Okafor", day, grade))
        rows.append((f"WY-30000{n}", "J. Okafor", "M. Grant", dt.date(2018, 2, 20), grade, "Immediately admissible"))
    add_rows(walk.raw("moderation.xlsx", FEBRUARY), rows)
    walk.raw("commentary.md", FEBRUARY).write_text(WORDS.replace("> A girl", "A girl"), encoding="utf-8")
    for line in BLOCKS[9].strip().splitlines():
        done = walk.types(line.strip())
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    index = (walk.audits / "reports" / "published" / "index.html").read_text(encoding="utf-8")
    assert "February 2018" in index
    assert "January 2018" in index
    summary = walk.audits / "reports" / "internal" / FEBRUARY / "monthly_summary.html"
    assert "The figures of January 2018 stand beside those of February 2018" in summary.read_text(encoding="utf-8")


def test_every_block_of_the_tutorial_was_walked():
    """Ten blocks, and no step without one."""
    assert len(BLOCKS) == 10
