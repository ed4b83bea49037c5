"""The Quarto engine against a stand-in that plays back what Quarto 1.9 was seen to print."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from pipeline.check.texts import read_text
from pipeline.errors import ConfigurationError, RenderError
from pipeline.render import choose_engine, describe_engines, preview_document, render
from pipeline.render.quarto import QuartoEngine, explain
from tests.unit.render.beside import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a #! line")

GOOD = """
stem = sys.argv[2].removesuffix(".qmd")
pathlib.Path("calls.txt").write_text(" ".join(sys.argv[1:]))
for name in sys.argv[4].split(","):
    if name in ("docx", "pptx"):
        shutil.copy(f"theme/reference.{name}", f"{stem}.{name}")
    else:
        ending = {"html": ".html", "revealjs": ".html", "typst": ".pdf"}[name]
        pathlib.Path(stem + ending).write_text(name + " by stand-in")
pathlib.Path(stem + ".typ").write_text("left behind")
print("\\x1b[1m[typst]: Compiling report.typ to report.pdf...DONE\\x1b[22m", file=sys.stderr)
print("Output created: report.html", file=sys.stderr)
print("WARN: PDF standard validation requested but verapdf is not installed.", file=sys.stderr)
"""


@pytest.fixture
def quarto(tmp_path, monkeypatch):
    """A function that puts a stand-in on the PATH: what it does after telling its version."""
    folder = tmp_path / "bin of programs"  # a #! line cannot name a Python whose path has a space; sh can
    folder.mkdir()
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def install(program=GOOD, version="1.9.38"):
        script, acting = folder / "quarto", tmp_path / "acting.py"
        lines = ["import os, pathlib, shutil, subprocess, sys, time", "if sys.argv[1:] == ['--version']:"]
        acting.write_text("\n".join([*lines, f"    print({version!r}); raise SystemExit", program]), encoding="utf-8")
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(acting))} "$@"\n')
        script.chmod(0o755)
        return script

    return install


def says(text, code=0):
    """A program that makes its files, prints a text on stderr and ends with a code."""
    return f"{GOOD}\nprint({text!r}, file=sys.stderr)\nraise SystemExit({code})"


def test_quarto_is_called_once_for_all_formats_and_only_the_expected_files_are_taken(build, quarto):
    """One call a document; its files lie beside the document, and what else Quarto left does not."""
    quarto(GOOD + "\npathlib.Path('report.html').write_text(pathlib.Path('calls.txt').read_text())")
    document = build("# One\n\nText.\n")
    rendered = render(document, ["html", "pdf"], "auto")
    assert rendered.engine == "quarto 1.9.38"
    assert rendered.files["html"].read_text() == "render report.qmd --to html,typst"
    assert rendered.files["pdf"].read_text() == "typst by stand-in"
    assert not (document.parent / "report.typ").exists()
    assert sorted(path.name for path in document.parent.parent.iterdir()) == ["acting.py", "bin of programs", "build"]


def test_quarto_sees_almost_no_environment(build, quarto, monkeypatch):
    """An env shortcode could print any variable, so a secret does not reach Quarto."""
    monkeypatch.setenv("CASEAUDIT_SECRET", "key")
    quarto(GOOD + "\npathlib.Path('report.html').write_text(' '.join(sorted(os.environ)))")
    seen = render(build("# One\n"), ["html"], "quarto").files["html"].read_text().split()
    assert "PATH" in seen
    assert "CASEAUDIT_SECRET" not in seen


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (
            "\x1b[33mWARNING (/x/shortcodes-handlers.lua:302) Unknown var nope specified in a var shortcode.\x1b[39m",
            "Unknown var nope specified in a var shortcode.",
        ),
        ("WARNING (/x/refs.lua:128) Unable to resolve crossref @fig-none", "Unable to resolve crossref @fig-none"),
        ("[WARNING] Could not fetch resource report.css", "Could not fetch resource report.css"),
        (
            "WARNING (/x/astpipeline.lua:340)\nThe following string was found in the document: :::",
            "The following string was found in the document: :::",
        ),
    ],
)
def test_a_warning_is_a_failure_even_if_quarto_ends_well(build, quarto, said, cause):
    """Exit code 0 with a warning is refused, with the cause and no colours."""
    quarto(says(said))
    document = build("# One\n")
    with pytest.raises(RenderError) as caught:
        render(document, ["html", "pdf"], "quarto")
    assert str(caught.value) == f"report.qmd (html, pdf): Quarto: {cause}"
    assert not document.with_suffix(".html").exists()


def test_an_error_names_its_cause_and_not_its_stack(build, quarto):
    """Of Typst's message and Quarto's stack trace, the cause alone is shown."""
    quarto(
        says("error: PDF/UA-1 error: missing alt text\n   at a.typ:3:1\nERROR: Typst compilation failed\n  at x (y)", 1)
    )
    with pytest.raises(RenderError, match=r"Quarto: PDF/UA-1 error: missing alt text$"):
        render(build("# One\n"), ["pdf"], "quarto")


def test_an_exit_code_without_words_is_told(build, quarto):
    """A silent failure says its exit code."""
    quarto("raise SystemExit(3)")
    with pytest.raises(RenderError, match="it stopped with exit code 3"):
        render(build("# One\n"), ["pdf"], "quarto")


def test_a_file_that_was_not_made_is_missed(build, quarto):
    """Exit code 0 without the file is a failure."""
    quarto("pass")
    with pytest.raises(RenderError, match=r"did not make report\.pdf"):
        render(build("# One\n"), ["pdf"], "quarto")


def test_a_title_that_mentions_a_warning_is_no_warning():
    """Quarto repeats the metadata on stderr."""
    assert explain("metadata\n  title: WARNING signs\nOutput created: a.html") is None


def test_a_render_that_takes_too_long_is_ended_with_all_it_started(build, quarto, tmp_path):
    """On a timeout Quarto and its children are gone."""
    sign = tmp_path / "child.txt"
    child = f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(sign)!r}).write_text('alive')"
    script = quarto(f"subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(30)")
    with pytest.raises(RenderError, match=r"did not finish within 0\.7 seconds"):
        QuartoEngine(str(script), "1.9.38", seconds=0.7).render(build("# One\n"), ["html"])
    time.sleep(1.5)
    assert not sign.exists()


def test_an_interrupted_run_ends_all_that_quarto_started(build, quarto, tmp_path):
    """Ctrl-C while Quarto works: the run ends, Quarto and its children with it, and no half-made file is left."""
    begun, alive = tmp_path / "begun.txt", tmp_path / "alive.txt"
    child = f"import time, pathlib; time.sleep(2); pathlib.Path({str(alive)!r}).write_text('alive')"
    quarto(f"subprocess.Popen([sys.executable, '-c', {child!r}])\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(60)")
    document = build("# One\n")
    code = "import pathlib, sys, pipeline.render as r; r.render(pathlib.Path(sys.argv[1]), ['html'], 'quarto')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([sys.executable, "-c", code, str(document)], env=environment, stderr=subprocess.PIPE)
    for _ in range(300):
        if begun.exists():
            break
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said
    time.sleep(2.5)
    assert not alive.exists()
    assert sorted(path.name for path in document.parent.parent.iterdir()) == [
        *("acting.py", "begun.txt", "bin of programs", "build")
    ]


def test_a_preview_is_quarto_s_own_in_the_build_folder_for_this_machine_alone(build, quarto):
    """What it was called with and where; its exit code is passed on."""
    quarto("pathlib.Path('calls.txt').write_text(' '.join(sys.argv[1:]))\nraise SystemExit(3)")
    document = build("# One\n")
    assert preview_document(document) == 3
    assert (document.parent / "calls.txt").read_text() == "preview report.qmd --host 127.0.0.1"


def test_a_preview_needs_quarto_and_says_so(quarto, build):
    """The embedded engine watches nothing."""
    with pytest.raises(ConfigurationError, match=r"Quarto was not found.*A preview needs Quarto"):
        preview_document(build("# One\n"))


def test_without_quarto_the_embedded_engine_is_taken(quarto):
    """auto falls back; asking for Quarto by name is refused, with what to do."""
    assert choose_engine("auto").name.startswith("embedded")
    with pytest.raises(ConfigurationError, match=r"Quarto was not found on the PATH\. Install Quarto 1\.9 or newer"):
        choose_engine("quarto")


def test_the_doctor_says_what_there_is_and_how_to_get_what_is_not(quarto, caseaudit, monkeypatch):
    """Engines with their versions and formats; where to get Quarto; what auto takes, with it and without it."""
    without = caseaudit("doctor").stdout.splitlines()
    assert re.fullmatch(
        r"Found: embedded \(pandoc [\d.]+, typst [\d.]+\), which makes html, pdf, docx, slides", without[1]
    )
    assert without[2].startswith(
        "Quarto was not found on the PATH. Install Quarto 1.9 or newer, or use --engine embedded."
    )
    assert without[2].endswith("Get it at https://quarto.org/docs/download")
    assert without[3] == f"--engine auto takes: {choose_engine('embedded').name}"
    quarto()
    with_it = caseaudit("doctor").stdout.splitlines()
    assert with_it[2] == "Found: quarto 1.9.38, which makes html, pdf, docx, slides, revealjs"
    assert with_it[3] == "--engine auto takes: quarto 1.9.38"


def test_the_doctor_names_the_packages_that_are_missing(quarto, monkeypatch):
    """Without pandoc and Typst, and without Quarto, nothing can be rendered, and what to install is said."""

    def lost() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr("pipeline.render.pandoc.version", lost)
    monkeypatch.setattr("pipeline.render.embedded.find_spec", lambda name: None)
    first, _, last = describe_engines()
    assert first == (
        "The embedded engine lacks pypandoc-binary and typst. Get it with: pip install pypandoc-binary typst"
    )
    assert last == "--engine auto takes: nothing: get one of the two first"


@pytest.mark.parametrize("version", ["1.8.27", "0.9.9"])
def test_a_quarto_that_is_too_old_is_not_taken(quarto, version):
    """auto falls back from an old Quarto; asking for it by name says how old it is."""
    quarto(version=version)
    assert choose_engine("auto").name.startswith("embedded")
    with pytest.raises(ConfigurationError, match=f"Quarto {version} is too old"):
        choose_engine("quarto")


@pytest.mark.parametrize("version", ["1.10.0", "2.0.1"])
def test_a_newer_quarto_is_taken(quarto, version):
    """1.10 is newer than 1.9."""
    quarto(version=version)
    assert choose_engine("auto").name == f"quarto {version}"


def test_quarto_is_found_by_its_own_variable(quarto, monkeypatch):
    """QUARTO_PATH goes before the PATH, and a wrong one is told."""
    script = quarto()
    moved = script.rename(script.with_name("my-quarto"))
    monkeypatch.setenv("QUARTO_PATH", str(moved))
    assert choose_engine("quarto").name == "quarto 1.9.38"
    monkeypatch.setenv("QUARTO_PATH", "/nowhere/quarto")
    with pytest.raises(ConfigurationError, match=r"at QUARTO_PATH \(/nowhere/quarto\)"):
        choose_engine("quarto")


def test_what_quarto_would_pass_over_is_refused_before_it_is_called(build, quarto):
    """A missing image is found first: Quarto's HTML would be made without a word."""
    quarto("raise SystemExit(9)")
    with pytest.raises(RenderError, match="is missing"):
        render(build('# One\n\n![x](figures/none){fig-alt="x"}\n'), ["html"], "quarto")


