"""The embedded engine: pandoc and Typst, the two programs Quarto drives, from PyPI alone."""

from __future__ import annotations

import base64
import re
import tempfile
import warnings
from collections.abc import Callable, Sequence
from importlib.metadata import version as installed
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import RenderError
from pipeline.render import pandoc, preflight, shortcodes
from pipeline.render.about import about_document
from pipeline.render.office import About
from pipeline.render.slides import finish_pptx
from pipeline.render.source import SUFFIXES, Source, date_in_words, parse_date, read_source, write_whole
from pipeline.render.word import finish_docx

__all__ = ["MADE", "EmbeddedEngine", "missing_programs"]

# read here or by the other engine, and no business of a template
_OPTIONS = {
    *("format", "filters", "engine", "execute", "from", "template", "css", "template-partials", "font-paths", "author"),
    *("embed-resources", "minimal", "section-divs", "default-image-extension", "pdf-standard", "toc", "toc-depth"),
    *("date", "date-format", "reference-doc", "slide-level"),
}
_MEDIA = Path(__file__).with_name("media.lua")
_FONT = re.compile(r"""url\(["']?(?P<name>fonts/[\w.-]+\.woff2)["']?\)""")


def missing_programs() -> list[str]:
    """The packages to install before this engine can work; none where it can."""
    missing = []
    try:
        pandoc.version()
    except (ImportError, OSError):  # the package, or the program that it holds
        missing.append("pypandoc-binary")
    if find_spec("typst") is None:
        missing.append("typst")
    return missing


class EmbeddedEngine:
    """Renders by one call of pandoc a format; PDF in this process besides (Typst)."""

    @property
    def name(self) -> str:
        """The engine and the versions of its two programs."""
        return f"embedded (pandoc {pandoc.version()}, typst {installed('typst')})"

    def render(self, document: Path, formats: Sequence[str]) -> dict[str, Path]:
        """Write one file a format beside the document, all or none; RenderError says what is wrong and where."""
        foreign = [name for name in formats if name not in _MAKERS]
        if foreign:
            raise RenderError(document, ", ".join(foreign), _NOT_MADE.format(", ".join(_MAKERS)))
        source = read_source(document, ", ".join(formats))
        body = shortcodes.expand(source, ", ".join(formats))
        about = about_document(source, preflight.check(source, body, formats, strict=True))
        made = {format: _MAKERS[format](source, body, about) for format in formats}
        files = {format: document.with_suffix(SUFFIXES[format]) for format in formats}
        write_whole({files[format]: data for format, data in made.items()})
        return files


def _make_html(source: Source, body: str, about: About) -> bytes:
    options = source.options("html")
    template = _theme_file(source, "html", options.get("template", "theme/report.html"))
    style = _style(_theme_file(source, "html", options.get("css", "theme/report.css")))
    arguments = ["-t", "html5", "--standalone", "--embed-resources", "--section-divs", "--template", str(template)]
    with tempfile.TemporaryDirectory() as scratch:
        head = Path(scratch) / "style.html"
        head.write_text(f"<style>\n{style}</style>\n", encoding="utf-8")
        arguments += ["-H", str(head), "-L", _filter(source, "html"), "-L", str(_MEDIA), *_common(options)]
        return _pandoc(source, "html", body, arguments).encode()


