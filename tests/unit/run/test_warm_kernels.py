"""Warm kernels: a notebook sees nothing of another, and gets what it would get from stock Jupyter."""

from __future__ import annotations

import ast
import os
import re
import stat
import sys
from pathlib import Path

import papermill
import pytest

import pipeline.run.kernels
import pipeline.run.warm.calls
import pipeline.run.warm.client
import pipeline.run.warm.forked
from pipeline.run.kernels import kernel_manager
from pipeline.run.notebooks import run_notebook
from pipeline.run.warm.client import WarmParent, warm_address
from pipeline.run.warm.managers import PrivateKernelManager, WarmProvisioner
from tests.unit.run.warm_tools import eventually, outputs, printed, written

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")

MESS = """
import os, random, sys, threading, time, types, warnings
import matplotlib.pyplot as plt, numpy as np, pandas as pd
leak = 1
figure = plt.figure()
plt.rcParams["lines.linewidth"] = 9.5
pd.set_option("display.max_rows", 3)
os.environ["LEAK"] = "1"
os.chdir("/")
sys.path.append("/leak")
threading.Thread(target=time.sleep, args=(30,), name="leak", daemon=True).start()
warnings.filterwarnings("ignore", message="leak")
sys.modules["leak"] = types.ModuleType("leak")
pd.DataFrame.leak = 1
random.seed(1)
np.random.seed(1)
"""
LOOK = """
import os, sys, threading, warnings
import matplotlib.pyplot as plt, numpy as np, pandas as pd
print([name for name in dir() if "leak" in name], "leak" in sys.modules, hasattr(pd.DataFrame, "leak"))
print(plt.get_fignums(), plt.rcParams["lines.linewidth"], pd.get_option("display.max_rows"))
print(os.environ.get("LEAK"), os.getcwd(), "/leak" in sys.path, sys.path[0] == "", sys.argv[1])
print([t.name for t in threading.enumerate() if t.name == "leak"], [f for f in warnings.filters if "leak" in str(f)])
print(plt.get_backend(), os.environ["MPLBACKEND"], __name__, os.environ.get("OPENBLAS_NUM_THREADS"))
"""
WORK = (
    "import sys\nimport matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns",
    "frame = pd.DataFrame({'grade': ['Good', 'Poor', 'Good'], 'n': [1, 2, 3]})\nframe",
    "frame.groupby('grade').sum().style.set_uuid('fixed').hide()",
    "axes = sns.barplot(frame, x='grade', y='n')\naxes.set_title('One'); None",
    "plt.plot([1, 2], [3, 4])\nplt.show()\nfigure, _ = plt.subplots(figsize=(2, 1))",
    "print('said', x)\nprint('told', file=sys.stderr)\ndisplay(frame, 'word')",
    "%precision 2\n0.12345",
    "import subprocess\nsubprocess.run(['echo', 'from a program']).returncode",
    "import warnings\nwarnings.warn('beware')",
)


@pytest.fixture(scope="module")
def parent():
    """A warm parent for the tests of this module."""
    with WarmParent.start() as started:
        yield started


@pytest.mark.slow
def test_a_notebook_sees_nothing_of_the_one_before(parent, tmp_path):
    """Variables, figures, settings, environment, folder, threads, filters, modules: as in a kernel of stock Jupyter."""
    run_notebook(written(tmp_path / "mess.ipynb", MESS), tmp_path / "out" / "mess.ipynb", {"x": 1})
    look = written(tmp_path / "look.ipynb", LOOK)
    run_notebook(look, tmp_path / "out" / "look.ipynb", {"x": 1})
    papermill.execute_notebook(look, tmp_path / "stock.ipynb", {"x": 1}, progress_bar=False, cwd=tmp_path)
    warm = printed(tmp_path / "out" / "look.ipynb")
    assert warm == printed(tmp_path / "stock.ipynb")
    assert warm.startswith("[] False False\n[] 1.5 60\nNone ")


def test_two_notebooks_do_not_draw_the_same_random_numbers(parent, tmp_path):
    """Each kernel starts from a state of its own, of ``random`` and of numpy."""
    draw = written(
        tmp_path / "draw.ipynb", "import random, numpy\nprint(random.random())", "print(numpy.random.random())"
    )
    drawn = set()
    for name in ("a", "b"):
        run_notebook(draw, tmp_path / f"{name}.ipynb", {})
        drawn |= set(printed(tmp_path / f"{name}.ipynb").split())
    assert len(drawn) == 4


def _comparable(path: Path) -> str:
    """All outputs as text, without addresses and process numbers."""
    return re.sub(r"0x[0-9a-f]+|ipykernel_\d+/\d+", "…", "\n".join(map(str, outputs(path))))


