"""One notebook, run by papermill with checked parameters; its executed copy is kept, also when it fails."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

from pipeline import errors
from pipeline.errors import CaseauditError, NotebookError
from pipeline.run.kernels import kernel_manager
from pipeline.run.warm.client import warm_address
from pipeline.store import replacing, unwritable

__all__ = ["run_notebook"]

# Refusals that a notebook passes on: the sentence was written for a person already.
_PASSED_ON: dict[str, type[CaseauditError]] = {
    name: getattr(errors, name)
    for name in ("ConfigurationError", "IntakeError", "CompositionError", "StoreError", "GateError")
}


def run_notebook(
    notebook: Path, executed: Path, parameters: Mapping[str, object], *, limit_seconds: float = 1800
) -> None:
    """Run ``notebook`` with ``parameters``; keep it with its outputs at ``executed``, readable by its owner only.

    Its kernel is forked from the warm parent if this process knows one. Raises NotebookError for a parameter that the
    notebook does not have (papermill would only warn), for a failing cell (which notebook, which cell, what it said),
    and for a notebook that dies, prints far too much, or is not done after ``limit_seconds``. A refusal of our own is
    raised again as it was.
    """
    import papermill

    from pipeline.run.warm.execution import ENGINE

    _check_parameters(notebook, parameters)
    failure: Exception | None = None
    with replacing(executed) as scratch:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                papermill.execute_notebook(
                    str(notebook),
                    str(scratch),
                    parameters=dict(parameters),
                    progress_bar=False,
                    cwd=str(notebook.parent),
                    engine_name=ENGINE,
                    kernel_manager_class=kernel_manager(warm_address()),
                    limit_seconds=limit_seconds,
                )
        except Exception as error:  # papermill, nbclient and the kernel raise many kinds; all are told as one
            failure = error
            if not scratch.exists():
                scratch.write_bytes(notebook.read_bytes())
    if failure is not None:
        raise _told(notebook.stem, executed, failure) from failure


def _check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    import papermill

    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        known = papermill.inspect_notebook(str(notebook))
    except Exception as error:
        raise NotebookError(notebook.stem, None, f"it cannot be read as a notebook ({type(error).__name__})") from error
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise NotebookError(
            notebook.stem,
            None,
            f"it has no parameter {', '.join(unknown)}; its parameters are {', '.join(known) or 'none'}. They stand in "
            'the cell that is tagged "parameters".',
        )


def _last_words(executed: Path) -> tuple[str, str] | None:
    """The error as the kernel printed it, where it could not format the traceback and sent no error message."""
    import nbformat

    cells = nbformat.read(str(executed), as_version=4).cells  # type: ignore[no-untyped-call]
    text = "".join(
        o.text for c in cells for o in c.get("outputs", ()) if o.output_type == "stream" and o.name == "stderr"
    )
    found = re.findall(r"^(?:\w+\.)*(\w+): (.+)$", text, flags=re.MULTILINE)
    return (found[-1][0], found[-1][1]) if found else None


def _told(name: str, executed: Path, failure: Exception) -> CaseauditError:
    if isinstance(failure, OSError) and failure.errno is not None:  # of this side: the executed copy itself
        return unwritable(executed, failure)
    kind, said = getattr(failure, "ename", None), getattr(failure, "evalue", None)
    if kind == "CellExecutionError" and not said:
        kind, said = _last_words(executed) or (kind, said)
    if kind in _PASSED_ON:
        return _PASSED_ON[kind](str(said))
    cell = getattr(failure, "exec_count", None)
    message = f"{kind}: {said}" if kind else _in_words(failure)
    return NotebookError(name, cell, message if message.endswith(".") else f"{message}.", executed)


def _in_words(failure: Exception) -> str:
    """A failure that is not a cell's own: our sentence as it is, or the kind of another and the first line it says."""
    from pipeline.run.warm.execution import Stopped

    if isinstance(failure, CaseauditError | Stopped):
        return str(failure)
    return ": ".join([type(failure).__name__, *str(failure).strip().splitlines()[:1]])
