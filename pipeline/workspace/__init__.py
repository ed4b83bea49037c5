"""Where everything lies: the only room that spells a folder.

A *workspace* is a folder with ``data/``, ``reports/`` and ``notebooks/`` in it. A file of the package (a notebook, a
template, the theme) is taken from the workspace if it holds one of the same name, otherwise from the package's own.
"""

from pipeline.workspace.folders import EDITIONS, RoundPaths, Workspace, as_at_day
from pipeline.workspace.secrets import KEY_VARIABLE, PASSWORD_VARIABLE, key_file
from pipeline.workspace.shipped import packaged, what_cells_say

__all__ = [
    "EDITIONS",
    "KEY_VARIABLE",
    "PASSWORD_VARIABLE",
    "RoundPaths",
    "Workspace",
    "as_at_day",
    "key_file",
    "packaged",
    "what_cells_say",
]
