"""What a page saves, as a person gets it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any


def saved(page: Any, button: str, folder: Path) -> list[list[str]]:
    """The rows of the CSV file that a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile(button)).click()
    path = folder / "saved.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
