"""Every way in which caseaudit refuses, in one tree, with an exit code a branch.

    CaseauditError                what a person is shown: one sentence, never a traceback
    ├── ConfigurationError   2    wrong words on the command line, or a settings file that cannot be used
    ├── IntakeError          3    no usable return, or returns set aside under --strict
    │   └── NothingCameIn         … no return at all
    ├── RunError             4    a stage of the run failed
    │   ├── NotebookError         … in a notebook: which one, which cell, what it said
    │   ├── CompositionError      … while a document was written: a template or the commentary
    │   ├── RenderError           … while a document was turned into HTML, PDF, Word or slides
    │   └── StoreError            … while a table was read or written
    └── GateError            5    check found something, or the gate refuses to publish

A fault in a *return* is no exception: it is a row of the table ``problems``.
"""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "CaseauditError",
    "CompositionError",
    "ConfigurationError",
    "GateError",
    "IntakeError",
    "NotebookError",
    "NothingCameIn",
    "RenderError",
    "RunError",
    "StoreError",
]


class CaseauditError(Exception):
    """A refusal that a person can act on; ``str(error)`` says what, where, the likely cause and what to do."""

    exit_code = 1


class ConfigurationError(CaseauditError):
    """Words on the command line or a settings file that cannot be used."""

    exit_code = 2


class IntakeError(CaseauditError):
    """Nothing usable came in, or something was set aside where that is forbidden."""

    exit_code = 3


class NothingCameIn(IntakeError):
    """The folder of the returns holds nothing that could be one."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"There is no usable return in {place}. Put the completed pro formas (Excel workbooks) into that folder."
        )
        self.place = place

    def __reduce__(self) -> tuple[type[NothingCameIn], tuple[object, ...]]:
        """So that it comes back whole from the process or machine in which it happened."""
        return type(self), (self.place,)


class RunError(CaseauditError):
    """A stage of the run failed; what earlier stages made is kept."""

    exit_code = 4


class NotebookError(RunError):
    """A notebook failed; the executed copy is kept and named."""

    def __init__(self, notebook: str, cell: int | None, message: str, saved: Path | None = None) -> None:
        self.notebook, self.cell, self.message, self.saved = notebook, cell, message, saved
        place = f"notebook {notebook}" + (f", cell {cell}" if cell is not None else "")
        kept = f" The notebook as it stood is kept at {saved}." if saved else ""
        super().__init__(f"{place}: {message}{kept}")

    def __reduce__(self) -> tuple[type[NotebookError], tuple[object, ...]]:
        """So that it comes back whole from the process or machine in which it happened."""
        return type(self), (self.notebook, self.cell, self.message, self.saved)


class CompositionError(RunError):
    """A document could not be written: an unknown measure, a broken template or commentary."""


class RenderError(RunError):
    """A document could not be rendered in one format."""

    def __init__(self, document: Path, format: str, message: str, line: int | None = None) -> None:
        self.document, self.format, self.message, self.line = document, format, message, line
        place = document.name + (f", line {line}" if line is not None else "")
        super().__init__(f"{place} ({format}): {message}")

    def __reduce__(self) -> tuple[type[RenderError], tuple[object, ...]]:
        """So that it comes back whole from the process or machine in which it happened."""
        return type(self), (self.document, self.format, self.message, self.line)


class StoreError(RunError):
    """A table is missing, does not keep its contract, or could not be written."""


class GateError(CaseauditError):
    """Something stands against publishing; nothing was changed."""

    exit_code = 5
