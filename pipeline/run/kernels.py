"""How the kernel of a notebook is reached: never over the network where the system knows another way."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

__all__ = ["kernel_manager"]


def kernel_manager() -> type[AsyncKernelManager]:
    """The kernel manager for a run: on POSIX by sockets in a folder of its own that only this user can open.

    What goes between a notebook and its kernel is case material, and stock Jupyter sends it over loopback TCP in the
    clear. Windows has no such sockets; there the stock manager is used.
    """
    from jupyter_client.manager import AsyncKernelManager

    if os.name != "posix":
        return AsyncKernelManager

    class PrivateKernelManager(AsyncKernelManager):
        """A kernel reached through sockets in a private temporary folder, which goes when the kernel goes."""

        def __init__(self, **settings: Any) -> None:
            self._folder = Path(tempfile.mkdtemp(prefix="caseaudit-"))  # a socket path has about 100 characters
            super().__init__(transport="ipc", ip=str(self._folder / "k"), **settings)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
            """What a kernel prints about itself goes nowhere: it may hold case material, and a run's log must not."""
            await super()._async_launch_kernel(kernel_cmd, stderr=subprocess.DEVNULL, **settings)

        _launch_kernel = _async_launch_kernel

        async def _async_cleanup_resources(self, restart: bool = False) -> None:
            await super()._async_cleanup_resources(restart)
            if not restart:
                shutil.rmtree(self._folder, ignore_errors=True)

        cleanup_resources = _async_cleanup_resources

    return PrivateKernelManager
