"""The rules of the house: imports run one way, everything is described, and what must stay in step is in step."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import pipeline
from pipeline.render.quarto import OLDEST

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pipeline"
ROOMS = (
    *("errors", "workspace", "config", "tables", "store", "manifest", "forms", "intake", "measures", "protect"),
    *("basis", "markdown", "brand", "compose", "explore", "render", "check", "publish", "samples", "run", "cli"),
)
# Rooms that may import less than everything above them.
NARROWER = {"render": {"errors", "markdown"}}
PURE = ("measures", "protect")
DISK_AND_PLOTS = {"pathlib", "os", "io", "shutil", "tempfile", "glob", "pipeline.store", "matplotlib", "seaborn"}
MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PYPROJECT["project"]["optional-dependencies"]


def short(path: Path) -> str:
    """A file as it is called in this repository."""
    return path.relative_to(ROOT).as_posix()


def room(module: Path) -> str:
    """The room that a module of the package belongs to; "pipeline" for its front door."""
    part = module.relative_to(PACKAGE).parts[0]
    return "pipeline" if part == "__init__.py" else part.removesuffix(".py")


def imported(module: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it, by its full name."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(module)} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, modules: set[str]) -> bool:
    """Whether a dotted name is one of the modules or stands in one."""
    return any(name == m or name.startswith(f"{m}.") for m in modules)


@pytest.mark.parametrize("module", MODULES, ids=short)
def test_a_room_imports_only_from_rooms_above_it(module: Path) -> None:
    """A module imports from its own room and from rooms above it in the map, and from nowhere below."""
    here = room(module)
    above = set(ROOMS[: ROOMS.index(here)]) if here in ROOMS else set()
    allowed = NARROWER.get(here, above) | {here}
    used = {name.split(".")[1] for name in imported(module) if name.startswith("pipeline.")}
    assert used & set(ROOMS) <= allowed


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) in PURE], ids=short)
def test_pure_rooms_touch_neither_disk_nor_plots(module: Path) -> None:
    """Measures and protection compute from what they are given, so that a notebook and a test can call them alike."""
    assert [name for name in imported(module) if within(name, DISK_AND_PLOTS)] == []
    names = {n.id for n in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(n, ast.Name)}
    assert "open" not in names


def test_every_module_belongs_to_a_room() -> None:
    """There is no module and no folder in the package that the list of rooms does not know."""
    assert {room(m) for m in MODULES} - {"pipeline"} == set(ROOMS)


def test_the_map_names_every_room() -> None:
    """The docstring of the package, where a newcomer begins, has an entry for each room."""
    named = set(re.findall(r" {4}(\w+) {2,}", pipeline.__doc__ or ""))
    assert set(ROOMS) - named == set()


def loaded(path: Path) -> ModuleType:
    """A module of the package, imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


def undescribed(tree: ast.AST, place: str) -> Iterator[str]:
    """The public classes and functions in a piece of code that have no docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{place}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undescribed(node, f"{place}.{node.name}")


@pytest.mark.parametrize("module", MODULES, ids=short)
def test_everything_public_is_described(module: Path) -> None:
    """Every module, public class, function and method says what it is for."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert list(undescribed(tree, module.stem)) == []


@pytest.mark.parametrize("module", [m for m in MODULES if "__all__" in m.read_text(encoding="utf-8")], ids=short)
def test_every_public_name_exists(module: Path) -> None:
    """What ``__all__`` names can be imported, and is named once."""
    face = loaded(module)
    assert [name for name in face.__all__ if not hasattr(face, name)] == []
    assert len(set(face.__all__)) == len(face.__all__)


LONGEST_FILE, LONGEST_FUNCTION = 250, 40
# A file or function (as "file: function") that is longer → why it is one all the same.
LONG: dict[str, str] = {}
# A public name that nothing outside its file uses → why it is public all the same. What stands in the signature or the
# fields of something public of its file needs no reason: whoever is handed one may have to name it.
_BY_ITSELF = "a step of its file with a rule of its own, which tests hold by itself"
FOR_OTHERS: dict[str, str] = {
    "pipeline.forms.dictionary.kept_as": _BY_ITSELF,
    "pipeline.forms.labels.closest_label": _BY_ITSELF,
    "pipeline.forms.sheets.address": _BY_ITSELF,
    "pipeline.intake.Intake": "what take_in gives: whoever is handed one may have to name it",
    "pipeline.intake.Key": "what find_key gives: whoever is handed one may have to name it",
    "pipeline.intake.containers.worker.serve": "called in the process that reads files, by a text of Python",
    "pipeline.markdown.drawable": _BY_ITSELF,
    "pipeline.measures.concordance.FEWEST_PAIRS": "a bar of methods.md, on which its test sits",
    "pipeline.measures.explaining.filter_words": _BY_ITSELF,
    "pipeline.measures.statistics.power.fisher_power": "a statistic with published values to hold it against",
    "pipeline.measures.views.working_days": _BY_ITSELF,
    "pipeline.protect.audit.audit": "the audit with nothing lowered, as attackers and tests ask for it",
    "pipeline.protect.audit.smallest_conflict": _BY_ITSELF,
    "pipeline.protect.cliques.graham_reduction": _BY_ITSELF,
    "pipeline.protect.lowering.importance": _BY_ITSELF,
    "pipeline.protect.splits.splits_of": _BY_ITSELF,
}


