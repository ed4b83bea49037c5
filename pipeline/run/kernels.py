"""How the kernel of a notebook is reached: never over the network where the system knows another way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

__all__ = ["kernel_manager"]


def kernel_manager(warm: str | None = None) -> type[AsyncKernelManager]:
    """The kernel manager for a run: on POSIX by sockets in a folder of its own that only this user can open.

    What goes between a notebook and its kernel is case material, and stock Jupyter sends it over loopback TCP in the
    clear. Windows has no such sockets; there the stock manager is used. What a kernel prints about itself goes nowhere.
    ``warm`` is the address of a warm parent (``pipeline.run.warm``), which then forks the kernels.
    """
    if os.name != "posix":
        from jupyter_client.manager import AsyncKernelManager

        return AsyncKernelManager
    from pipeline.run.warm.managers import PrivateKernelManager, WarmKernelManager

    if warm is None:
        return PrivateKernelManager
    return type("WarmKernelManager", (WarmKernelManager,), {"address": warm})
