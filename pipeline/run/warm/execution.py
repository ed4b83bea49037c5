"""Papermill's way of executing a notebook, with limits; every end that is not the notebook's own gets a sentence."""

from __future__ import annotations

import time
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

__all__ = ["ENGINE", "Stopped"]

ENGINE = "caseaudit"
_MOST_PRINTED = 50_000_000  # characters in one notebook


class Stopped(Exception):
    """A notebook was ended from outside; ``str(error)`` says why, ``exec_count`` at which cell."""

    def __init__(self, sentence: str, exec_count: int) -> None:
        super().__init__(sentence)
        self.exec_count = exec_count


class LimitedClient(PapermillNotebookClient):  # type: ignore[misc]
    """Executes cells until a notebook has taken too long, printed too much, or lost its kernel."""

    def __init__(self, *arguments: Any, limit_seconds: float, **settings: Any) -> None:
        end = time.monotonic() + limit_seconds
        super().__init__(*arguments, timeout_func=lambda _: max(0.01, end - time.monotonic()), **settings)
        self.iopub_timeout = 60  # seconds; the stock 4 are too few for a busy machine, and what is too much is counted
        self._limit_seconds, self._printed = limit_seconds, 0

    def execute_cell(self, cell: Any, *arguments: Any, **settings: Any) -> Any:
        """One cell. Raises Stopped, or what the stock client raises for an error of the cell's own."""
        try:
            return super().execute_cell(cell, *arguments, **settings)
        except DeadKernelError as error:
            raise Stopped(self._why_dead(cell), self.code_cells_executed) from error
        except CellTimeoutError as error:
            why = f"it was still running after {self._limit_seconds:g} seconds and was stopped"
            if "IOPub" in str(error):
                why = "what it printed did not arrive in time; it may be printing too much"
            raise Stopped(why, self.code_cells_executed) from error

    async def _async_check_alive(self) -> None:
        if self.kc is None:  # the stock client leaves this watch running when it stops a notebook, and then complains
            raise DeadKernelError("the notebook is over")
        await super()._async_check_alive()

    def _why_dead(self, cell: Any) -> str:
        if self._printed <= _MOST_PRINTED:
            return "its kernel died. Usual causes: memory ran out, or it was killed"
        why = f"it printed more than {_MOST_PRINTED // 1_000_000} MB and was stopped; look for a loop that prints"
        instead = f"(What this cell printed is left out: {why}.)\n"
        cell.outputs = [new_output("stream", name="stderr", text=instead)]  # type: ignore[no-untyped-call]
        return why

    def process_message(self, message: Any, *arguments: Any, **settings: Any) -> Any:
        """Take in what the kernel says, and count it."""
        content = message["content"]
        self._printed += len(content.get("text", "")) + sum(len(str(part)) for part in content.get("data", {}).values())
        if self._printed > _MOST_PRINTED and self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()  # which is how nbclient learns that a kernel is dead
            return None
        return super().process_message(message, *arguments, **settings)


class LimitedEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's engine with the client above."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, limit_seconds: float, start_timeout: int, **settings: Any
    ) -> Any:
        """Execute the notebook that papermill manages; it is written once, when it is over.

        Stock papermill writes it before and after each cell, a fifth of its own work, for people who look on. Here it
        grows in a scratch file that nobody sees.
        """
        nb_man.output_path, kept_at = None, nb_man.output_path
        client = LimitedClient(
            nb_man,
            limit_seconds=limit_seconds,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            kernel_manager_class=settings["kernel_manager_class"],
        )
        try:
            return client.execute()
        finally:
            nb_man.output_path = kept_at


papermill_engines.register(ENGINE, LimitedEngine)
