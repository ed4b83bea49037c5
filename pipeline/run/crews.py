"""Who does the steps of a run: this process, warm processes forked for it, fresh ones, or a Dask cluster."""

from __future__ import annotations

import atexit
import importlib
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigurationError, RunError
from pipeline.run.graph import Crew
from pipeline.run.options import Options
from pipeline.store import private

if TYPE_CHECKING:
    from pipeline.run.warm.client import WarmParent, Worker

__all__ = ["open_crew"]

_DIED = "the process that did this step ended without a word; it may have run out of memory, or been stopped"


def open_crew(options: Options) -> Crew:
    """The crew that the options ask for; warm kernels need Linux, and elsewhere the stock ones are taken."""
    if options.scheduler:
        return ClusterCrew(options.scheduler)
    if options.kernels == "warm" and sys.platform.startswith("linux"):
        return WarmCrew(options.jobs)
    return HereCrew() if options.jobs == 1 else FreshCrew(options.jobs)


def do(work: str, *arguments: Any) -> Any:
    """A function of ``run/work.py`` by its name: so a step can be sent to another process or machine."""
    with private():
        return getattr(importlib.import_module("pipeline.run.work"), work)(*arguments)


_one_parent = threading.Lock()


def do_warm(work: str, *arguments: Any) -> Any:
    """As ``do``, on a machine of a cluster: its process keeps a warm parent for as long as it lives."""
    from pipeline.run.warm.client import WarmParent, know, warm_address

    with _one_parent:
        if warm_address() is None:
            parent = WarmParent.start()
            atexit.register(parent.close)
            know(parent.address)
    return do(work, *arguments)


class HereCrew:
    """This process, one step at a time."""

    size = 1

    def submit(self, work: str, *arguments: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(do(work, *arguments))
        except Exception as error:  # it belongs to the future, as in every other crew
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing to stop."""


class FreshCrew:
    """Processes that import everything anew: for systems that cannot fork."""

    def __init__(self, jobs: int) -> None:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        self.size = jobs
        self._pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
        self._threads = ThreadPoolExecutor(jobs)

    def submit(self, work: str, *arguments: Any) -> Future[Any]:
        """Do it in the next process that is free."""
        return self._threads.submit(self._done, work, *arguments)

    def _done(self, work: str, *arguments: Any) -> Any:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._pool.submit(do, work, *arguments).result()
        except BrokenProcessPool as error:
            raise RunError(f"{work}: {_DIED}.") from error

    def close(self) -> None:
        """Stop the processes, also in the middle of a step."""
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        self._threads.shutdown(wait=False, cancel_futures=True)


class WarmCrew:
    """Processes forked from one that has the heavy imports already (run/warm/); their notebooks' kernels are too."""

    def __init__(self, jobs: int) -> None:
        from pipeline.run.warm.client import WarmParent

        self.size = jobs
        self._parent: WarmParent = WarmParent.start()
        self._threads = ThreadPoolExecutor(jobs)
        self._own = threading.local()

    def submit(self, work: str, *arguments: Any) -> Future[Any]:
        """Do it in the worker of the next thread that is free."""
        return self._threads.submit(self._done, work, *arguments)

    def _done(self, work: str, *arguments: Any) -> Any:
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = self._parent.worker()
        try:
            return worker.call("pipeline.run.crews:do", work, *arguments)
        except RunError:
            self._own.worker = None  # it may be the worker itself that died; the next step gets another
            worker.close()
            raise

    def close(self) -> None:
        """End the parent, and with it every worker and kernel."""
        self._parent.close()
        self._threads.shutdown(wait=True, cancel_futures=True)


class ClusterCrew:
    """The workers of a Dask cluster over a folder that all of them see."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise ConfigurationError(
                "A Dask cluster needs the extra: install caseaudit with [cluster], on this machine and on the workers."
            ) from error
        try:
            self._client = Client(address, timeout="20s")  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise ConfigurationError(
                f"There is no Dask scheduler at {address} ({type(error).__name__}). Start one with: dask scheduler"
            ) from error
        threads: dict[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
        self.size = max(1, sum(threads.values()))
        self._threads = ThreadPoolExecutor(self.size)

    def submit(self, work: str, *arguments: Any) -> Future[Any]:
        """Do it on any worker; one that dies is replaced by another."""
        return self._threads.submit(self._done, work, *arguments)

    def _done(self, work: str, *arguments: Any) -> Any:
        from distributed.scheduler import KilledWorker

        try:
            return self._client.submit(do_warm, work, *arguments, pure=False).result()
        except KilledWorker as error:
            raise RunError(f"{work}: {_DIED}, on several workers one after the other.") from error

    def close(self) -> None:
        """Leave the cluster as it was found."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()  # type: ignore[no-untyped-call]
