"""The rules of the house: imports run one way, everything is described, and what must stay in step is in step."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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
    *("markdown", "compose", "render", "check", "publish", "samples", "run", "cli"),
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
    """Every import that is not Python's own is declared, for all or in the extra for clusters; none is a guest."""
    names = {name.split(".")[0] for module in MODULES for name in imported(module)}
    foreign = names - set(sys.stdlib_module_names) - {"pipeline"}
    project = PYPROJECT["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
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


def test_a_run_with_nothing_to_do_imports_nothing_heavy() -> None:
    """It ends within a second; pandas alone takes longer to import than all the rest of such a run."""
    heavy = ("pandas", "scipy", "matplotlib", "nbformat", "openpyxl")
    asked = f"import sys, pipeline.run; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "[]"
