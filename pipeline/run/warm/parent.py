"""The warm parent: ``python -m pipeline.run.warm.parent SOCKET DESCRIPTOR``, started by ``client.WarmParent``.

It imports what notebooks and documents need, and then forks a child for every connection to its socket. It must stay a
process of one thread without zmq contexts or event loops, since a fork copies none of these whole. Its standard input
is a pipe from whoever started it: when that ends, every child is killed with all that the child started, the folder of
the socket is removed, and this process goes.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import shutil
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from pipeline.run.warm.children import live

# What a notebook or a document of the pipeline imports sooner or later; each costs 0.01 to 0.6 s. Nothing that looks
# for IPython while it is imported (tqdm.auto, all of matplotlib_inline): it would remember that there is none.
_MODULES = (
    *("numpy", "pandas", "pandas.io.formats.style", "pandas.io.formats.html", "pandas.io.formats.string"),
    *("pandas.io.formats.csvs", "pandas.core.reshape.reshape", "pandas.core.methods.to_dict"),
    *("pandas.core.arrays.arrow.extension_types", "pyarrow.parquet", "pyarrow.dataset", "pyarrow.pandas_compat"),
    *("pyarrow.vendored.version", "scipy.stats", "pandera.pandas"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "seaborn", "afcharts"),
    *("PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin"),
    *("jinja2", "openpyxl", "python_calamine", "rapidfuzz", "typst", "pypdfium2"),
    *("pipeline.compose", "pipeline.intake", "pipeline.render", "pipeline.check", "pipeline.publish", "pipeline.run"),
    # a kernel, and what it imports when it starts
    *("ipykernel.kernelapp", "IPython.core.completerlib", "IPython.core.logger", "IPython.core.oinspect"),
    *("IPython.core.pylabtools", "IPython.extensions.storemagic"),
    *("pdb", "psutil", "sqlite3", "tornado.locks", "tornado.platform.asyncio", "tornado.queues"),
    # a worker, which runs notebooks
    *("papermill", "pipeline.run.warm.execution", "pipeline.run.warm.managers"),
)


def preload() -> None:
    """Import everything; a module that is missing here is missed where it is used, with a better message."""
    for name in _MODULES:
        _import(name)
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    _import("ipykernel.debugger")  # for once without the debugger, which takes 0.1 s of each kernel and has no use here
    del sys.modules["debugpy"]
    _use_once()


def _use_once() -> None:
    """Validate a table: pandera imports most of itself, 0.1 s, only then.

    Nothing more of the kind: reading parquet starts threads, and drawing keeps font files open, whose place in the file
    the children would share.
    """
    import pandas as pd
    import pandera.pandas as pa

    pa.DataFrameSchema({"a": pa.Column(int, pa.Check.isin([1]))}).validate(pd.DataFrame({"a": [1]}))


def _import(name: str) -> None:
    with suppress(ImportError):
        importlib.import_module(name)


class Nursery:
    """The children of this process, and the loop that forks, watches and buries them."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener, self._address = listener, str(listener.getsockname())
        self._children: dict[int, tuple[int, socket.socket]] = {}  # descriptor → process, connection
        self._life, self._hold = os.pipe()  # a child that reads its end of the first knows when this process is gone
        self._wake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._wakers = (self._wake, wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler of any kind, for the descriptor to be written
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._poll = select.epoll()
        for descriptor in (0, self._wake, listener.fileno()):
            self._poll.register(descriptor, select.EPOLLIN)

    def serve(self) -> None:
        """Fork for whoever connects, until standard input ends."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == 0:
                    self._end()
                    return
                if descriptor == self._listener.fileno():
                    self._fork()
                elif descriptor == self._wake:
                    os.read(self._wake, 4096)
                    self._bury()
                elif descriptor in self._children:  # whoever asked for it is gone
                    self._poll.unregister(descriptor)
                    _kill(self._children[descriptor][0])

    def _fork(self) -> None:
        connection, _ = self._listener.accept()
        process = os.fork()
        if process == 0:
            self._leave()
            live(connection, self._life, self._address)
        self._children[connection.fileno()] = (process, connection)
        self._poll.register(connection.fileno(), select.EPOLLRDHUP)

    def _leave(self) -> None:
        """In the child: let go of everything that is the parent's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._poll.close()
        self._listener.close()
        for _, connection in self._children.values():
            connection.close()
        for descriptor in (self._hold, *self._wakers):
            os.close(descriptor)

    def _bury(self) -> None:
        """Take note of children that ended: what they left running goes too, and whoever asked for them is told."""
        by_process = {process: descriptor for descriptor, (process, _) in self._children.items()}
        while by_process and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            _kill(ended.si_pid)  # before it is waited for: its number is not given to another group until then
            os.waitpid(ended.si_pid, 0)
            _, connection = self._children.pop(by_process.pop(ended.si_pid))
            # Closing alone would not do: a process forked by the child may hold the connection open.
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _end(self) -> None:
        for process, _ in self._children.values():
            _kill(process)
        for process, _ in self._children.values():
            os.waitpid(process, 0)
        shutil.rmtree(Path(self._address).parent, ignore_errors=True)


def _kill(process: int) -> None:
    """Kill a child with all that it started; the child alone if it has not yet made itself a group."""
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(process, signal.SIGKILL)  # at worst a process that has ended and is still to be waited for


def main(arguments: list[str]) -> None:
    """Import, then serve on the socket that was inherited as the descriptor named."""
    listener = socket.socket(fileno=int(arguments[1]))
    preload()
    gc.collect()
    gc.freeze()  # what was imported is for ever; looking at it again would copy its pages into each child
    Nursery(listener).serve()
    os._exit(0)  # nothing here is worth the time of an orderly end


if __name__ == "__main__":
    main(sys.argv[1:])
