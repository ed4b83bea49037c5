"""The colours of the reports: the theme's, and in their place the council's own, as far as they can be read by all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.config.files import Settings, read_settings, read_yaml
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = ["load_colours"]

# WCAG 2.2: words need a contrast of 4.5 with their ground (1.4.3), parts of a picture one of 3 (1.4.11). Pale words
# stand on navy, too, so that it has to be darker.
_LEAST = (
    *((name, ground, 4.5) for name in ("ink", "soft", "link", "accent") for ground in ("paper", "tint")),
    *(("navy", ground, 6.5) for ground in ("paper", "tint")),
    ("mark-ink", "mark", 4.5),
    *((grade, "paper", 3) for grade in ("outstanding", "good", "not-yet-good", "adequate", "requires-improvement")),
    ("inadequate", "paper", 3),
)


class _Palette(Settings):
    palette: dict[str, str]


class _Brand(Settings):
    color: _Palette


def load_colours(workspace: Workspace) -> dict[str, str]:
    """Name → colour as ``#rrggbb``: the theme's, with those of ``data/council/_brand.yml`` in their place.

    ConfigurationError for a name that the theme does not have, for a colour that is not written so, and for one that
    some people could not read.
    """
    theme: dict[str, str] = read_yaml(workspace.own_or_packaged("reports", "theme") / "_brand.yml")["color"]["palette"]
    if not workspace.brand.is_file():
        return theme
    own = read_settings(workspace.brand, _Brand).color.palette
    for fault in _faults(theme, own):
        raise ConfigurationError(f"{workspace.brand} cannot be used: {fault}.")
    return theme | own


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """How light a colour is in grey print."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _faults(theme: Mapping[str, str], own: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the council's own colours, in words."""
    for name, colour in own.items():
        if name not in theme:
            yield f'the theme has no colour "{name}"; it has {", ".join(theme)}'
        if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            yield f'"{name}" is "{colour}", and a colour is written as "#16324f", in quotes'
    both = {**theme, **own}
    for name, ground, least in _LEAST:
        if {name, ground} & own.keys() and (found := contrast(both[name], both[ground])) < least:
            yield (
                f'"{name}" on "{ground}" has a contrast of {found:.1f} to 1, and some people can only read what has at '
                f"least {least:g}; take a darker or a lighter one"
            )