def sizes(module: Path) -> Iterator[tuple[str, int, int]]:
    """A file and each function in it, with the lines it has and may have; a function's docstring does not count."""
    source = module.read_text(encoding="utf-8")
    yield short(module), len(source.splitlines()), LONGEST_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            described = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(node) else 0
            yield (
                f"{short(module)}: {node.name}",
                (node.end_lineno or 0) - node.lineno + 1 - described,
                LONGEST_FUNCTION,
            )


def in_room(name: str) -> list[Path]:
    """The modules of a room."""
    return [m for m in MODULES if room(m) == name]


@pytest.mark.parametrize("name", ROOMS)
def test_nothing_is_longer_than_a_reader_can_hold(name: str) -> None:
    """A file has at most 250 lines and a function 40 lines of code, or a reason: longer means a noun is missing."""
    long = {what for module in in_room(name) for what, lines, most in sizes(module) if lines > most}
    assert long - LONG.keys() == set()


def dotted(module: Path) -> str:
    """A module by its full name."""
    return ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def names_used(source: str) -> Iterator[str]:
    """Every name of a module of ours that a piece of code imports or reaches through a module, by its full name."""
    tree = ast.parse(source)
    called: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
                called[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            called.update({a.asname or a.name: a.name for a in node.names if a.name.startswith("pipeline")})
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            yield f"{called.get(ast.unparse(node.value), '')}.{node.attr}"


@cache
def users() -> dict[str, set[str]]:
    """Full name → the modules and notebooks that use it; templates import nothing, and get what a module names."""
    used: dict[str, set[str]] = defaultdict(set)
    for module in MODULES:
        for name in names_used(module.read_text(encoding="utf-8")):
            used[name].add(dotted(module))
    for notebook in NOTEBOOKS:
        lines = "\n".join("".join(cell["source"]) for cell in code_cells(notebook)).splitlines()
        for name in names_used("\n".join(line for line in lines if not line.startswith(("%", "!")))):
            used[name].add(short(notebook))
    return used


def in_signatures(tree: ast.Module) -> set[str]:
    """The names in the annotations of a module: what its functions take and give, what its classes hold."""
    given = {ast.arg: "annotation", ast.AnnAssign: "annotation", ast.FunctionDef: "returns"}
    hints = (getattr(node, given[type(node)]) for node in ast.walk(tree) if type(node) in given)
    return {part for hint in hints if hint for part in re.findall(r"\w+", ast.unparse(hint))}


def bound(tree: ast.Module) -> Iterator[str]:
    """Every name that a module binds at its top: functions, classes, constants."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        for target in [*getattr(node, "targets", ()), getattr(node, "target", None)]:
            if isinstance(target, ast.Name):
                yield target.id


def unused(module: Path) -> Iterator[str]:
    """The public names of a module that neither the rest of the package nor a notebook uses, nor a signature names."""
    tree, here = ast.parse(module.read_text(encoding="utf-8")), dotted(module)
    for name in getattr(loaded(module), "__all__", ()):
        if not users()[f"{here}.{name}"] - {here} and name not in in_signatures(tree):
            yield f"{here}.{name}"


@pytest.mark.parametrize("name", ROOMS)
def test_what_is_public_is_used(name: str) -> None:
    """A name that a module holds out is taken by another or by a notebook; one that only tests use is not needed."""
    idle = {what for module in in_room(name) for what in unused(module)}
    assert idle - FOR_OTHERS.keys() == set()


@pytest.mark.parametrize("module", MODULES, ids=short)
def test_what_is_private_is_used_where_it_stands(module: Path) -> None:
    """A name that begins with an underscore has no reader elsewhere, so without one here it is left over."""
    words = module.read_text(encoding="utf-8")
    defined = {name for name in bound(ast.parse(words)) if name.startswith("_") and not name.startswith("__")}
    assert [name for name in sorted(defined) if len(re.findall(rf"\b{name}\b", words)) < 2] == []


def test_no_reason_is_left_without_its_exception() -> None:
    """Each listed exception to these two rules is one still."""
    long = {what for module in MODULES for what, lines, most in sizes(module) if lines > most}
    idle = {what for module in MODULES for what in unused(module)}
    assert LONG.keys() - long == set()
    assert FOR_OTHERS.keys() - idle == set()


def lower_bound(specifier: str) -> Version:
    """The version after >= in a specifier."""
    (bound,) = [s for s in SpecifierSet(specifier) if s.operator == ">="]
    return Version(bound.version)


def test_the_conda_environment_is_in_step() -> None:
    """environment.yml asks for the Python of pyproject, the Quarto of the rendering room, and an extra that exists."""
    listed: list[Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    asked = {r.name: str(r.specifier) for r in map(Requirement, (d for d in listed if isinstance(d, str)))}
    assert lower_bound(asked["python"]) == lower_bound(PYPROJECT["project"]["requires-python"])
    assert lower_bound(asked["quarto"]).release == OLDEST
    (by_pip,) = [d["pip"] for d in listed if isinstance(d, dict)]
    extras = re.findall(r"\[([\w,-]+)\]", " ".join(by_pip))
    assert extras
    assert set(",".join(extras).split(",")) <= EXTRAS.keys()


def declared() -> list[Requirement]:
    """Every dependency of the package and of its extras."""
    lines = [*PYPROJECT["project"]["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
    return [Requirement(line) for line in lines]


def locked() -> dict[str, list[Version]]:
    """Distribution → the versions that the lock pins, one or one for each Python."""
    pins: dict[str, list[Version]] = {}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", lock, re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(Version(version))
    return pins


@pytest.mark.parametrize("dependency", declared(), ids=lambda d: d.name)
def test_the_lock_holds_every_dependency(dependency: Requirement) -> None:
    """Each dependency is pinned, to versions that pyproject allows."""
    versions = locked().get(canonicalize_name(dependency.name))
    assert versions
    assert all(v in dependency.specifier for v in versions)


def test_the_lock_names_no_address() -> None:
    """The lock can be installed from any index: it holds versions and hashes, and no address."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"^.*(?:https?:|file:|git\+| @ |--index|--find-links).*$", lock, re.MULTILINE) == []


def test_what_is_imported_is_declared() -> None:
    """Every import that is not Python's own is declared, for all or in an extra for some; none is a guest."""
    names = {name.split(".")[0] for module in MODULES for name in imported(module)}
    foreign = names - set(sys.stdlib_module_names) - {"pipeline"}
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["cluster"], *extras["explore"]]
    wanted = {canonicalize_name(Requirement(line).name) for line in declared}
    made_by = packages_distributions()
    undeclared = {n for n in foreign if not wanted & {canonicalize_name(d) for d in made_by.get(n, [])}}
    assert undeclared == set()


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """The code cells of a notebook."""
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_there_are_notebooks() -> None:
    """The tests of notebooks have something to test."""
    assert len(NOTEBOOKS) >= 6


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=short)
def test_a_notebook_is_kept_without_what_it_showed(notebook: Path) -> None:
    """No output and no count of runs is stored, and the kernel is python3 on every machine."""
    assert [c["id"] for c in code_cells(notebook) if c["outputs"] or c["execution_count"] is not None] == []
    metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=short)
