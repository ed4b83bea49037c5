"""What is kept is written whole or not at all, for its owner alone."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.errors import StoreError
from pipeline.store import (
    fingerprint,
    load_table,
    load_tables,
    read_json,
    replacing,
    save_table,
    save_workbook,
    write_json,
    write_text,
)
from pipeline.tables import as_table

CONCERNS = as_table("concerns", [{"case_id": "C-1", "found": pd.Timestamp("2017-12-04"), "stage": "open"}])
POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX systems")


def mode(path: Path) -> int:
    """The mode of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    """Everything in a folder, hidden files as well."""
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_a_write_that_fails_changes_nothing(tmp_path, error) -> None:
    """The old file is as it was, and nothing half-written lies beside it."""
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises((error, StoreError)), replacing(path) as scratch:
        scratch.write_text("half", encoding="utf-8")
        raise error("stopped")
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_file_is_not_there_until_it_is_whole(tmp_path) -> None:
    """Nobody reads half of it."""
    path = tmp_path / "a.txt"
    with replacing(path) as scratch:
        scratch.write_text("new", encoding="utf-8")
        assert not path.exists()
        assert scratch.parent == path.parent
    assert path.read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["a.txt"]


@POSIX
def test_what_is_kept_is_its_owners_alone_from_the_first_byte(tmp_path) -> None:
    """While it is being written as well as after; a public file is for all once it is whole."""
    path = tmp_path / "made" / "a.txt"
    with replacing(path) as scratch:
        scratch.write_text("x", encoding="utf-8")
        assert mode(scratch) == 0o600
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    write_text(tmp_path / "b.txt", "x", 0o644)
    assert mode(tmp_path / "b.txt") == 0o644


@POSIX
@pytest.mark.parametrize("name", ["concerns", "keys"])
def test_a_table_is_its_owners_alone(tmp_path, name) -> None:
    """Whatever stands in it."""
    assert mode(save_table(tmp_path, name, as_table(name, []))) == 0o600


def test_a_place_that_cannot_be_written_says_so(tmp_path) -> None:
    """A file where a folder should be, a folder where a file should be: what, and the usual causes."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    for path in (tmp_path / "file" / "a.txt", tmp_path / "folder"):
        with pytest.raises(StoreError, match=r"could not be written \(.*\)\. The usual causes: .*Nothing was changed"):
            write_text(path, "x")


def test_a_table_comes_back_as_it_was_kept(tmp_path) -> None:
    """Its rows, columns and blanks."""
    save_table(tmp_path, "concerns", CONCERNS)
    back = load_tables(tmp_path, ["concerns"])["concerns"]
    pd.testing.assert_frame_equal(back, CONCERNS, check_dtype=False)
    assert back["found"].dt.day.item() == 4


def test_a_part_of_a_table_lies_beside_it(tmp_path) -> None:
    """Under the name of the table and of the part, and is read back by it."""
    path = save_table(tmp_path, "measures", as_table("measures", []), "ratings")
    assert path.name == "measures_ratings.parquet"
    assert len(load_table(tmp_path, "measures_ratings")) == 0


def test_a_table_that_breaks_its_contract_is_not_kept(tmp_path) -> None:
    """The old one stays; the sentence says that no return is at fault."""
    save_table(tmp_path, "concerns", CONCERNS)
    before = fingerprint([tmp_path], tmp_path)
    with pytest.raises(StoreError, match=r"table concerns does not keep its contract .* not in a return"):
        save_table(tmp_path, "concerns", pd.concat([CONCERNS, CONCERNS]))
    assert fingerprint([tmp_path], tmp_path) == before


def test_a_table_that_is_not_there_says_how_to_make_it(tmp_path) -> None:
    """With the round's own folder in the command."""
    with pytest.raises(StoreError, match=r"has not been made yet\. Make it with: caseaudit run 2017-12$"):
        load_table(tmp_path / "2017-12", "returns")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"x" * 500, None])
def test_a_damaged_table_says_so(tmp_path, content) -> None:
    """Empty, cut short, or something else altogether."""
    path = save_table(tmp_path, "concerns", CONCERNS)
    path.write_bytes(path.read_bytes()[:-9] if content is None else content)
    with pytest.raises(StoreError, match=r"concerns\.parquet is damaged \(\w+\)\. Delete it and run the round again"):
        load_table(tmp_path, "concerns")


def test_a_table_of_an_older_version_says_so(tmp_path) -> None:
    """A column that has since been added would be missed far from here."""
    CONCERNS.drop(columns="stage").to_parquet(tmp_path / "concerns.parquet")
    with pytest.raises(StoreError, match="was made by another version of caseaudit"):
        load_table(tmp_path, "concerns")


def test_the_same_workbook_gives_the_same_bytes(tmp_path) -> None:
    """Whenever it is saved; another stamp gives other bytes."""
    paths = [tmp_path / f"{n}.xlsx" for n in range(3)]
    for path, day in zip(paths, (4, 4, 5), strict=True):
        book = openpyxl.Workbook()
        book.worksheets[0]["A1"] = "x"
        save_workbook(book, path, date(2017, 12, day))
    one, same, other = (path.read_bytes() for path in paths)
    assert one == same != other
    assert openpyxl.load_workbook(paths[0]).properties.modified.isoformat().startswith("2017-12-04T09:00:00")


def test_a_workbook_holds_no_other_day_than_its_stamp(tmp_path) -> None:
    """Neither inside nor on the parts of the archive."""
    book = openpyxl.Workbook()
    save_workbook(book, tmp_path / "a.xlsx", date(2017, 12, 4))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(2017, 12, 4, 9, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2017-12-04T09:00:00Z") == 2
    assert str(date.today().year) not in core


def test_a_fingerprint_is_of_the_content(tmp_path) -> None:
    """Not of the time; by path below the base; what Python leaves behind does not count."""
    write_text(tmp_path / "in" / "a.txt", "x")
    before = fingerprint([tmp_path / "in"], tmp_path)
    assert list(before) == ["in/a.txt"]
    os.utime(tmp_path / "in" / "a.txt", (0, 0))
    write_text(tmp_path / "in" / "__pycache__" / "b.pyc", "x")
    assert fingerprint([tmp_path / "in"], tmp_path) == before
    write_text(tmp_path / "in" / "a.txt", "y")
    assert fingerprint([tmp_path / "in"], tmp_path) != before


def test_json_comes_back_and_damage_is_none(tmp_path) -> None:
    """Readable by people, in order, the same bytes on every system."""
    path = tmp_path / "a.json"
    write_json(path, {"b": 1, "a": "é", "day": date(2017, 12, 4)})
    assert path.read_bytes() == '{\n  "a": "é",\n  "b": 1,\n  "day": "2017-12-04"\n}\n'.encode()
    assert read_json(path) == json.loads(path.read_text(encoding="utf-8"))
    path.write_text("{", encoding="utf-8")
    assert read_json(path) is None
    assert read_json(tmp_path / "gone.json") is None
