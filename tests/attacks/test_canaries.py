"""Canaries: what must reach nobody is put into every field and file part of a real round, and looked for.

A round is made through the forms, run in both editions, signed and published by command, as a council would. Nothing of
the canaries may be in any byte of the public site, in what an unattended run logs, in its report, in what a terminal
shows, in the parameters of notebooks or in the accounts that a run keeps of itself.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from pipeline.check.identifiers import identifiers_of
from pipeline.check.layers import layers
from pipeline.check.texts import read_text
from pipeline.config import load_council, load_scheme, load_vocabularies
from pipeline.forms import fill, load_pro_forma
from pipeline.intake import REVIEW
from pipeline.store import load_table
from pipeline.workspace import Workspace
from tests.conftest import COMMENTARY, REPOSITORY, SmallRounds

pytestmark = pytest.mark.slow

ROUND = "2017-12"
CHILD, AUDITOR, MODERATOR = "Quillon Featherstonehaugh", "Zebedee Vantongeren", "Ysolde Oduyalefinch"
MANAGER = "Wilhelmina Sprockett"
NUMBERS = {
    "date of birth": "03.04.2009",
    "date of birth in words": "3 April 2009",
    "telephone": "07700 900461",
    "NHS number": "943 476 5919",
    "postcode": "ZX9 9XZ",
    "e-mail": "quillon@canary.example",
}
STORY = "the lighthouse keeper taught her to whistle"
EVERYTHING = (
    f"{CHILD}, born on {NUMBERS['date of birth']}, DOB {NUMBERS['date of birth in words']}, "
    f"NHS {NUMBERS['NHS number']}, {NUMBERS['telephone']}, {NUMBERS['e-mail']}, {NUMBERS['postcode']}, "
    f"WY-731999: {STORY}, said {MANAGER}"
)
VALID = {
    "audit_type": "Core", "team": "Leaving Care", "age_band": "18+", "plan_type": "Care leaver",
    "case_of_concern": "No", "oversight": "Clear", "drift": "No", "grade": "Good",
}  # fmt: skip
GROUPS = {
    "judgements": {"section": "Impact", "grade": "Good"},
    "strengths": {"theme": "Casework"},
    "weaknesses": {"theme": "Planning (SMART)"},
    "actions": {"owner_role": "Team Manager"},
}
# what each row of a register says besides its case, so that it is used; the other fields hold canaries
REGISTERS = {
    "moderation": {"auditor": AUDITOR, "moderator": MODERATOR, "admissibility": "Immediately admissible"},
    "action-tracker": {"owner_role": "Team Manager"},
    "outside-findings": {"source": "Inspection", "kind": "Strength"},
}


def canary(field: str) -> str:
    """The word that stands in one field and nowhere else."""
    return f"zq{field.replace('_', '')}qz"


class Canaries:
    """A real round with canaries in every field and in every part of its files, and the words to look for.

    ``said``: how each command on the round ended, and what it said.
    """

    def __init__(self, space: Workspace) -> None:
        self.said: dict[str, subprocess.CompletedProcess[str]] = {}
        self.space = space
        self.words = load_vocabularies(space) | load_council(space).vocabularies
        self.words |= {"grade": load_scheme(space, "practice-2017").vocabulary}
        self.audit = load_pro_forma(space, "core-audit")
        self.cases: list[str] = []
        self.files: list[str] = []
        self.fields: list[str] = []

    def make(self) -> None:
        """Ordinary returns with canaries in their texts, a return for each field with a canary in it, and the rest."""
        free = {"impact_story", "comments", "auditor_organisation"}
        for n in range(12):
            texts = {field: f"{EVERYTHING} {self._new(field)}" for field in free}
            self._return(VALID | texts | {"grade": ("Good", "Not yet good")[n % 2]}, self._groups(typed=True))
        for field in [f for f in self.audit.fields if f.id not in free | {"case_ref", "auditor"}]:
            self._return(VALID | {field.id: f"{EVERYTHING} {self._new(field.id)}"}, self._groups(typed=False))
        self._spoil()
        for register in ("moderation", "concerns", "action-tracker", "follow-up", "outside-findings"):
            self._register(register)
        told = f"\n\n> {STORY.capitalize()}, and {CHILD} laughed.\n"
        (self._folder / "commentary.md").write_text(COMMENTARY + told, encoding="utf-8")

    @property
    def _folder(self) -> Path:
        return self.space.raw / ROUND

    def _new(self, field: str) -> str:
        if canary(field) not in self.fields:
            self.fields.append(canary(field))
        return canary(field)

    def _groups(self, typed: bool) -> dict[str, list[dict[str, str]]]:
        """Rows of every group, with canaries in their texts; where not ``typed``, in their lists and dates as well."""
        made: dict[str, list[dict[str, str]]] = {}
        for group in self.audit.groups:
            row = {}
            for column in group.columns:
                known = GROUPS[group.id].get(column.id)
                if known is not None and typed:
                    row[column.id] = known
                elif column.type == "text" or not typed:
                    row[column.id] = f"{EVERYTHING} {self._new(group.id + column.id)}"
            made[group.id] = [row]
        return made

    def _return(self, answers: dict[str, str], groups: dict[str, list[dict[str, str]]]) -> None:
        n = len(self.cases)
        case = f"WY-7319{n:02d}"
        self.cases.append(case)
        who = {"case_ref": case, "auditor": AUDITOR, "audit_date": f"{10 + n % 15}/12/2017"}
        book = fill(self.audit, self.words, who | answers, groups)
        self._dress(book)
        name = f"{CHILD} {case} {NUMBERS['telephone']}.xlsx"
        self.files.append(name)
        if n % 5:
            book.save(self._folder / "returns" / name)
        else:
            made = io.BytesIO()
            book.save(made)
            with zipfile.ZipFile(self._folder / "returns" / f"post {MANAGER} {n}.zip", "w") as post:
                post.comment = EVERYTHING.encode()
                post.writestr(name, made.getvalue())

    def _dress(self, book: openpyxl.Workbook) -> None:
        """Canaries where no field is: properties, a comment, a heading of the page, a hidden sheet and its name."""
        about = book.properties
        about.creator, about.lastModifiedBy, about.title, about.subject = CHILD, MANAGER, EVERYTHING[:200], STORY
        about.keywords, about.description, about.category = NUMBERS["NHS number"], EVERYTHING, self._new("category")
        page = book.worksheets[0]
        page["B3"].comment = Comment(f"{EVERYTHING} {self._new('comment')}", MANAGER)
        page.oddHeader.center.text = f"{CHILD} {self._new('header')}"
        hidden = book.create_sheet(f"{CHILD[:20]} {self._new('sheet')}"[:31])
        hidden.sheet_state = "hidden"
        hidden["A1"] = f"{EVERYTHING} {self._new('hidden')}"

    def _spoil(self) -> None:
        """Files that cannot be read: their refusal must not quote them."""
        for name, content in {
            f"{CHILD} scan.pdf": b"%PDF-1.4 " + EVERYTHING.encode(),
            f"{CHILD} broken.xlsx": b"PK\x03\x04" + EVERYTHING.encode(),
            f"{CHILD} notes.txt": EVERYTHING.encode(),
        }.items():
            self.files.append(name)
            (self._folder / "returns" / name).write_bytes(content)

    def _register(self, name: str) -> None:
        form = load_pro_forma(self.space, name)
        rows = []
        for n, case in enumerate(self.cases):
            kept = {"case_ref": case} | REGISTERS.get(name, {})
            open_ = [f.id for f in form.fields if f.id not in kept and (n % 3 == 0 or f.id == "words")]
            rows.append(kept | {field: f"{EVERYTHING} {self._new(name + field)}" for field in open_})
        book = fill(form, self.words, rows)
        self._dress(book)
        place = {"action-tracker": "actions.xlsx", "follow-up": "follow_up.xlsx"}.get(name, f"{name}.xlsx")
        place = f"sources/{CHILD}.xlsx" if name == "outside-findings" else place
        (self._folder / place).parent.mkdir(exist_ok=True)
        book.save(self._folder / place)

    @property
    def certain(self) -> list[str]:
        """What is taken out for certain, wherever it stands."""
        people = [part for name in (AUDITOR, MODERATOR) for part in (name, name.split()[1])]
        return [*self.cases, "WY-731999", *people, *NUMBERS.values(), "07700900461", "9434765919"]

    @property
    def all(self) -> list[str]:
        """Every word that is looked for."""
        return [*self.certain, CHILD, *CHILD.split(), MANAGER, *MANAGER.split(), STORY, *self.files, *self.fields]


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Canaries:
    """The round, run and published by command; the log lies beside its data."""
    root = tmp_path_factory.mktemp("canaries")
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    small = SmallRounds(Workspace.at(root))
    small.write(ROUND, (), synthetic=False)
    made = Canaries(small.workspace)
    made.make()
    made.said = {name: _command(root, *words) for name, words in commands(root).items()}
    return made


def commands(root: Path) -> dict[str, list[str]]:
    """Every command that a council gives on a round, in this order, by what it does."""
    log = ["--json-log", str(root / "log.jsonl")]
    formats = ["--formats", "html,pdf,docx,xlsx", "--engine", "embedded"]
    return {
        "clean": ["clean", ROUND],
        "batch": ["batch", ROUND, "--publish", *formats, *log],
        "run": ["run", ROUND, "--explain", *formats, *log],
        "check": ["check", ROUND],
        "measures": ["measures", ROUND],
        "dry run": ["publish", ROUND, "--dry-run"],
        "sign": ["publish", ROUND, "--sign", "Head of Safeguarding"],
        "publish": ["publish", ROUND],
    }


def _command(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words, "--workspace", str(root)],
        env={**os.environ, "CASEAUDIT_KEY": "a key of this test alone, which protects nobody"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def written(word: str) -> Iterator[bytes]:
    """A word as it may stand in bytes: in UTF-8, in UTF-16, backwards, without what parts it."""
    small = word.lower()
    for form in {small, small.replace(" ", ""), small.replace("-", ""), small.replace(" ", "%20")}:
        yield form.encode()
    yield small.encode("utf-16-le")
    yield small[::-1].encode()


def found_in(data: bytes, words: list[str]) -> list[str]:
    """The words that are in some bytes, or in anything packed in them."""
    parts = [part.data.lower() for part in layers(data)]
    return [word for word in words if any(form in part for form in written(word) for part in parts)]


def found_in_file(path: Path, words: list[str]) -> list[str]:
    """The words that are in a file: in its name, its bytes, its text."""
    text = read_text(path) if path.suffix in (".html", ".pdf", ".docx", ".pptx", ".xlsx") else ""
    return found_in(b"\n".join([path.name.encode(), text.encode()]), words) + found_in(path.read_bytes(), words)


def test_the_canaries_are_there_to_be_found(canaries):
    """They are in the returns, and what may be kept of them is in the private tables: else this would prove nothing."""
    raw = [
        f for f in (canaries.space.raw / ROUND).rglob("*") if f.suffix in (".xlsx", ".zip") and "broken" not in f.name
    ]
    seen = {word for path in raw for word in found_in_file(path, canaries.all)}
    missing = set(canaries.all) - seen - set(canaries.files) - {"07700900461", "9434765919"}
    assert missing == set()
    folder = canaries.space.round(ROUND).processed
    keys = set(load_table(folder, "keys")["stands_for"])
    assert {AUDITOR, MODERATOR, *canaries.cases} <= keys
    kept = " ".join(load_table(folder, "findings")["words"].dropna())
    assert canary("strengthswords") in kept
    assert canary("comments") in " ".join(load_table(folder, "returns")["comments"].dropna())
    assert (folder / REVIEW).is_file()


def test_the_round_was_published(canaries):
    """The batch was refused for want of a signature alone; signed, the same files went out."""
    said = canaries.said
    assert said["batch"].returncode == 5, said["batch"].stdout + said["batch"].stderr
    assert "nobody signed the public edition" in said["batch"].stdout
    assert said["publish"].returncode == 0, said["publish"].stderr
    assert (canaries.space.published / ROUND / "monthly_summary.docx").is_file()


def test_no_canary_is_in_any_byte_of_the_public_site(canaries):
    """Text, alt text, properties, hidden parts, pictures, packed streams, names of files, checksums and ledger."""
    files = [f for f in canaries.space.published.rglob("*") if f.is_file()]
    assert len(files) >= 8
    assert {str(f): found for f in files if (found := found_in_file(f, canaries.all))} == {}


def test_no_canary_is_in_the_log_or_in_the_report_of_an_unattended_run(canaries):
    """Nor is the name of a file that came in."""
    for path in (canaries.space.root / "log.jsonl", canaries.space.internal / "batch_report.html"):
        assert path.stat().st_size > 500
        assert found_in_file(path, canaries.all) == []


@pytest.mark.parametrize("name", [name for name in commands(Path()) if name != "clean"])
def test_no_canary_is_shown_on_a_terminal(canaries, name):
    """Whatever is said of a run, of measures or of what stands against publishing."""
    done = canaries.said[name]
    said = f"{done.stdout}\n{done.stderr}"
    assert said.strip()
    assert found_in(said.encode(), canaries.all) == []


def test_what_clean_says_to_the_analyst_names_files_and_nobody_else(canaries):
    """Apart from the name of a file as it was received, nothing stands there that is taken out for certain."""
    done = canaries.said["clean"]
    said = f"{done.stdout}\n{done.stderr}"
    for name in sorted(canaries.files, key=len, reverse=True):
        said = said.replace(name, "")
    assert found_in(said.encode(), canaries.certain) == []


def test_no_canary_is_in_the_parameters_of_a_notebook(canaries):
    """Neither in what papermill noted nor in the cell that it put in."""
    executed = sorted(canaries.space.round(ROUND).executed.glob("*.ipynb"))
    assert len(executed) >= 6
    for path in executed:
        book = json.loads(path.read_text(encoding="utf-8"))
        put_in = [c for c in book["cells"] if "injected-parameters" in c["metadata"].get("tags", [])]
        noted = json.dumps([book["metadata"], put_in], ensure_ascii=False).encode()
        assert found_in(noted, canaries.all) == [], path.name


def test_no_canary_is_in_the_accounts_that_a_run_keeps_of_itself(canaries):
    """The manifest, what protection found, and what is to be told."""
    paths = canaries.space.round(ROUND)
    for path in (paths.manifest, paths.protection, paths.statements):
        assert found_in_file(path, canaries.all) == []


def test_the_gate_would_have_found_them(canaries):
    """Each kind of canary that a program can know is refused in a sentence of a public page."""
    known = identifiers_of(canaries.space, ROUND)
    for word in (*canaries.cases, AUDITOR, MODERATOR, *canaries.files, *NUMBERS.values()):
        told = {"3 April 2009": "born on 3 April 2009", "03.04.2009": "born on 03.04.2009"}.get(word, word)
        assert known.in_words(f"It says {told} here."), word