def test_word_by_quarto_is_finished_as_by_the_embedded_engine(build, quarto):
    """Marks on every page, title and date in the properties, nothing of the front matter in them."""
    quarto()
    made = render(build("# One\n\nText.\n"), ["html", "docx"], "quarto").files
    text = read_text(made["docx"])
    assert "Audit of case files Draft – not for publication" in text
    assert "Synthetic data" in text
    with zipfile.ZipFile(made["docx"]) as file:
        assert b"2013-03-14T00:00:00Z" in file.read("docProps/core.xml")
        assert "docProps/custom.xml" not in file.namelist()


def test_slides_by_quarto_are_powerpoint_or_a_page(build, quarto):
    """slides is Quarto's pptx; revealjs is passed on, and its file is a page."""
    quarto(GOOD + "\npathlib.Path(stem + '.html').write_text(pathlib.Path('calls.txt').read_text())")
    document = build("## One\n\n- Text.\n")
    made = render(document, ["slides"], "quarto").files
    assert made == {"slides": document.with_suffix(".pptx")}
    page = render(document, ["revealjs"], "quarto").files["revealjs"]
    assert page.read_text() == "render report.qmd --to revealjs"


def test_a_report_is_not_made_slides_of_by_quarto_either(build, quarto):
    """The rules of a deck hold in both engines."""
    quarto()
    with pytest.raises(RenderError, match="each slide begins with a heading of level 2"):
        render(build("# One\n\nText.\n"), ["slides"], "quarto")
