"""The pro formas that can be used in a workspace: the council's own, and the packaged ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.config import Round, Vocabulary
from pipeline.config.files import read_settings, settings_names
from pipeline.errors import ConfigurationError
from pipeline.forms.definition import ProForma
from pipeline.workspace import Workspace

__all__ = ["forms_used", "load_pro_forma", "pro_forma_names", "read_pro_forma", "with_own_lists"]

_PACKAGED = Path(__file__).resolve().parent / "proformas"


def load_pro_forma(workspace: Workspace, name: str, version: str | None = None) -> ProForma:
    """The pro forma ``name``: the council's own file if it has one, else the packaged default.

    An earlier version is kept beside the present one as ``core-audit@2017.1.yml``: where ``version`` has a file of its
    own, it is that; otherwise the file without one, whatever its version.
    """
    folders = (workspace.council / "proformas", _PACKAGED)
    stems = (f"{name}@{version}", name) if version else (name,)
    path = next((p for stem in stems for f in folders if (p := f / f"{stem}.yml").is_file()), None)
    if path is None:
        raise ConfigurationError(
            f'There is no pro forma "{name}". Known: {", ".join(pro_forma_names(workspace))}. '
            "A council's own goes into data/council/proformas."
        )
    return read_pro_forma(path)


def forms_used(workspace: Workspace, rounds: Iterable[Round]) -> dict[tuple[str, str], ProForma]:
    """The forms that these rounds used, each as it was then, by name and version; one that is not kept is left out."""
    found: dict[tuple[str, str], ProForma] = {}
    for used in dict.fromkeys(used for round_ in rounds for used in round_.pro_formas):
        try:
            form = load_pro_forma(workspace, used.name, used.version)
        except ConfigurationError:
            continue  # told when a round that needs it is run itself
        if form.version == used.version:
            found[used.name, used.version] = form
    return found


def read_pro_forma(path: Path) -> ProForma:
    """The pro forma in a YAML file, wherever it lies; ConfigurationError names file, question and what is wrong."""
    if not path.is_file():
        raise ConfigurationError(f"There is no file {path}.")
    pro_forma = read_settings(path, ProForma)
    try:
        _ = pro_forma.own_lists
    except ConfigurationError as error:
        raise ConfigurationError(f"{path} cannot be used: {error}") from error
    return pro_forma


def pro_forma_names(workspace: Workspace) -> list[str]:
    """The pro formas that can be used here, earlier versions left out."""
    return [name for name in settings_names(workspace, "proformas", _PACKAGED) if "@" not in name]


def with_own_lists(pro_formas: Iterable[ProForma], words: Mapping[str, Vocabulary]) -> dict[str, Vocabulary]:
    """``words`` with the lists that the pro formas bring themselves.

    ConfigurationError where one has the name of a list that is there already and says something else: figures are
    counted by one list of a name.
    """
    merged = dict(words)
    for pro_forma in pro_formas:
        for name, own in pro_forma.own_lists.items():
            if merged.setdefault(name, own) != own:
                raise ConfigurationError(
                    f'The pro forma {pro_forma.name} brings a list "{name}", and there is another of that name. Give '
                    "it a name of its own; or, if it should take the other's place, put it into "
                    "data/council/vocabularies.yml."
                )
    return merged
