"""Kernel managers for ``nbclient``: private sockets, no idle waiting, and kernels forked from a warm parent."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from pipeline.run.warm.forked import ForkedProcess, fork_kernel
from pipeline.run.warm.sockets import new_folder

__all__ = ["PrivateKernelManager", "WarmKernelManager"]


class PromptClient(AsyncKernelClient):
    """A client that goes on when the kernel says that it is idle; the stock one listens to silence for 0.2 s first."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (timeout or float("inf"))
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("the kernel died while it was starting")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel was not ready after {timeout} s")

    wait_for_ready = _async_wait_for_ready

    async def _answers(self) -> bool:
        """Whether a question is answered both in person and in public, where it ends with the kernel idle."""
        question = self.kernel_info()
        try:
            reply = await self.shell_channel.get_msg(timeout=1)
            while True:
                told = await self.iopub_channel.get_msg(timeout=0.2)
                if told["parent_header"].get("msg_id") == question and told["content"].get("execution_state") == "idle":
                    break
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


class PrivateKernelManager(AsyncKernelManager):
    """A kernel reached through sockets in a private temporary folder, which goes when the kernel goes."""

    def __init__(self, within: str | None = None, **settings: Any) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="k-", dir=within)) if within else new_folder()
        super().__init__(
            transport="ipc",
            ip=str(self._folder / "k"),
            connection_file=str(self._folder / "kernel.json"),
            client_factory=PromptClient,
            **settings,
        )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        """What a kernel prints about itself goes nowhere: it may hold case material, and a run's log must not."""
        await super()._async_launch_kernel(kernel_cmd, stderr=subprocess.DEVNULL, **settings)

    _launch_kernel = _async_launch_kernel

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = 0.02, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)

    finish_shutdown = _async_finish_shutdown

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


class WarmProvisioner(LocalProvisioner):
    """Asks a warm parent to fork, where stock Jupyter starts a program."""

    process: Any

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> KernelConnectionInfo:
        """A kernel forked from the warm parent; a kernel of another Python, or of another kind, the stock way."""
        arguments = _arguments(cmd)
        if arguments is None:
            return await super().launch_kernel(cmd, **settings)
        cwd = str(settings.get("cwd") or Path.cwd())
        manager: Any = self.parent
        self.process = fork_kernel(manager.address, arguments, cwd, settings["env"])
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel without asking again and again."""
        if isinstance(self.process, ForkedProcess):
            loop = asyncio.get_running_loop()
            while self.process.poll() is None:
                await _readable(loop, self.process.connection.fileno())
        return await super().wait()


async def _readable(loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)


def _arguments(command: Sequence[str]) -> list[str] | None:
    """What follows ``python … -m ipykernel_launcher`` in a command for this very Python; otherwise None."""
    launcher = ["-m", "ipykernel_launcher"]
    if command[1:3] == launcher and os.path.realpath(command[0]) == os.path.realpath(sys.executable):
        return list(command[3:])
    return None


class WarmKernelManager(PrivateKernelManager):
    """Kernels forked from the warm parent at ``address``; their folders lie in the parent's, which goes with it."""

    address = ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(within=str(Path(self.address).parent), **settings)

    async def _async_pre_start_kernel(self, **settings: Any) -> tuple[list[str], dict[str, Any]]:
        own = getattr(self.kernel_spec, "metadata", {}).get("kernel_provisioner")
        if self.provisioner is None and not own:
            self.kernel_id = self.kernel_id or settings.pop("kernel_id", None) or self._folder.name
            self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**settings)

    pre_start_kernel = _async_pre_start_kernel  # type: ignore[assignment]

    async def _async_wait(self, pollinterval: float = 0.02) -> None:
        if isinstance(self.provisioner, WarmProvisioner):
            await self.provisioner.wait()
        await super()._async_wait(pollinterval)
