"""One call of pandoc: sandboxed, told everything, and silent or a failure."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.markdown import READER

__all__ = ["PandocFailure", "program", "run_pandoc", "version"]

SECONDS = 120
_READER = READER + "-markdown_in_html_blocks-yaml_metadata_block-pandoc_title_block-table_attributes"
_FILTER = re.compile(r"Error running filter [^\n]*\n(?:[^\n]*?\.lua:\d+: )?(.*?)(?:\nstack traceback:|\Z)", re.DOTALL)


class PandocFailure(Exception):
    """What pandoc said, in its words and without its stack trace."""


@cache
def program() -> str:
    """The path of pandoc, which comes with its wheel."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


@cache
def version() -> str:
    """The version of the pandoc in use."""
    import pypandoc

    return str(pypandoc.get_pandoc_version())


def run_pandoc(body: str, meta: dict[str, Any], folder: Path, arguments: Sequence[str]) -> str:
    """Return what pandoc makes of the body, read by the reports' reader; PandocFailure on an error *or* a warning.

    ``meta`` is read as Markdown by the same reader. Files named in the arguments are found from ``folder``.
    """
    with tempfile.TemporaryDirectory() as scratch:
        metadata = Path(scratch) / "metadata.json"
        metadata.write_text(json.dumps(meta, default=str), encoding="utf-8")
        command = [program(), "--sandbox", "-f", _READER, "--wrap=none", "--eol=lf", "--metadata-file", str(metadata)]
        try:
            done = subprocess.run(
                [*command, *arguments], input=body.encode(), cwd=folder, capture_output=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired as error:
            raise PandocFailure(f"pandoc did not finish within {SECONDS} seconds.") from error
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode != 0 or "[WARNING]" in said:
        raise PandocFailure(_cause(said) or f"pandoc stopped with exit code {done.returncode}.")
    return done.stdout.decode("utf-8")


def _cause(said: str) -> str:
    filtered = _FILTER.search(said)
    words = filtered[1] if filtered else said.removeprefix("[WARNING]")
    return " ".join(words.split())
