"""What a person sees while rounds run: a bar a round on a terminal, plain lines elsewhere, nothing if quiet.

Names of rounds and steps only, never a file or a case: what is shown may be kept in a log.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Collection, Iterable
from typing import Any

from pipeline.errors import CaseauditError, NotebookError
from pipeline.run.graph import Ended
from pipeline.run.options import Options
from pipeline.run.step import Step

__all__ = ["Progress", "error_in_log"]

_SHOWN = 6  # changed measures that are told at once; all of them stand in the log and in the tables


def error_in_log(error: CaseauditError) -> str:
    """An error as a log may hold it: what a failing notebook said could quote a return, so it is left out."""
    if isinstance(error, NotebookError):
        cell = f", cell {error.cell}" if error.cell is not None else ""
        return f"notebook {error.notebook}{cell} failed; what it said stands in its executed copy"
    return str(error)


class Progress:
    """The steps of a run as they begin and end."""

    def __init__(self, steps: Iterable[Step], options: Options, asked_for: Collection[str] = ()) -> None:
        self._explain, self._quiet, self._log = options.explain, options.quiet, options.json_log
        self._left: dict[str, int] = {}
        for step in steps:
            self._left[step.place] = self._left.get(step.place, 0) + 1
        self._total = dict(self._left)
        self._unasked = set(self._left) - set(asked_for) if asked_for else set[str]()
        self._bars: dict[str, Any] = {}
        self._drawn = not options.quiet and sys.stderr.isatty()
        self._seconds: dict[str, float] = {}
        self._all_as_it_was = True

    def begins(self, step: Step, why: str) -> None:
        """A line, or the name on the bar of its round; with ``--explain`` the reason too."""
        self._all_as_it_was = False
        self._write_log("begins", step, why=why)
        if step.place in self._unasked and not self._quiet:
            self._unasked = set()
            self.say("The tables of earlier rounds are made or brought up to date first: this one is set beside them.")
        if self._explain:
            self.say(f"Round {step.place}: {step.name}: {why}")
        elif self._drawn:
            self._bar(step.place).set_description_str(f"Round {step.place}: {step.name}")
        elif not self._quiet:
            self.say(f"Round {step.place}: {step.name}")

    def ends(self, step: Step, how: Ended) -> None:
        """The bar moves on; what the work found is told."""
        error = error_in_log(how.error) if how.error else None
        self._write_log(how.how, step, seconds=round(how.seconds, 2), error=error, told=dict(how.told) or None)
        if self._explain and how.how == "unchanged":
            self.say(f"Round {step.place}: {step.name}: unchanged")
        self._tell(step, how)
        if how.how == "done":
            self._seconds[step.name] = self._seconds.get(step.name, 0.0) + how.seconds
        self._left[step.place] -= 1
        if self._drawn and step.place in self._bars:
            bar = self._bars[step.place]
            bar.update(self._total[step.place] - self._left[step.place] - bar.n)
            if not self._left[step.place]:
                bar.close()

    def _tell(self, step: Step, how: Ended) -> None:
        """Late returns and corrections are normal; that a figure is not what it was is worth a line."""
        engine, before = how.told.get("engine"), how.told.get("engine_before")
        if before not in (None, engine):
            self.say(f"Round {step.place}: rendered by {engine}; before, it was {before}: page breaks may differ")
        changed = how.told.get("changed") or []
        if changed and not self._quiet:
            self.say(f"Round {step.place}: {len(changed)} measures are not what they were at the last run")
            for line in changed[:_SHOWN]:
                self.say(f"  {line}")
            if len(changed) > _SHOWN:
                self.say(f"  and {len(changed) - _SHOWN} more: caseaudit measures {step.round_id}")

        unwritten = how.told.get("unwritten")
        if unwritten and not self._quiet:
            self.say(
                f"Round {step.place}: still to be written in commentary.md: {', '.join(unwritten)}. Its figures, and "
                f"how to refer to them: reports/internal/{step.round_id}/commentary_figures.html"
            )

    def say(self, text: str) -> None:
        """A remark that a person should see, also where progress is not shown."""
        if self._bars:
            next(iter(self._bars.values())).write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the bars away, and say where the time went."""
        for bar in self._bars.values():
            bar.close()
        self._bars = {}
        if self._seconds and not self._quiet:
            longest = sorted(self._seconds.items(), key=lambda item: -item[1])
            self.say("Seconds by step: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in longest))
        if self._all_as_it_was and not self._quiet and not any(self._left.values()):
            self.say("Nothing has changed since the last run; everything is left as it was.")

    def _bar(self, place: str) -> Any:
        if place not in self._bars:
            from tqdm import tqdm

            self._bars[place] = tqdm(
                total=self._total[place],
                unit="step",
                leave=False,
                bar_format="{desc:<56} {bar:20} {n}/{total} {elapsed}",
            )
        return self._bars[place]

    def _write_log(self, event: str, step: Step, **more: Any) -> None:
        """A line of JSON an event, for programs that watch unattended runs."""
        if self._log is None:
            return
        known = {"time": dt.datetime.now().isoformat(timespec="milliseconds"), "round": step.place, "step": step.name}
        line = known | {"event": event} | {key: value for key, value in more.items() if value is not None}
        with self._log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