def test_what_a_notebook_shows_is_what_stock_papermill_gets(parent, tmp_path):
    """Tables, styled tables, charts to the last pixel, prints, warnings, magics, programs that print."""
    work = written(tmp_path / "work.ipynb", *WORK)
    run_notebook(work, tmp_path / "warm.ipynb", {"x": 7})
    papermill.execute_notebook(work, tmp_path / "stock.ipynb", {"x": 7}, progress_bar=False, cwd=tmp_path)
    warm = _comparable(tmp_path / "warm.ipynb")
    assert warm == _comparable(tmp_path / "stock.ipynb")
    assert warm.count("image/png") == 3


def test_the_parent_has_one_thread_and_its_folder_is_private(parent):
    """A fork copies one thread only; the folder with its socket is 0700."""
    with parent.worker() as worker:
        worker.call("os:getpid")
        assert len(list(Path(f"/proc/{parent.process.pid}/task").iterdir())) == 1
    assert stat.S_IMODE(Path(parent.address).parent.stat().st_mode) == 0o700


def test_the_folder_of_a_kernel_goes_with_it(parent, tmp_path):
    """After a notebook the parent's folder holds what it held before."""
    before = sorted(Path(parent.address).parent.iterdir())
    run_notebook(written(tmp_path / "a.ipynb", "1"), tmp_path / "out.ipynb", {})
    assert sorted(Path(parent.address).parent.iterdir()) == before


def test_no_parameter_is_in_what_other_users_can_list(parent, tmp_path):
    """A case reference given to a notebook is in no argument and no environment variable of kernel or parent."""
    look = (
        "from pathlib import Path\nimport os\nprint(Path('/proc/self/cmdline').read_text(), os.environ, os.getppid())"
    )
    book = written(tmp_path / "a.ipynb", look, "import sys; print(sys.argv, Path('/proc/self/environ').read_text())")
    run_notebook(book, tmp_path / "out.ipynb", {"x": "WY-100001"})
    listed = [Path(f"/proc/{parent.process.pid}/{part}").read_text() for part in ("cmdline", "environ")]
    assert "warm.parent" in listed[0]
    assert str(parent.process.pid) in printed(tmp_path / "out.ipynb")
    assert "WY-100001" not in "".join([printed(tmp_path / "out.ipynb"), *listed])


def test_a_kernel_of_another_python_is_not_forked(parent, tmp_path):
    """A command that is not this Python's ``ipykernel_launcher`` is started as a program, as stock Jupyter would."""
    manager = kernel_manager(parent.address)(kernel_name="python3")
    manager.kernel_spec.argv = [sys.executable, "-X", "utf8", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    from jupyter_core.utils import run_sync

    run_sync(manager.start_kernel)(cwd=str(tmp_path))
    assert isinstance(manager.provisioner, WarmProvisioner)
    pid = manager.provisioner.pid
    assert "utf8" in Path(f"/proc/{pid}/cmdline").read_text()
    run_sync(manager.shutdown_kernel)(now=True)
    assert eventually(lambda: not Path(manager.connection_file).parent.exists())


def test_without_a_parent_kernels_start_the_stock_way(tmp_path, monkeypatch):
    """A process that knows no warm parent runs its notebooks all the same."""
    monkeypatch.setattr("pipeline.run.warm.client._known", None)
    run_notebook(written(tmp_path / "a.ipynb", "import sys; print(sys.argv[0])"), tmp_path / "out.ipynb", {})
    assert printed(tmp_path / "out.ipynb").strip().endswith("ipykernel_launcher.py")
    assert kernel_manager(warm_address()) is PrivateKernelManager


def test_on_other_systems_there_is_no_parent(monkeypatch):
    """Where processes cannot be forked safely, nothing is started, no address is known, and workers work the same."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with WarmParent.start() as nothing:
        assert nothing.address is None
        with nothing.worker() as worker:
            assert worker.call("os:getpid") not in (os.getpid(), None)
            assert worker.call("pipeline.run.warm.client:warm_address") is None
            with pytest.raises(ValueError, match="math domain error"):
                worker.call("math:sqrt", -1)


@pytest.mark.parametrize(
    "module",
    [pipeline.run.kernels, pipeline.run.warm.client, pipeline.run.warm.forked, pipeline.run.warm.calls],
    ids=lambda m: m.__name__,
)
def test_the_near_side_is_light(module):
    """A command with nothing to do pays for no pandas, papermill or zmq: they are imported where they are used."""
    top = [n for n in ast.parse(Path(module.__file__).read_text()).body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module) for n in top if isinstance(n, ast.ImportFrom)}
    ours = {name for name in names if name.startswith("pipeline")}
    assert ours <= {"pipeline.errors", "pipeline.run.warm", "pipeline.run.warm.forked", "pipeline.run.warm.sockets"}
    assert {name.partition(".")[0] for name in names - ours} <= set(sys.stdlib_module_names)
