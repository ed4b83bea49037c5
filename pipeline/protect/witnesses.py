"""Data sets that fit everything that was told: how many values a number can have, each shown by a whole data set."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import GateError
from pipeline.protect.filters import Quantity
from pipeline.protect.model import Fact, Model

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ENOUGH", "Solver"]

ENOUGH = 3  # different values that a protected number must be able to have
_SECONDS = 20.0  # for one search; those of a real document take hundredths
_Side = tuple[Quantity, float, float]  # a number, and what is asked of it for this search alone


class Solver:
    """A model with the facts that hold: searches for data sets in whole numbers (scipy's HiGHS).

    A data set counts only after it was checked in whole numbers against every row, so that an inexact search cannot
    make a number look safe.
    """

    def __init__(self, model: Model, facts: Iterable[Fact]) -> None:
        import numpy as np
        from scipy.sparse import csr_array

        self._model, self._facts = model, list(facts)
        rows = [(row, 0.0, 0.0) for row in model.links]
        self._at: dict[Fact, range] = {}
        for fact in self._facts:
            made = model.rows(fact)
            self._at[fact] = range(len(rows), len(rows) + len(made))
            rows += made
        places = [(n, column, value) for n, (row, _, _) in enumerate(rows) for column, value in row.items()]
        n, columns, values = (np.array(part) for part in zip(*places, strict=True)) if places else ([], [], [])
        self._matrix = csr_array((values, (n, columns)), shape=(len(rows), model.variables), dtype=np.int64)
        self._low, self._high = (np.array([row[side] for row in rows], dtype=float) for side in (1, 2))

    def values(self, targets: Iterable[Quantity], without: Collection[Fact] = ()) -> dict[Quantity, set[int]] | None:
        """For each target, values that it can have: all of them if fewer than ``ENOUGH``, else that many or more.

        None where no data set fits everything that was told. ``without``: facts that are not taken as told.
        """
        search = _Search(self, list(dict.fromkeys(targets)), frozenset(without))
        return search.found() if search.try_for({}) is not None else None

    def fits(self, without: Collection[Fact] = (), also: Sequence[_Side] = ()) -> bool:
        """Whether some data set fits what was told, save ``without``, and what is asked ``also`` of some numbers."""
        return self.solve({}, frozenset(without), also) is not None

    def solve(
        self, aim: Mapping[int, float], without: frozenset[Fact], also: Sequence[_Side] = ()
    ) -> np.ndarray[Any, Any] | None:
        """A data set that fits, with the least sum of ``aim`` (variable → weight); None if there is none.

        GateError if none was found and none excluded in the time that a search has.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        width = self._model.variables
        if width == 0:
            return np.zeros(0, dtype=np.int64)
        matrix, low, high = self._rows(without, also)
        weights = np.zeros(width)
        weights[list(aim)] = list(aim.values())
        found = milp(
            weights,
            integrality=np.ones(width),
            bounds=Bounds(0, self._model.most),
            constraints=[LinearConstraint(matrix, low, high)] if matrix.shape[0] else [],
            options={"time_limit": _SECONDS, "mip_rel_gap": 0.0},
        )
        if found.x is not None:
            whole: np.ndarray[Any, Any] = np.rint(found.x).astype(np.int64)
            sums = matrix @ whole
            if (sums >= low).all() and (sums <= high).all() and (whole >= 0).all():
                return whole
        if found.status == 2:
            return None
        raise GateError(
            "It could not be shown in time that no protected number can be worked out from the public figures "
            f"({found.message}). Leave out a breakdown, and try again."
        )

    def _rows(self, without: frozenset[Fact], also: Sequence[_Side]) -> tuple[Any, Any, Any]:
        """The matrix and its bounds; a fact that is left out may have any value."""
        import numpy as np
        from scipy.sparse import csr_array, vstack

        keep = np.ones(len(self._low), dtype=bool)
        for fact in without:
            keep[list(self._at.get(fact, ()))] = False
        matrix, low, high = self._matrix[keep], self._low[keep], self._high[keep]
        if not also:
            return matrix, low, high
        asked = np.zeros((len(also), self._model.variables), dtype=np.int64)
        for n, (quantity, _, _) in enumerate(also):
            for variable, times in self._model.sum_of(quantity).items():
                asked[n, variable] = times
        least, most = [side[1] for side in also], [side[2] for side in also]
        return vstack([matrix, csr_array(asked)]).tocsr(), np.append(low, least), np.append(high, most)

    def value(self, target: Quantity, data: np.ndarray[Any, Any]) -> int:
        """What a number is in a data set."""
        return sum(int(data[variable]) * times for variable, times in self._model.sum_of(target).items())

    def aim(self, weights: Mapping[Quantity, float]) -> dict[int, float]:
        """Weights of numbers as weights of variables."""
        aim: dict[int, float] = {}
        for target, weight in weights.items():
            for variable, times in self._model.sum_of(target).items():
                aim[variable] = aim.get(variable, 0.0) + weight * times
        return aim


class _Search:
    """The values that several numbers can have: every data set that is found is scored on all of them at once."""

    def __init__(self, solver: Solver, targets: list[Quantity], without: frozenset[Fact]) -> None:
        self._solver, self._without = solver, without
        self._seen: dict[Quantity, set[int]] = {target: set() for target in targets}

    def try_for(self, weights: Mapping[Quantity, float], also: Sequence[_Side] = ()) -> np.ndarray[Any, Any] | None:
        """Search with this aim, and note what every target is in the data set that is found."""
        data = self._solver.solve(self._solver.aim(weights), self._without, also)
        if data is not None:
            for target, values in self._seen.items():
                values.add(self._solver.value(target, data))
        return data

    def found(self) -> dict[Quantity, set[int]]:
        """Search until each target has enough values, or has no more."""
        for sign in (1.0, -1.0):
            self.try_for(dict.fromkeys(self._open(), sign))
        self._between(self._open())
        for weights in self._mixtures(random.Random(0)):
            self.try_for(weights)
        self._between(self._open())
        for target in self._seen:
            self._finish(target)
        return self._seen

    def _open(self) -> list[Quantity]:
        return [target for target, values in self._seen.items() if len(values) < ENOUGH]

    def _mixtures(self, chance: random.Random) -> Iterator[dict[Quantity, float]]:
        """Aims for many targets at once, each up or down by lot, as long as that finds something."""
        before = len(self._seen) + 1
        while 2 < len(waiting := self._open()) < before:
            before = len(waiting)
            yield {target: chance.choice((-1.0, 1.0)) for target in waiting}

    def _between(self, targets: list[Quantity]) -> None:
        """For many targets at once a value between two that were found; by halves where not all go together."""
        sides = [(target, min(self._seen[target]) + 1, max(self._seen[target]) - 1) for target in targets]
        wanted = [side for side in sides if side[1] <= side[2] and len(self._seen[side[0]]) < ENOUGH]
        if wanted and self.try_for({}, wanted) is None and len(wanted) > 1:
            half = len(wanted) // 2
            for part in (wanted[:half], wanted[half:]):
                self._between([target for target, _, _ in part])

    def _finish(self, target: Quantity) -> None:
        """One target alone: its least, its most, and values between."""
        values = self._seen[target]
        for sign in (1.0, -1.0):
            if len(values) < ENOUGH:
                self.try_for({target: sign})
        if len(values) == ENOUGH - 1:
            self.try_for({}, [(target, min(values) + 1, max(values) - 1)])
