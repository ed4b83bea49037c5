"""x"""

from __future__ import annotations

from pipeline.render.office import About, read_parts, set_properties, write_parts

__all__ = ["finish_pptx"]


def finish_pptx(data: bytes, about: About) -> bytes:
    """x"""
    parts = read_parts(data)
    set_properties(parts, about, "Microsoft Office PowerPoint")
    return write_parts(parts)
