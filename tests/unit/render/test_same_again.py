"""Two runs of the same document give the same bytes, wherever and whenever they are made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.render.beside import ROOT

RENDER = """
import sys
from pathlib import Path
from pipeline.render import render
for document, formats in ((sys.argv[1], ["html", "pdf", "docx"]), (sys.argv[2], ["slides"])):
    render(Path(document), formats, "embedded")
"""
PLACES = {
    "a folder": {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"},
    "ein änderer/Ordner 2": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Pacific/Auckland"},
    "x": {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONUTF8": "1", "PYTHONHASHSEED": "2"},
}
"""Where a run is made → its locale, its time zone and the order of its sets."""


@pytest.mark.parametrize("place", PLACES)
def test_bytes_are_the_same_in_every_folder_locale_and_time_zone(
    place, finished, word, deck, full_document, deck_document, tmp_path
):
    """Page, PDF, Word and slides by the embedded engine, made in a process of its own at another time of day."""
    documents = [
        copied(document, tmp_path / place / document.parent.parent.name) for document in (full_document, deck_document)
    ]
    environment = {**os.environ, **PLACES[place], "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", RENDER, *map(str, documents)], cwd=tmp_path, env=environment, check=True)
    for made in (*finished.values(), word, deck):
        document = documents[made == deck]
        assert document.with_suffix(made.suffix).read_bytes() == made.read_bytes(), made.name


def copied(document: Path, folder: Path) -> Path:
    """The build folder of a document elsewhere, with other times on its files."""
    shutil.copytree(document.parent, folder)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 86_400, time.time() - 86_400))
    for made in folder.glob(f"{document.stem}.[!q]*"):
        made.unlink()
    return folder / document.name
