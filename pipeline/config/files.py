"""Reading a settings file into a model, with a sentence for each way in which that fails."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = [
    "Settings",
    "entry_lines",
    "parse_yaml",
    "read_entry",
    "read_named",
    "read_plain",
    "read_settings",
    "read_yaml",
    "settings_file",
    "settings_names",
]

_DEFAULTS = Path(__file__).resolve().parent
Model = TypeVar("Model", bound="Settings")
# PyYAML's loader in C where it was built with it, ten times as fast; both load plain values and nothing else
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Settings(BaseModel):
    """Base of every settings model: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # a run that finds nothing to do needs few


def settings_file(workspace: Workspace, *parts: str) -> Path:
    """The council's own file in ``data/council/`` if it has one, else the packaged default of the same name."""
    own = workspace.council.joinpath(*parts)
    return own if own.is_file() else _DEFAULTS.joinpath(*parts)


def settings_names(workspace: Workspace, folder: str, packaged: Path) -> list[str]:
    """What of one kind can be used here: the packaged files and those in a folder of the council's own settings."""
    return sorted({p.stem for place in (packaged, workspace.council / folder) for p in place.glob("*.yml")})


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; ConfigurationError says the line that is broken."""
    return parse_yaml(path, read_plain(path))


def read_plain(path: Path) -> str:
    """The text of a file; ConfigurationError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not plain UTF-8 text; save it again from a text editor.") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror}).") from error


def parse_yaml(path: Path, text: str) -> Any:
    """``text`` as YAML; ``path`` is where it was read, for the sentence that says what is wrong."""
    try:
        return yaml.load(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigurationError(
            f"{path}{line} is not valid YAML ({error.problem}). The usual causes are a tab or an indent that differs "
            "from its neighbours, and a text with a colon in it that is not in quotes."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not valid YAML: it holds a character that YAML does not allow.") from error
    except ValueError as error:  # what looks like a date is turned into one while it is read
        raise ConfigurationError(f"{path} holds a day that is in no calendar ({error}).") from error


def read_settings(path: Path, model: type[Model]) -> Model:
    """``path`` as ``model``; ConfigurationError names every field that is wrong and why."""
    found: Model = _as_model(path, read_plain(path), model)
    return found


@lru_cache(maxsize=512)  # a run asks for the settings of each round again and again; a model is frozen
def _as_model(path: Path, text: str, model: type[Model]) -> Model:
    content = parse_yaml(path, text)
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} is empty or holds no settings: it should hold lines such as 'name: value'.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(_fault_words(e, content) for e in error.errors())
        raise ConfigurationError(f"{path} cannot be used: {faults}.") from error


def read_named(workspace: Workspace, folder: str, name: str, model: type[Model], what: str, more: str = "") -> Model:
    """The settings called ``name`` in a folder that a council can add to; ConfigurationError if there are none.

    ``what``: what they are called in the sentence for that, which ``more`` ends.
    """
    path = settings_file(workspace, folder, f"{name}.yml")
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yml")))
        raise ConfigurationError(
            f'There is no {what} "{name}". Known: {known}. A new one goes into data/council/{folder}{more}.'
        )
    return read_settings(path, model)


def read_entry(path: Path, model: type[Model], entry: dict[str, Any], line: int, meanwhile: str = "") -> Model:
    """One entry of a list as ``model``, which keeps its line; ConfigurationError names that.

    ``meanwhile``: what holds until it is mended, a sentence.
    """
    try:
        return model.model_validate(entry | {"line": line})
    except ValidationError as error:
        faults = "; ".join(_fault_words(e) for e in error.errors())
        raise ConfigurationError(
            " ".join(filter(None, (f"{path}, line {line} cannot be used: {faults}.", meanwhile)))
        ) from error


def entry_lines(text: str) -> dict[str, list[int]]:
    """The line on which each entry of each list in a YAML file begins, by the name of the list."""
    root: Any = yaml.compose(text, Loader=_LOADER)
    lists = {key.value: value for key, value in root.value if isinstance(value, yaml.SequenceNode)}
    return {name: [node.start_mark.line + 1 for node in value.value] for name, value in lists.items()}


def _fault_words(error: Any, content: Any = None) -> str:
    """One error of pydantic in words; with the ``content`` it was found in, an entry of a list is named by its id."""
    place = f'"{".".join(str(part) for part in error["loc"]) or "the file"}"' + _of_which(error["loc"], content)
    words = {
        "missing": f"{place} is missing",
        "extra_forbidden": f"{place} is not a setting (is it misspelt?)",
    }
    if error["type"] == "value_error":  # a sentence of ours
        said = str(error["ctx"]["error"])
        return said if not error["loc"] else f"{place}: {said}"
    return words.get(error["type"], f"{place}: {error['msg'][0].lower()}{error['msg'][1:]}")


def _of_which(loc: tuple[Any, ...], content: Any) -> str:
    """The id of the innermost entry that a fault is in: nobody counts forty fields of a form."""
    named = ""
    for part in loc:
        inside = isinstance(content, dict) and part in content
        inside = inside or (isinstance(content, list) and isinstance(part, int) and part < len(content))
        if not inside:
            break
        content = content[part]
        if isinstance(content, dict) and isinstance(content.get("id"), str):
            named = f' (of "{content["id"]}")'
    return named if loc and loc[-1] != "id" else ""
