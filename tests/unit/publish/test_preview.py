"""The preview: the site on this machine alone, and nothing but the site."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from pipeline.errors import ConfigurationError, GateError
from pipeline.publish import serve


@pytest.fixture
def site(small_rounds):
    """A workspace with a small site, something private beside it, and a link that leads out of it."""
    space = small_rounds.workspace
    space.published.mkdir(parents=True)
    (space.published / "index.html").write_text("<h1>Audits</h1>", encoding="utf-8")
    (space.published / "2017-12").mkdir()
    (space.published / ".hidden").write_text("hidden", encoding="utf-8")
    secret = space.root / "reports" / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (space.published / "link.txt").symlink_to(secret)
    return space


@pytest.fixture
def preview(site):
    """The command serving that site on a free port, and its address; it is ended by Ctrl-C."""
    words = [sys.executable, "-u", "-m", "pipeline.cli", "preview", "--port", "0", "--workspace", str(site.root)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=_with_ctrl_c
    ) as process:
        first = process.stdout.readline()
        port = re.search(r"http://127\.0\.0\.1:(\d+)/", first)
        assert port, first
        yield process, int(port[1])
        process.kill()


def _with_ctrl_c():
    """A process that a shell started in the background hears no Ctrl-C; this one does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def get(port, path):
    """(status, body) of a path, asked for as it is: no browser tidies it up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_the_preview_serves_the_site_and_nothing_else_and_ends_with_a_sentence(preview):
    """Pages are there; what lies beside them, is hidden, or is a folder without a page, is not; Ctrl-C ends it well."""
    process, port = preview
    assert get(port, "/") == (200, b"<h1>Audits</h1>")
    for path in (
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/2017-12/../../secret.txt", "//etc/passwd",
        "/..\\secret.txt", "/link.txt", "/.hidden", "/2017-12/",
    ):  # fmt: skip
        status, body = get(port, path)
        assert (status, b"secret" in body) == (404, False), path
    if process.poll() is None:
        os.kill(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "The preview has ended." in said and "Traceback" not in said


def test_the_preview_listens_on_this_machine_alone(preview):
    """Nothing answers on another address of it."""
    _, port = preview
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others - {a for a in others if a.startswith("127.")}:
        with pytest.raises(OSError):
            socket.create_connection((address, port), timeout=2)


def test_without_a_site_or_a_free_port_the_preview_says_so(small_rounds, site):
    """What to do stands in the sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="name another with --port"):
            serve(site, taken.getsockname()[1], print)
    (site.published / "index.html").unlink()
    with pytest.raises(GateError, match="caseaudit publish ROUND"):
        serve(site, 0, print)