def test_a_notebook_says_what_its_parameters_mean(notebook: Path) -> None:
    """One cell is tagged ``parameters``; it holds assignments and nothing else, each with a comment beside it."""
    (cell,) = [c for c in code_cells(notebook) if "parameters" in c["metadata"].get("tags", [])]
    source = "".join(cell["source"])
    body = ast.parse(source).body
    assert body
    assert all(isinstance(node, ast.Assign | ast.AnnAssign) for node in body)
    lines = source.splitlines()
    assert [lines[(n.end_lineno or 1) - 1] for n in body if "#" not in lines[(n.end_lineno or 1) - 1]] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=short)
def test_a_notebook_decides_nothing(notebook: Path) -> None:
    """No function and no class is defined in a notebook, and no cell is longer than a glance: decisions are ours."""
    for cell in code_cells(notebook):
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 12, cell["id"]
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert not any(isinstance(node, defined) for node in ast.walk(ast.parse(source))), cell["id"]


def test_a_run_with_nothing_to_do_imports_nothing_heavy(tmp_path: Path) -> None:
    """It ends within a second, its report written; pandas alone takes longer to import than all the rest of it."""
    heavy = ("pandas", "scipy", "matplotlib", "nbformat", "openpyxl")
    shutil.copytree(ROOT / "data" / "council", tmp_path / "data" / "council")
    asked = (
        "import sys; from pathlib import Path; from pipeline.run import write_batch_report;"
        "from pipeline.workspace import Workspace; write_batch_report(Workspace.at(Path(sys.argv[1])), []);"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    words = [sys.executable, "-c", asked, str(tmp_path)]
    told = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "[]"
