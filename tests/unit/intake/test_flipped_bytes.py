"""A byte that changed on its way never loses a return without a word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.containers import Reader, Refusal
from tests.unit.intake.books import parts_of, workbook, zipped

CELLS: dict[str, object] = {f"{column}{row}": f"{column}{row} is said here" for row in range(1, 9) for column in "BCD"}
PACKED = workbook(**CELLS, E5=12.5)
UNPACKED = zipped(parts_of(PACKED), zipfile.ZIP_STORED)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes], object]]:
    """A function that reads bytes as intake reads a file."""
    path = tmp_path_factory.mktemp("flipped") / "a.xlsx"
    with Reader() as reader:

        def read(content: bytes) -> object:
            path.write_bytes(content)
            found = [c for _, c in reader.read([path])]
            return found[0] if len(found) == 1 else found

        yield read


@pytest.mark.parametrize("whole", [PACKED, UNPACKED], ids=["packed", "not packed"])
@settings(deadline=None)  # some ask for a second reader, which takes a while to import
@given(data=st.data())
def test_a_flipped_byte_gives_the_same_cells_or_a_refusal(
    read: Callable[[bytes], object], whole: bytes, data: st.DataObject
) -> None:
    """Nothing in between: no cell is lost, and none says something else; checksums see to that."""
    place = data.draw(st.integers(0, len(whole) - 1))
    content = bytearray(whole)
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    found = read(bytes(content))
    if isinstance(found, list) and found and all(isinstance(c, Refusal) for c in found):
        return  # it no longer looks like a workbook, and each part of the zip is refused
    if not isinstance(found, Refusal):
        assert isinstance(found, list)
        (sheet,) = found
        filled = {v for row in sheet.rows for v in row if v}
        assert filled == {*CELLS.values(), 12.5}


def test_a_workbook_cut_anywhere_is_refused(read: Callable[[bytes], object]) -> None:
    """At every fiftieth byte; what is left of a file is never taken for all of it."""
    for end in range(0, len(PACKED) - 1, 50):
        assert isinstance(read(PACKED[:end]), Refusal), end


def test_the_workbook_of_these_tests_is_read(read: Callable[[bytes], object]) -> None:
    """Whole, it is; so a refusal comes from the byte that changed."""
    assert isinstance(read(PACKED), list)
    assert zipfile.is_zipfile(io.BytesIO(UNPACKED))
