"""``python -m pipeline.render.reference THEME``: write the two reference documents of a theme folder again."""

import sys
from pathlib import Path

from pipeline.render.reference import write_reference

__all__: list[str] = []

if __name__ == "__main__":
    for path in write_reference(Path(sys.argv[1])):
        print(path)
