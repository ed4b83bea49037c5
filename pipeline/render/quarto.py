"""Quarto by subprocess: one call a document, in a copy of its folder, with almost no environment.

What Quarto 1.9 prints was observed: it ends with exit code 0 after an unknown variable, an unresolved reference or a
missing resource, saying only WARNING. So a warning is a failure here.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigurationError, RenderError
from pipeline.render import preflight, shortcodes
from pipeline.render.about import about_document
from pipeline.render.office import About
from pipeline.render.slides import finish_pptx
from pipeline.render.source import QUARTO_NAMES, SUFFIXES, read_source, write_whole
from pipeline.render.word import finish_docx

__all__ = ["DOWNLOAD", "QuartoEngine", "find_quarto", "preview_document"]

DOWNLOAD = "https://quarto.org/docs/download"
OLDEST = (1, 9)
SECONDS = 300

# An env shortcode can print any variable, so only what the programs need is passed on.
_PASSED = ("PATH", "HOME", "TMPDIR", "TMP", "TEMP", "LANG", "SOURCE_DATE_EPOCH")
_PASSED_ON_WINDOWS = ("SYSTEMROOT", "PATHEXT", "COMSPEC", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_HARMLESS = "PDF standard validation requested but verapdf is not installed"
_WARNING = re.compile(r"^\s*(?:\[WARNING\]|WARNING\b)\s*(?:\([^)]*\))?\s*", re.MULTILINE)
_ERROR = re.compile(r"^\s*error:\s*(?P<cause>.+)$", re.MULTILINE)
_FATAL = re.compile(r"^\s*ERROR:\s*(?P<cause>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class QuartoEngine:
    """The Quarto command line at ``program``; ``seconds`` is how long one document may take."""

    program: str
    version: str
    seconds: float = SECONDS

    @property
    def name(self) -> str:
        """Quarto and its version."""
        return f"quarto {self.version}"

    def render(self, document: Path, formats: Sequence[str]) -> dict[str, Path]:
        """Render a copy of the build folder and put the expected files beside the document, all or none.

        A copy, since renders in one project race, and since Quarto leaves its own files and half a report behind.
        """
        named = ", ".join(formats)
        source = read_source(document, named)
        words = preflight.check(source, shortcodes.expand(source, named), formats, strict=False)
        about = about_document(source, words)
        with tempfile.TemporaryDirectory(prefix="rendering-", dir=source.folder.parent) as scratch:
            copy = Path(scratch) / source.folder.name
            shutil.copytree(source.folder, copy, ignore=_unneeded(document))
            targets = ",".join(QUARTO_NAMES[format] for format in formats)
            self._run(document, named, ["render", document.name, "--to", targets], copy)
            files = {format: document.with_suffix(SUFFIXES[format]) for format in formats}
            made = {format: copy / path.name for format, path in files.items()}
            missing = [path.name for path in made.values() if not path.is_file()]
            if missing:
                raise RenderError(document, named, f"Quarto ended well but did not make {', '.join(missing)}.")
            write_whole({files[format]: _finished(format, path.read_bytes(), about) for format, path in made.items()})
        return files

    def _run(self, document: Path, formats: str, arguments: Sequence[str], folder: Path) -> None:
        try:
            code, said = run_tree([self.program, *arguments], folder, self.seconds)
        except subprocess.TimeoutExpired as error:
            raise RenderError(document, formats, f"Quarto did not finish within {self.seconds:g} seconds.") from error
        cause = explain(said)
        if code != 0 or cause:
            raise RenderError(document, formats, f"Quarto: {cause or f'it stopped with exit code {code}'}")


def _finished(format: str, data: bytes, about: About) -> bytes:
    """Office files need what no option of Quarto gives: marks on every page, properties, fixed dates."""
    if format == "docx":
        return finish_docx(data, about)
    return finish_pptx(data, about) if format == "slides" else data


def find_quarto() -> QuartoEngine | str:
    """Return Quarto if it is found and new enough, else a sentence that says why not.

    It is looked for at QUARTO_PATH, then on PATH (``quarto.cmd`` on Windows).
    """
    asked = os.environ.get("QUARTO_PATH")
    program = shutil.which(asked) if asked else shutil.which("quarto") or shutil.which("quarto.cmd")
    oldest = ".".join(map(str, OLDEST))
    if not program:
        place = f"at QUARTO_PATH ({asked})" if asked else "on the PATH"
        return f"Quarto was not found {place}. Install Quarto {oldest} or newer, or use --engine embedded."
    try:
        code, said = run_tree([program, "--version"], Path.cwd(), 60)
    except (subprocess.TimeoutExpired, OSError) as error:
        return f"Quarto at {program} does not run ({type(error).__name__}). Use --engine embedded."
    numbers = re.search(r"(\d+)\.(\d+)(?:\.\d+)*", said)
    if code != 0 or not numbers:
        return f"Quarto at {program} does not tell its version. Use --engine embedded."
    if (int(numbers[1]), int(numbers[2])) < OLDEST:
        return f"Quarto {numbers[0]} is too old: {oldest} or newer is needed. Update it, or use --engine embedded."
    return QuartoEngine(program, numbers[0])


def preview_document(document: Path) -> int:
    """Let ``quarto preview`` show a document while its ``.qmd`` is edited, until it is ended; its exit code.

    It works in the build folder itself and says what it says on this terminal; Ctrl-C ends all that it started.
    ConfigurationError where there is no Quarto: the embedded engine renders, and watches nothing.
    """
    found = find_quarto()
    if isinstance(found, str):
        raise ConfigurationError(f"{found} A preview needs Quarto; render the document with: caseaudit run")
    process = subprocess.Popen(
        [found.program, "preview", document.name, "--host", "127.0.0.1"],
        cwd=document.parent,
        env=_environment(),
        start_new_session=os.name != "nt",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    try:
        return process.wait()
    except BaseException:
        _kill_tree(process)
        raise


def run_tree(command: Sequence[str], folder: Path, seconds: float) -> tuple[int, str]:
    """Run a program to its end and return (exit code, all it printed); nothing it started outlives a failure."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=os.name != "nt",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except BaseException:  # a timeout or Ctrl-C: Quarto's children would go on
        _kill_tree(process)
        raise
    return process.returncode, _COLOURS.sub("", said.decode("utf-8", "replace"))


def explain(said: str) -> str | None:
    """The cause of a failure in what Quarto printed, in one line; None if it printed neither error nor warning."""
    text = "\n".join(line for line in said.splitlines() if _HARMLESS not in line)
    warning = _WARNING.search(text)
    if warning:
        following = [line.strip() for line in text[warning.end() :].split("\n")[:2]]
        return following[0] if following[0] and not following[0].endswith(":") else " ".join(following).strip()
    found = _ERROR.search(text) or _FATAL.search(text)
    return found["cause"].strip() if found else None


def _environment() -> dict[str, str]:
    passed = _PASSED + (_PASSED_ON_WINDOWS if os.name == "nt" else ())
    return {**{key: os.environ[key] for key in passed if key in os.environ}, "NO_COLOR": "1"}


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _unneeded(document: Path) -> Callable[[str, list[str]], set[str]]:
    """What a copy of the build folder leaves out: symbolic links, hidden files and earlier outputs."""
    outputs = {document.with_suffix(suffix).name for suffix in SUFFIXES.values()}

    def ignore(folder: str, names: list[str]) -> set[str]:
        linked = {name for name in names if (Path(folder) / name).is_symlink()}
        return linked | (outputs & set(names)) | {name for name in names if name.startswith(".")}

    return ignore
