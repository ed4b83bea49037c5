"""The four shortcodes a report may use, for the engine that has no Quarto to run them."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import RenderError
from pipeline.render.source import Source

__all__ = ["expand"]

_SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[^\s>]+)\s*(?P<argument>.*?)\s*>\}\}")
_DEPTH = 5


def expand(source: Source, format: str) -> str:
    """Return the body with ``var``, ``meta``, ``include`` and ``pagebreak`` done; RenderError for any other."""
    first = source.text[: len(source.text) - len(source.body)].count("\n") + 1
    return _Expander(source, format).text(source.body, first, depth=0)


class _Expander:
    """One document's shortcodes: where ``var`` looks its names up, and how a refusal names the line."""

    def __init__(self, source: Source, format: str) -> None:
        self.source, self.format = source, format
        self.variables = self._read_variables()

    def text(self, text: str, first: int | None, depth: int) -> str:
        """Expand line by line; ``first`` is the document's line the text begins in, or None in an included file."""
        lines = text.split("\n")
        return "\n".join(self._line(line, None if first is None else first + n, depth) for n, line in enumerate(lines))

    def _line(self, line: str, number: int | None, depth: int) -> str:
        whole = _SHORTCODE.fullmatch(line.strip())
        if whole and whole["name"] == "pagebreak":
            return "::: {.pagebreak}\n:::"
        if whole and whole["name"] == "include":
            return self._include(whole["argument"], number, depth)
        done = _SHORTCODE.sub(lambda match: self._value(match, number), line)
        if "{{<" in _SHORTCODE.sub("", line):
            raise self._refusal(f"a shortcode is not closed: {line.strip()[:60]}", number)
        return done

    def _value(self, match: re.Match[str], number: int | None) -> str:
        name, argument = match["name"], match["argument"]
        if name in ("var", "meta"):
            return self._look_up(self.variables if name == "var" else self.source.meta, name, argument, number)
        if name in ("include", "pagebreak"):
            raise self._refusal(f"the shortcode {name} stands alone on its line.", number)
        raise self._refusal(f'the shortcode "{name}" is not known; use var, meta, include or pagebreak.', number)

    def _look_up(self, table: dict[str, Any], name: str, argument: str, number: int | None) -> str:
        found: Any = table
        for part in argument.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found is None or isinstance(found, dict | list):
            near = difflib.get_close_matches(argument, list(table), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            place = "_variables.yml" if name == "var" else "the front matter"
            raise self._refusal(f'{name} asks for "{argument}", which {place} does not give.{hint}', number)
        return str(found).strip()

    def _include(self, argument: str, number: int | None, depth: int) -> str:
        name = argument.strip("\"'")
        parts = Path(name).parts
        path = self.source.folder / name
        outside = not parts or Path(name).is_absolute() or {"..", "~"} & set(parts) or re.search(r"[%\\:]", name)
        linked = any((self.source.folder / Path(*parts[: n + 1])).is_symlink() for n in range(len(parts)))
        if outside or linked or path.suffix not in (".md", ".qmd"):
            rule = "include may name only a .md or .qmd file inside the document's folder"
            raise self._refusal(f'{rule}, not "{name}".', number)
        if not path.is_file():
            raise self._refusal(f'the included file "{name}" does not exist.', number)
        if depth >= _DEPTH:
            raise self._refusal(f'"{name}" is included too deeply; does it include itself?', number)
        return self.text(path.read_text(encoding="utf-8").strip("\n"), None, depth + 1)

    def _read_variables(self) -> dict[str, Any]:
        path = self.source.folder / "_variables.yml"
        if not path.is_file() or path.is_symlink():
            return {}
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise self._refusal("_variables.yml is not YAML.", None) from error
        return found if isinstance(found, dict) else {}

    def _refusal(self, message: str, line: int | None) -> RenderError:
        return RenderError(self.source.path, self.format, message, line)
