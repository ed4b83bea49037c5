"""The site as a browser meets it on a web server, served to this machine alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError, GateError
from pipeline.workspace import Workspace

__all__ = ["serve"]

_LOOPBACK = "127.0.0.1"


class _Pages(SimpleHTTPRequestHandler):
    """Files of one folder, read only: no listing, nothing hidden, and no link that leads out of it."""

    server_version, sys_version = "caseaudit", ""

    def send_head(self) -> Any:
        """A file of the site, or that there is none."""
        place, root = Path(self.translate_path(self.path)), Path(self.directory).resolve()
        real = place.resolve()
        if not real.is_relative_to(root) or any(part.startswith(".") for part in real.relative_to(root).parts):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        """Never: what the site lists is on its pages."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        """What is looked at is nobody's business."""


def serve(workspace: Workspace, port: int, say: Callable[[str], None]) -> None:
    """Serve the site on 127.0.0.1 until Ctrl-C; ``port`` 0 takes a free one. The address is told first.

    GateError if there is no site yet; ConfigurationError if the port is taken.
    """
    if not (workspace.published / "index.html").is_file():
        raise GateError(f"There is no site yet in {workspace.published}. Make it with: caseaudit publish ROUND")
    try:
        server = ThreadingHTTPServer((_LOOPBACK, port), partial(_Pages, directory=str(workspace.published)))
    except OSError as error:
        raise ConfigurationError(
            f"Port {port} cannot be used ({error.strerror or error}); name another with --port."
        ) from error
    with server:
        say(f"The site is at http://{_LOOPBACK}:{server.server_address[1]}/ for this machine alone. Ctrl-C ends it.")
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            say("\nThe preview has ended.")