def _make_pdf(source: Source, body: str, about: About) -> bytes:
    import typst

    options = source.options("pdf")
    partials = options.get("template-partials", ["theme/typst-template.typ", "theme/typst-show.typ"])
    parts = [_theme_file(source, "pdf", name).read_text(encoding="utf-8") for name in partials]
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "report.typ"
        template.write_text("\n".join([*parts, "$body$", ""]), encoding="utf-8")
        arguments = ["-t", "typst", "--standalone", "--template", str(template), "-L", _filter(source, "pdf")]
        written = _pandoc(source, "pdf", body, [*arguments, *_common(options)])
    fonts = _theme_file(source, "pdf", options.get("font-paths", "theme/fonts"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", typst.TypstWarning)
        try:
            made: bytes = typst.compile(  # type: ignore[call-overload]  # its stub has one type for bytes and paths
                written.encode(),
                root=source.folder,
                font_paths=[fonts],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=about.moment,
            )
        except (typst.TypstError, typst.TypstWarning) as error:
            raise RenderError(source.path, "pdf", f"Typst could not make the PDF: {error.message}.") from error
    return made


def _make_docx(source: Source, body: str, about: About) -> bytes:
    return finish_docx(_office(source, "docx", body, ["-t", "docx"]), about)


def _make_slides(source: Source, body: str, about: About) -> bytes:
    return finish_pptx(_office(source, "slides", body, ["-t", "pptx", "--slide-level=2"]), about)


def _office(source: Source, format: str, body: str, arguments: Sequence[str]) -> bytes:
    """What pandoc makes with the reference document of the theme."""
    options = source.options(format)
    reference = _theme_file(source, format, options["reference-doc"])
    filters = ["-L", _filter(source, format), "-L", str(_MEDIA)]
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / f"made{SUFFIXES[format]}"
        shared = [f"--reference-doc={reference}", "-o", str(made), *_common(options)]
        _pandoc(source, format, body, [*arguments, *filters, *shared])
        return made.read_bytes()


_MAKERS: dict[str, Callable[[Source, str, About], bytes]] = {
    "html": _make_html,
    "pdf": _make_pdf,
    "docx": _make_docx,
    "slides": _make_slides,
}
MADE = tuple(_MAKERS)
"""The formats that this engine makes."""

_NOT_MADE = "the embedded engine makes {}, and not this format; install Quarto for the others."


def _pandoc(source: Source, format: str, body: str, arguments: Sequence[str]) -> str:
    try:
        return pandoc.run_pandoc(body, _metadata(source, format), source.folder, arguments)
    except pandoc.PandocFailure as error:
        quoted = re.search(r'"([^"]{3,})"|@[\w-]+|#[\w-]+', str(error))
        line = source.line_of(quoted[1] or quoted[0]) if quoted else None
        raise RenderError(source.path, format, str(error), line) from error


def _common(options: dict[str, Any]) -> list[str]:
    extension = options.get("default-image-extension")
    contents = ["--toc", f"--toc-depth={int(options.get('toc-depth', 2))}"] if options.get("toc") else []
    return [*contents, *([f"--default-image-extension={extension}"] if extension else [])]


def _metadata(source: Source, format: str) -> dict[str, Any]:
    """The front matter as the templates want it: by-author as Quarto gives it, and the date in words."""
    options = source.options(format)
    meta = {key: value for key, value in options.items() if key not in _OPTIONS}
    authors = options.get("author") or []
    named = authors if isinstance(authors, list) else [authors]
    meta["by-author"] = [{"name": {"literal": str(name)}} for name in named]
    if options.get("date") is not None:
        day = parse_date(options["date"])
        meta["date"] = date_in_words(day) if day else str(options["date"])
    if format in ("docx", "slides"):  # they have no template: pandoc prints the author itself, unless the filter does
        meta["author"] = [str(name) for name in named]
    meta.setdefault("lang", "en-GB")
    return meta


def _filter(source: Source, format: str) -> str:
    """The reports' own filter; a document cannot bring another, since a filter is a program."""
    asked = source.meta.get("filters", [])
    paths = [entry.get("path") if isinstance(entry, dict) else entry for entry in asked]
    if paths != ["theme/report.lua"]:
        rule = "the filters are theme/report.lua (at: pre-ast) and nothing else."
        raise RenderError(source.path, format, rule, source.line_of("filters:"))
    return str(_theme_file(source, format, "theme/report.lua"))


def _theme_file(source: Source, format: str, name: object) -> Path:
    path = source.folder / str(name)
    inside = path.resolve().is_relative_to((source.folder / "theme").resolve())
    if not inside or (source.folder / "theme").is_symlink():
        message = f'"{name}" is not in the theme folder beside the document.'
        raise RenderError(source.path, format, message, source.line_of(str(name)))
    if not path.exists():
        raise RenderError(source.path, format, f'"{name}" is missing: the theme belongs beside the document.')
    return path


def _style(css: Path) -> str:
    """The style sheet with its fonts inside it, so that the page is one file."""

    def embed(match: re.Match[str]) -> str:
        data = base64.b64encode((css.parent / match["name"]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    return _FONT.sub(embed, css.read_text(encoding="utf-8"))
